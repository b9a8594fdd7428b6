"""What is added to a signed consultation."""

from typing import Any

from django import forms

from clinics.models import AnyConsultation, ConsultationAddendum, SexualHealthAddendum
from staff.form_parts import RowForm, helper


class _AddendumForm(RowForm):
    class Meta:
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, consultation: AnyConsultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.consultation = consultation
        self.helper = helper("text")


class AddToConsultationForm(_AddendumForm):
    class Meta(_AddendumForm.Meta):
        model = ConsultationAddendum


class AddToSexualHealthForm(_AddendumForm):
    class Meta(_AddendumForm.Meta):
        model = SexualHealthAddendum
