"""The referral and its answer."""

import datetime
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import queries
from cases.models import Minor, Partner
from referrals import sheets
from referrals.choices import ReferralStatus, SheetField
from referrals.models import Referral, ReferralSheet, ReferralStep, SilenceDelay
from referrals.refusals import refusal_of
from staff.choices import Compartment
from staff.form_parts import DateInput, RowForm, TimeInput, helper
from staff.models import Site, User


class MakeReferralForm(RowForm):
    class Meta:
        model = Referral
        fields = ["partner", "kind", "compartment", "reason", "agreement", "made_on"]
        widgets = {
            "compartment": forms.RadioSelect,
            "kind": forms.RadioSelect,
            "agreement": forms.RadioSelect,
            "reason": forms.Textarea(attrs={"rows": 3}),
            "made_on": DateInput(),
        }

    def __init__(
        self,
        *args: Any,
        minor: Minor,
        site: Site,
        user: User,
        compartments: list[Compartment],
        **kwargs: Any,
    ) -> None:
        """`compartments`: where this person may keep it, the usual one first."""
        super().__init__(*args, **kwargs)
        self.instance.minor = minor
        self.instance.site = site
        self._offer_compartments(compartments)
        day = self._day()
        self.fields["partner"].queryset = Partner.objects.visible_to(user)
        self.fields["partner"].choices = [("", _("Choose")), *queries.partner_groups(user, day)]
        self.fields["made_on"].help_text = _(
            "Of an earlier date: save, and the partners of that date are offered."
        )
        self.fields["kind"].choices = self.fields["kind"].choices[1:]
        is_asked = [Field("compartment", wrapper_class="choice-pills")]
        self.helper = helper(
            "partner",
            Field("kind", wrapper_class="choice-pills"),
            *(is_asked if len(compartments) > 1 else []),
            "reason",
            Field("agreement", wrapper_class="choice-pills"),
            Div("made_on", css_class="form-pair"),
        )

    def _offer_compartments(self, compartments: list[Compartment]) -> None:
        """Asked of those who have two only: the others have nothing to choose."""
        field = self.fields["compartment"]
        field.choices = [(c.value, c.label) for c in compartments]
        field.initial = compartments[0].value
        field.disabled = len(compartments) == 1
        if Compartment.SEXUAL_HEALTH in compartments:
            field.help_text = _(
                "In sexual health, it exists for nurses, doctors and midwives only."
            )

    def _day(self) -> datetime.date:
        """Return the day that is typed, whose partners are offered; today while none is."""
        typed = self["made_on"].data if self.is_bound else None
        try:
            return self.fields["made_on"].to_python(typed) or timezone.localdate()
        except forms.ValidationError:
            return timezone.localdate()

    def clean_made_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["made_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This date has not come yet. Check the year."))
        return day


class AskedStepForm(forms.Form):
    """What the address says has happened: the page comes filled, nothing is recorded."""

    status = forms.ChoiceField(choices=ReferralStatus, required=False)
    happened_on = forms.DateField(required=False)


def asked_step(query: QueryDict) -> dict[str, Any]:
    """Return what the address says well; what it says badly is as if unsaid."""
    form = AskedStepForm(query)
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value}


class RecordStepForm(RowForm):
    class Meta:
        model = ReferralStep
        fields = ["status", "happened_on", "appointment_on", "appointment_time", "note"]
        widgets = {
            "status": forms.RadioSelect,
            "happened_on": DateInput(),
            "appointment_on": DateInput(),
            "appointment_time": TimeInput(),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, referral: Referral, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.referral = referral
        self.fields["status"].choices = [
            choice
            for choice in ReferralStatus.choices
            if choice[0] not in (ReferralStatus.WRITTEN, ReferralStatus.CHASED)
        ]
        self.fields["appointment_time"].help_text = _(
            "With the time, every desk sees the day, none the reason, and the slip can be printed."
        )
        self.helper = helper(
            Field("status", wrapper_class="choice-pills"),
            Field("happened_on", wrapper_class="field-medium"),
            Div("appointment_on", "appointment_time", css_class="form-pair"),
            "note",
        )

    def clean_status(self) -> str:
        status: str = self.cleaned_data["status"]
        handed_over = status == ReferralStatus.HANDED_OVER
        refusal = refusal_of(self.instance.referral) if handed_over else None
        if refusal is not None:
            raise forms.ValidationError(refusal.text)
        return status

    def clean_happened_on(self) -> datetime.date:
        day = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This date has not come yet. Check the year."))
        if day < self.instance.referral.made_on:
            raise forms.ValidationError(_("This comes before the referral was made."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        status = data.get("status")
        undated = "appointment_on" not in self.errors and not data.get("appointment_on")
        if status == ReferralStatus.APPOINTMENT and undated:
            self.add_error("appointment_on", _("Give the date of the appointment."))
        is_dated = data.get("appointment_on") or data.get("appointment_time")
        if status and status != ReferralStatus.APPOINTMENT and is_dated:
            self.add_error(
                "appointment_on",
                _("Empty this, or choose “Appointment taken”: one step after the other."),
            )
        return data


class HandOverSheetForm(RowForm):
    class Meta:
        model = ReferralSheet
        fields = ["told", "asked", "channel"]
        widgets = {"channel": forms.RadioSelect, "asked": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, referral: Referral, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.referral = referral
        offered = [f.value for f in sheets.offered(referral, user) if f != SheetField.ASKED]
        self.fields["told"] = forms.MultipleChoiceField(
            label=_("What the sheet tells"),
            choices=[(field, SheetField(field).label) for field in offered],
            widget=forms.CheckboxSelectMultiple,
            initial=sheets.agreed(referral, offered),
            required=False,
            help_text=_("Ticked beforehand: what the young person agreed to for this partner."),
        )
        self.fields["asked"].help_text = _("In a few words, as the partner will read it.")
        self.fields["channel"].choices = self.fields["channel"].choices[1:]
        self.helper = helper(
            Field("told", wrapper_class="choice-pills"),
            "asked",
            Field("channel", wrapper_class="choice-pills"),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        told = data.get("told", [])
        if (data.get("asked") or "").strip():
            data["told"] = told = [*told, SheetField.ASKED.value]
        if "told" in self.errors:
            return data
        if not told:
            self.add_error("told", _("Tick what the sheet tells."))
        elif refused := sheets.why_not(self.instance.referral, told):
            self.add_error("told", refused)
        return data


class SetSilenceForm(RowForm):
    class Meta:
        model = SilenceDelay
        fields = ["days"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].help_text = _("From 1 to 180; then the referral is to be chased.")
        self.helper = helper(Field("days", wrapper_class="field-medium"))
