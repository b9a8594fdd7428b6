"""What was tried to have news of somebody not seen for a while."""

import datetime
from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.choices import NOT_SEEN_DAYS, NewsKind
from cases.models import Minor, NewsStep
from staff.form_parts import DateInput, RowForm, helper


class NotSeenForm(forms.Form):
    """Since how many days, as the address says it."""

    days = forms.TypedChoiceField(coerce=int, choices=[(days, days) for days in NOT_SEEN_DAYS])


class RecordNewsForm(RowForm):
    class Meta:
        model = NewsStep
        fields = ["kind", "until"]
        widgets = {"kind": forms.RadioSelect, "until": DateInput()}

    def __init__(self, *args: Any, minor: Minor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.minor = minor
        self.fields["kind"].choices = NewsKind.choices
        self.fields["until"].help_text = _("With “Nothing to do for now” only.")
        self.helper = helper(
            Field("kind", wrapper_class="choice-pills"),
            Field("until", wrapper_class="field-short"),
        )

    def clean_until(self) -> datetime.date | None:
        until: datetime.date | None = self.cleaned_data["until"]
        if until is not None and until < timezone.localdate():
            raise forms.ValidationError(_("This day is over: choose today or later."))
        return until
