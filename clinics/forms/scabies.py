"""A scabies event: what is written of one person, and of the event itself."""

from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Minor
from clinics import scabies
from clinics.choices import COUNTED, OF_PLACE, ScabiesMark
from clinics.models import ScabiesEvent, ScabiesMarkRow, ScabiesStep
from staff.form_parts import DateInput, RowForm, helper

# What one chooses among: how an event ends has a button of its own.
OFFERED = [(kind.value, kind.label) for kind in (*COUNTED, *OF_PLACE)]

EARLY = _(
    "Less than %(days)s days lie between the two doses. If it was given all the same, tick it; "
    "else correct the day."
)


class MarkScabiesForm(RowForm):
    """One thing of one person, on a day that may be past."""

    class Meta:
        model = ScabiesMarkRow
        fields = ["mark", "happened_on"]
        widgets = {"happened_on": DateInput()}

    is_sure = forms.BooleanField(label=_("Yes, it was given on this day"), required=False)

    def __init__(self, *args: Any, event: ScabiesEvent, minor: Minor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.event, self.instance.minor = event, minor
        self.fields["mark"].choices = ScabiesMark.choices
        self.fields["mark"].required = True
        self.helper = helper(
            Field("mark", wrapper_class="field-medium"),
            Field("happened_on", wrapper_class="field-medium"),
        )

    def clean(self) -> dict[str, Any]:
        """What is likely a slip is asked back, once."""
        data = super().clean() or self.cleaned_data
        mark, day = data.get("mark"), data.get("happened_on")
        line = scabies.line_of(self.instance.event, self.instance.minor)
        if line is None or not mark or day is None:
            return data
        scabies.check_doses(line, mark, day)
        if scabies.is_early(line, mark, day):
            self._ask_back(is_sure=data["is_sure"])
        return data

    def _ask_back(self, *, is_sure: bool) -> None:
        self.helper.layout.append("is_sure")
        if not is_sure:
            days = scabies.scheme()["second_from"].days
            self.add_error("is_sure", EARLY % {"days": days})


class ScabiesStepForm(RowForm):
    """How many without a file, or a kind of place that was told."""

    class Meta:
        model = ScabiesStep
        fields = ["kind", "count", "place", "happened_on"]
        widgets = {"happened_on": DateInput()}

    def __init__(self, *args: Any, event: ScabiesEvent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.event = event
        self.fields["kind"].choices = OFFERED
        self.helper = helper(
            Field("kind", wrapper_class="field-medium"),
            Div("count", "place", css_class="form-pair"),
            Field("happened_on", wrapper_class="field-medium"),
        )

    def clean(self) -> dict[str, Any]:
        """What the kind does not ask for says nothing: the other box may have been filled first."""
        data = super().clean() or self.cleaned_data
        if data.get("kind") not in COUNTED:
            data["count"] = None
        if data.get("kind") not in OF_PLACE:
            data["place"] = ""
        return data
