"""The register of judicial requisitions."""

import datetime
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import queries
from cases.choices import REQUISITION_ANSWERS, RequisitionStepKind
from cases.models import Minor, Requisition, RequisitionStep
from staff.form_parts import DateInput, RowForm, helper


class RecordRequisitionForm(RowForm):
    reference = forms.CharField(
        label=_("Reference of the file"),
        required=False,
        max_length=20,
        help_text=_("If the requisition names somebody known here. The file is frozen."),
    )

    class Meta:
        model = Requisition
        fields = ["received_on", "authority", "number", "asked"]
        widgets = {
            "received_on": DateInput(),
            "authority": forms.TextInput,
            "number": forms.TextInput,
            "asked": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(
            Field("received_on", wrapper_class="field-medium"),
            "authority",
            Div("number", "reference", css_class="form-pair"),
            "asked",
        )

    def clean_received_on(self) -> datetime.date:
        day = self.cleaned_data["received_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This date has not come yet. Check the year."))
        return day

    def clean_reference(self) -> Minor | None:
        typed = self.cleaned_data["reference"]
        found = queries.file_of(typed) if typed else None
        if typed and found is None:
            raise forms.ValidationError(_("No file bears this reference. Check each character."))
        return found


class RecordRequisitionStepForm(RowForm):
    filled_by_page = frozenset({"requisition"})

    class Meta:
        model = RequisitionStep
        fields = ["kind", "happened_on", "note"]
        widgets = {
            "kind": forms.RadioSelect,
            "happened_on": DateInput(),
            "note": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, requisition: Requisition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.requisition = requisition
        self.fields["kind"].choices = RequisitionStepKind.choices
        self.helper = helper(
            Field("kind", wrapper_class="choice-pills"),
            Field("happened_on", wrapper_class="field-medium"),
            "note",
        )

    def clean_happened_on(self) -> datetime.date:
        day = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This date has not come yet. Check the year."))
        if day < self.instance.requisition.received_on:
            raise forms.ValidationError(_("This comes before the requisition was received."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") in REQUISITION_ANSWERS and not data.get("note"):
            self.add_error("note", _("Write what was answered, given or not given."))
        return data
