"""A situation outside any procedure, and the day as far as it is known."""

from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Minor
from referrals.forms.procedures import A_DATE, KnownDayField
from referrals.situations import Situation
from staff.form_parts import RowForm, helper


class RecordSituationForm(RowForm):
    happened_on = KnownDayField(label=_("Since"), help_text=A_DATE, max_length=20)

    class Meta:
        model = Situation
        fields = ["code", "note"]
        widgets = {"code": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3})}

    helper = helper(
        Field("code", wrapper_class="choice-pills"),
        Div("happened_on", css_class="form-pair"),
        "note",
    )

    def __init__(self, *args: Any, minor: Minor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.minor = minor
        self.fields["happened_on"].initial = f"{timezone.localdate():%d/%m/%Y}"
        self.fields["code"].choices = self.fields["code"].choices[1:]
        self.fields["code"].error_messages["required"] = _("Choose the situation.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "happened_on" in data:
            self.instance.happened_on, self.instance.precision = data["happened_on"]
        return data
