"""A doctor signs a protocol, replaces one, ends one before its time."""

import datetime
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinics.choices import ActKind
from clinics.models import SignedProtocol, SignedProtocolEnd
from staff.form_parts import DateInput, RowForm, helper

A_YEAR = datetime.timedelta(days=365)
# What is written by a doctor herself, or is no act of care.
NOT_DELEGATED = frozenset({ActKind.CERTIFICATE, ActKind.ABORTION})
SHORT = forms.TextInput(attrs={"autocomplete": "off"})


class SignProtocolForm(RowForm):
    filled_by_page = frozenset({"replaces"})

    class Meta:
        model = SignedProtocol
        fields = ["name", "version", "acts", "text", "valid_from", "valid_until"]
        widgets = {
            "name": SHORT,
            "version": SHORT,
            "text": forms.Textarea(attrs={"rows": 8}),
            "valid_from": DateInput(),
            "valid_until": DateInput(),
        }

    acts = forms.MultipleChoiceField(
        label=_("Covers"),
        choices=[choice for choice in ActKind.choices if choice[0] not in NOT_DELEGATED],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what it covers.")},
    )

    def __init__(self, *args: Any, replaces: SignedProtocol | None = None, **kwargs: Any) -> None:
        if replaces is not None:
            kwargs["initial"] = {name: getattr(replaces, name) for name in ("name", "acts", "text")}
        super().__init__(*args, **kwargs)
        self.instance.replaces = replaces
        self.fields["valid_until"].initial = timezone.localdate() + A_YEAR
        self.helper = helper(
            Div("name", "version", css_class="form-pair"),
            Field("acts", wrapper_class="choice-pills"),
            "text",
            Div("valid_from", "valid_until", css_class="form-pair"),
        )

    def clean_valid_from(self) -> datetime.date:
        """Nobody signs for a day that has passed: what was done then had no protocol."""
        day: datetime.date = self.cleaned_data["valid_from"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("It holds from today on, or from a day to come."))
        return day


class EndProtocolForm(RowForm):
    filled_by_page = frozenset({"protocol"})

    class Meta:
        model = SignedProtocolEnd
        fields = ["ended_on", "why"]
        widgets = {"ended_on": DateInput(), "why": SHORT}

    def __init__(self, *args: Any, protocol: SignedProtocol, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.protocol = protocol
        self.helper = helper(Field("ended_on", wrapper_class="field-medium"), "why")

    def clean_ended_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["ended_on"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("What was done until today was done by it: from today."))
        return day
