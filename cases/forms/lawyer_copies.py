"""Which lawyer a medical document is handed to, what for, and what the young person answers."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.choices import Channel, ConsentAnswer, PartnerKind, Purpose, RecipientKind
from cases.consents import Recipient
from cases.forms.minors import pick
from cases.lawyer_copies import Asked, not_agreed
from cases.models import Minor, Partner
from staff.form_parts import helper
from staff.models import User

# A paper goes from hand to hand or is sent: it is not told.
CHANNELS = [Channel.HANDED, Channel.POST, Channel.SECURE_MAIL]


class HandToLawyerForm(forms.Form):
    """The recipient is read into `cleaned_data["recipient"]`, the answer into `asked`."""

    lawyer = forms.ChoiceField(label=_("Which lawyer"), required=False)
    name = forms.CharField(
        label=_("Another lawyer: whose name"),
        max_length=120,
        required=False,
        help_text=_("As the young person or the jurist names the lawyer of the procedure."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    purpose = forms.ChoiceField(label=_("What for"), choices=Purpose.choices, initial=Purpose.LEGAL)
    why = forms.CharField(
        label=_("For which act of the procedure, in a few words"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what the lawyer needs it for.")},
    )
    answer = forms.ChoiceField(
        label=_("The young person’s answer, today, for this document"),
        choices=ConsentAnswer,
        widget=forms.RadioSelect,
    )
    said_how = forms.ChoiceField(
        label=_("How it was answered"),
        choices=choices.SaidHow,
        initial=choices.SaidHow.ORAL,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(label=_("Language used"))
    interpreting = forms.ChoiceField(
        label=_("Interpreter"), choices=choices.Interpreting, widget=forms.RadioSelect
    )
    channel = forms.ChoiceField(
        label=_("How it goes to the lawyer"),
        choices=[(channel.value, channel.label) for channel in CHANNELS],
        widget=forms.RadioSelect,
    )
    exception = forms.ChoiceField(
        label=_("Allowed by law without an agreement"),
        choices=choices.LegalException,
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, minor: Minor, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lawyers = Partner.objects.visible_to(user).active_on(timezone.localdate())
        self.lawyers = lawyers.that_do(PartnerKind.LAWYER)
        offered: list[Any] = list(self.lawyers.order_by("name").values_list("pk", "name"))
        self.fields["lawyer"].choices = pick(_("Not in the directory"), offered)
        self.fields["language"].choices = choices.language_choices()
        self.fields["language"].initial = minor.language

    @property
    def helper(self) -> FormHelper:
        asked_back = [Field("exception", wrapper_class="choice-pills")]
        return helper(
            "lawyer",
            Field("name", wrapper_class="field-medium"),
            "purpose",
            "why",
            Field("answer", wrapper_class="choice-pills"),
            *(asked_back if self.asks_exception else []),
            Field("said_how", wrapper_class="choice-pills"),
            Field("language", wrapper_class="field-medium"),
            Field("interpreting", wrapper_class="choice-pills"),
            Field("channel", wrapper_class="choice-pills"),
        )

    @property
    def asks_exception(self) -> bool:
        """Whether the question of the law belongs on the page: nobody was asked."""
        return "exception" in self.errors or bool(self.data.get("exception"))

    @property
    def is_refused(self) -> bool:
        """Whether she has said no, and no law is named: that is all there is to keep."""
        asked: Asked = self.cleaned_data["asked"]
        return not asked.is_agreement and not self.cleaned_data["exception"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["recipient"] = self._recipient(data.get("lawyer", ""), data.get("name", "").strip())
        if data.get("answer") == ConsentAnswer.NOT_ASKED and not data.get("exception"):
            self.add_error("exception", not_agreed())
        is_asked = data.get("answer") != ConsentAnswer.NOT_ASKED
        data["asked"] = Asked(
            data.get("answer", ""),
            data.get("said_how", "") if is_asked else "",
            data.get("language", ""),
            data.get("interpreting", ""),
        )
        return data

    def _recipient(self, lawyer: str, name: str) -> Recipient:
        if lawyer and name:
            self.add_error("name", _("Empty this box: the lawyer is named above."))
        if not lawyer and not name and not {"lawyer", "name"} & set(self.errors):
            self.add_error("lawyer", _("Choose the lawyer, or write the name below."))
        if lawyer:
            return Recipient(partner=self.lawyers.get(pk=lawyer))
        return Recipient(kind=RecipientKind.LAWYER, name=name)

    def answered(self) -> dict[str, Any]:
        """Return what the action takes."""
        names = ("recipient", "purpose", "asked", "why", "channel", "exception")
        return {name: self.cleaned_data[name] for name in names}
