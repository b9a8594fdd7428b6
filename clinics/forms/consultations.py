"""The consultation, in the order a nurse works."""

import datetime
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Minor
from clinics.forms.vitals import VITAL_CLASSES, VITAL_WIDGETS, VitalsForm, vitals_boxes
from clinics.models import VITAL_BOUNDS, Consultation, SexualHealthConsultation
from staff.form_parts import DateInput, RowForm, helper
from staff.models import Site


class _ConsultationForm(VitalsForm, RowForm):
    class Meta:
        fields = ["day", "motif", *VITAL_BOUNDS, "observation", "care", "follow_up_on"]
        widgets = {
            "day": DateInput(),
            "follow_up_on": DateInput(),
            "motif": forms.RadioSelect,
            "observation": forms.Textarea(attrs={"rows": 3}),
            "care": forms.Textarea(attrs={"rows": 3}),
            **VITAL_WIDGETS,
        }
        field_classes = VITAL_CLASSES

    def __init__(self, *args: Any, minor: Minor, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.minor = minor
        self.instance.site = site
        self.fields["motif"].choices = self.fields["motif"].choices[1:]
        self.helper = helper(
            Field("motif", wrapper_class="choice-pills"),
            vitals_boxes(),
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
