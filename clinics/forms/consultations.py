"""The consultation, in the order a nurse works."""

import datetime
from decimal import Decimal
from typing import Any

from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Minor
from clinics.models import (
    UNITS,
    VITAL_BOUNDS,
    Consultation,
    SexualHealthConsultation,
)
from staff.form_parts import DateInput, RowForm, helper
from staff.models import Site


class NumberText(forms.TextInput):
    """A number on the phone's digits; the browser's own number box hides what it refuses."""

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off"})


class NumberBox(forms.DecimalField):
    """A number typed with a comma or a point, whatever the language of the page."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override] # stubs say int
        if isinstance(value, str):
            value = value.strip().replace(",", ".")
        return super().to_python(value)


class _ConsultationForm(RowForm):
    class Meta:
        fields = ["day", "motif", *VITAL_BOUNDS, "observation", "care", "follow_up_on"]
        widgets = {
            "day": DateInput(),
            "follow_up_on": DateInput(),
            "motif": forms.RadioSelect,
            "observation": forms.Textarea(attrs={"rows": 3}),
            "care": forms.Textarea(attrs={"rows": 3}),
            **{name: NumberText() for name in VITAL_BOUNDS},
        }
        field_classes = dict.fromkeys(VITAL_BOUNDS, NumberBox)

    def __init__(self, *args: Any, minor: Minor, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.minor = minor
        self.instance.site = site
        self.fields["motif"].choices = self.fields["motif"].choices[1:]
        units = {**UNITS, "systolic": "mmHg", "diastolic": "mmHg"}
        self.helper = helper(
            Field("motif", wrapper_class="choice-pills"),
            Div(
                *(AppendedText(n, units[n], wrapper_class="field-short") for n in VITAL_BOUNDS),
                css_class="form-vitals",
            ),
            "observation",
            "care",
            Div("follow_up_on", "day", css_class="form-pair"),
        )

    def clean_day(self) -> datetime.date:
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The date of care has not come yet."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        follow_up, day = data.get("follow_up_on"), data.get("day")
        if follow_up and day and follow_up <= day:
            self.add_error("follow_up_on", _("The next visit comes after this one."))
        return data


class LogConsultationForm(_ConsultationForm):
    class Meta(_ConsultationForm.Meta):
        model = Consultation


class LogSexualHealthForm(_ConsultationForm):
    class Meta(_ConsultationForm.Meta):
        model = SexualHealthConsultation
