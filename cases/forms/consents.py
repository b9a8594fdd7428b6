"""What a minor answers, opposes, and what is shared of her."""

import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import choices, permissions, queries
from cases.choices import ConsentAnswer, OppositionKind, Purpose, RecipientKind
from cases.consents import Recipient, Voice, said_uncovered
from cases.forms.minors import pick
from cases.models import Minor, Opposition, Partner
from staff.form_parts import DateInput, RowForm, helper
from staff.models import User

PARTNER, KIND = "partner", "kind"


def not_to_come(day: datetime.date) -> datetime.date:
    if day > timezone.localdate():
        raise forms.ValidationError(_("This date has not come yet. Check the year."))
    return day


class ToRecipientForm(forms.Form):
    """Who, why, what: the questions of an agreement and of a sharing alike.

    `who` is one box for the directory and for the closed list. The recipient is read into
    `cleaned_data["recipient"]`.
    """

    who = forms.ChoiceField(label=_("Who receives it"))
    who_exactly = forms.CharField(
        label=_("Who exactly"),
        max_length=120,
        required=False,
        help_text=_("A name or a place, when it is not in the directory."),
    )
    purpose = forms.ChoiceField(label=_("What for"), choices=pick(_("Choose"), Purpose.choices))
    parts = forms.MultipleChoiceField(
        label=_("What is said"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what it is about.")},
    )

    def __init__(self, *args: Any, minor: Minor, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minor = minor
        partners = [
            (group, [(f"{PARTNER}:{pk}", name) for pk, name in rows])
            for group, rows in queries.partner_groups(user)
        ]
        others = [(f"{KIND}:{kind}", kind.label) for kind in RecipientKind]
        groups: list[Any] = [(_("Not in the directory"), others), *partners]
        self.fields["who"].choices = pick(_("Choose"), groups)
        self.fields["parts"].choices = [
            (part.value, part.label) for part in permissions.parts_for(user)
        ]
        self.partners = Partner.objects.visible_to(user)

    def recipient_fields(self) -> list[Any]:
        return [
            "who",
            Field("who_exactly", wrapper_class="field-medium"),
            "purpose",
            Field("parts", wrapper_class="choice-pills"),
        ]

    def answered(self) -> dict[str, Any]:
        """Return what the action takes: the recipient in place of the two boxes."""
        typed = {"who", "who_exactly"}
        return {name: value for name, value in self.cleaned_data.items() if name not in typed}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        sort, _colon, value = data.get("who", "").partition(":")
        name = data.get("who_exactly", "")
        if sort == PARTNER:
            if name:
                self.add_error("who_exactly", _("Empty this box: the partner is named above."))
            data["recipient"] = Recipient(partner=self.partners.get(pk=value))
        elif sort == KIND:
            if value == RecipientKind.OTHER and not name and "who_exactly" not in self.errors:
                self.add_error("who_exactly", _("Say who, in a few words."))
            data["recipient"] = Recipient(kind=value, name=name)
        return data


class RecordConsentForm(ToRecipientForm):
    answer = forms.ChoiceField(
        label=_("The young person’s answer"), choices=ConsentAnswer, widget=forms.RadioSelect
    )
    given_on = forms.DateField(label=_("Answered on"), widget=DateInput())
    said_how = forms.ChoiceField(
        label=_("How"), choices=choices.SaidHow, widget=forms.RadioSelect, required=False
    )
    language = forms.ChoiceField(label=_("Language used"))
    interpreting = forms.ChoiceField(
        label=_("Interpreter"), choices=choices.Interpreting, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, minor: Minor, user: User, **kwargs: Any) -> None:
        super().__init__(*args, minor=minor, user=user, **kwargs)
        self.fields["language"].choices = choices.language_choices()
        self.fields["language"].initial = minor.language
        self.fields["given_on"].initial = timezone.localdate
        self.fields["said_how"].initial = choices.SaidHow.ORAL
        self.helper = helper(
            *self.recipient_fields(),
            Field("answer", wrapper_class="choice-pills"),
            Field("said_how", wrapper_class="choice-pills"),
            Div("given_on", "language", css_class="form-pair"),
            Field("interpreting", wrapper_class="choice-pills"),
        )

    def clean_given_on(self) -> datetime.date:
        return not_to_come(self.cleaned_data["given_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        answered = data.get("answer") not in (None, ConsentAnswer.NOT_ASKED)
        if answered and not data.get("said_how") and "said_how" not in self.errors:
            self.add_error("said_how", _("Say how it was answered."))
        return data


class RecordSharingForm(ToRecipientForm):
    why = forms.CharField(
        label=_("Why, in a few words"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    channel = forms.ChoiceField(label=_("How"), choices=choices.Channel, widget=forms.RadioSelect)
    shared_on = forms.DateField(label=_("Shared on"), widget=DateInput())
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=DateInput(),
        help_text=_("The last day they may use it. Empty: as long as the purpose lasts."),
    )
    exception = forms.ChoiceField(
        label=_("Allowed by law without an agreement"),
        choices=choices.LegalException,
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, minor: Minor, user: User, **kwargs: Any) -> None:
        super().__init__(*args, minor=minor, user=user, **kwargs)
        self.fields["shared_on"].initial = timezone.localdate

    @property
    def helper(self) -> FormHelper:
        asked_back = [Field("exception", wrapper_class="choice-pills")]
        return helper(
            *self.recipient_fields(),
            *(asked_back if self.asks_exception else []),
            "why",
            Field("channel", wrapper_class="choice-pills"),
            Div("shared_on", "until", css_class="form-pair"),
        )

    @property
    def asks_exception(self) -> bool:
        """Whether the question of the law belongs on the page: no agreement covers the sharing."""
        return "exception" in self.errors or bool(self.data.get("exception"))

    def clean_shared_on(self) -> datetime.date:
        return not_to_come(self.cleaned_data["shared_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        until, shared_on = data.get("until"), data.get("shared_on")
        if until and shared_on and until < shared_on:
            self.add_error("until", _("The last day comes before the first one."))
        if not self.errors and not data.get("exception"):
            voice = Voice(self.minor)
            lacking = voice.uncovered(data["recipient"], data["parts"], data["purpose"])
            if lacking:
                self.add_error("exception", said_uncovered(lacking))
        return data


class RecordOppositionForm(RowForm):
    class Meta:
        model = Opposition
        fields = [
            "kind", "colleague", "partner", "interpreter_sex", "interpreter_country",
            "interpreter_language", "since", "reason",
        ]  # fmt: skip
        widgets = {
            "kind": forms.RadioSelect,
            "since": DateInput(),
            "reason": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, minor: Minor, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.minor = minor
        anybody = _("Any")
        countries = [
            pair for pair in choices.country_choices() if pair[0] not in dict(choices.NO_ANSWER)
        ]
        languages = [p for p in choices.language_choices() if p[0] != choices.UNKNOWN]
        options: dict[str, list[Any]] = {
            "kind": OppositionKind.choices,
            "partner": pick(_("None"), queries.partner_groups(user)),
            "colleague": [("", _("None")), *queries.colleagues()],
            "interpreter_sex": pick(anybody, choices.InterpreterSex.choices),
        }
        for name, offered in options.items():
            self.fields[name].choices = offered
        for name, offered in (("country", countries), ("language", languages)):
            field = f"interpreter_{name}"
            self.fields[field] = forms.ChoiceField(
                label=self.fields[field].label, choices=pick(anybody, offered), required=False
            )
        self.fields["reason"].help_text = _(
            "Read by yourself and by whoever reads protection alerts. The flag is shown without it."
        )
        self.helper = helper(
            Field("kind", wrapper_class="choice-pills"),
            "colleague",
            "partner",
            Div("interpreter_sex", "interpreter_country", css_class="form-pair"),
            Field("interpreter_language", wrapper_class="field-medium"),
            Field("since", wrapper_class="field-medium"),
            "reason",
        )

    def clean_since(self) -> datetime.date:
        return not_to_come(self.cleaned_data["since"])
