"""A scabies event: what is written of one person, and of the event itself."""

from typing import Any

from crispy_forms.layout import Div, Field

from cases.models import Minor
from clinics.choices import COUNTED, OF_PLACE, ScabiesMark
from clinics.models import ScabiesEvent, ScabiesMarkRow, ScabiesStep
from staff.form_parts import DateInput, RowForm, helper

# What one chooses among: how an event ends has a button of its own.
OFFERED = [(kind.value, kind.label) for kind in (*COUNTED, *OF_PLACE)]


class MarkScabiesForm(RowForm):
    """One thing of one person, on a day that may be past."""

    class Meta:
        model = ScabiesMarkRow
        fields = ["mark", "happened_on"]
        widgets = {"happened_on": DateInput()}

    def __init__(self, *args: Any, event: ScabiesEvent, minor: Minor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.event, self.instance.minor = event, minor
        self.fields["mark"].choices = ScabiesMark.choices
        self.fields["mark"].required = True
        self.helper = helper(
            Field("mark", wrapper_class="field-medium"),
            Field("happened_on", wrapper_class="field-medium"),
        )


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
