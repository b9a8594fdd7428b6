"""The consultation, in the order a nurse works."""

import datetime
from typing import Any

from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Minor
from clinics.models import UNITS, VITAL_BOUNDS, Consultation
from staff.forms import DateInput, helper
from staff.models import Site


class NumberText(forms.TextInput):
    """A number typed with a comma or a point, on the phone's digits."""

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off"})


class LogConsultationForm(forms.ModelForm):
    class Meta:
        model = Consultation
        fields = ["day", "motif", *VITAL_BOUNDS, "observation", "care", "follow_up_on"]
        widgets = {
            "day": DateInput(),
            "follow_up_on": DateInput(),
            "motif": forms.RadioSelect,
            "observation": forms.Textarea(attrs={"rows": 3}),
            "care": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, minor: Minor, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.minor = minor
        self.instance.site = site
        self.fields["motif"].choices = self.fields["motif"].choices[1:]
        for name in VITAL_BOUNDS:
            kept = self.fields[name]
            self.fields[name] = forms.DecimalField(
                label=kept.label,
                required=False,
                max_digits=kept.max_digits,
                decimal_places=kept.decimal_places,
                validators=Consultation._meta.get_field(name).validators[:2],
                localize=True,
                widget=NumberText(),
            )
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
        """Commas and points are both decimal marks; put what was typed back beside its error."""
        data = super().clean() or self.cleaned_data
        systolic, diastolic = data.get("systolic"), data.get("diastolic")
        missing = (systolic is None) != (diastolic is None)
        if missing and not {"systolic", "diastolic"} & set(self.errors):
            self.add_error(
                "diastolic" if diastolic is None else "systolic",
                _("Blood pressure takes two numbers, the first one higher than the second."),
            )
        elif systolic is not None and diastolic is not None and systolic <= diastolic:
            self.add_error(
                "diastolic",
                _("Blood pressure takes two numbers, the first one higher than the second."),
            )
        follow_up, day = data.get("follow_up_on"), data.get("day")
        if follow_up and day and follow_up <= day:
            self.add_error("follow_up_on", _("The next visit comes after this one."))
        return data
