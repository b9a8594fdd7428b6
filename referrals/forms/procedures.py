"""A procedure, what happens in it, and the day as far as it is known."""

import datetime
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import births
from cases.births import NotABirth
from cases.models import Minor
from referrals import pathway, procedure_queries
from referrals.choices import DayPrecision, ProcedureKind
from referrals.models import Procedure, ProcedureEvent
from staff.form_parts import DateInput, RowForm, TimeInput, helper
from staff.models import Site

A_DATE = _("Type a date (12/03/2026), a month (03/2026) or a year (2026).")
# Before an appeal, a decision; one that is not recorded is asked about.
APPEALED = {
    ProcedureKind.APPEAL: {ProcedureKind.CHILDREN_JUDGE},
    ProcedureKind.CASSATION: {ProcedureKind.APPEAL},
}


class KnownDayField(forms.CharField):
    """A day, a month or a year; cleaned to (first possible day, DayPrecision)."""

    def clean(self, value: Any) -> tuple[datetime.date, DayPrecision]:
        typed = super().clean(value)
        if births.age_said(typed) is not None:
            raise forms.ValidationError(A_DATE)
        try:
            found = births.parse(typed, today=timezone.localdate())
        except NotABirth as error:
            raise forms.ValidationError(str(error)) from error
        if found.born_on is None:
            raise forms.ValidationError(A_DATE)
        return found.born_on, DayPrecision(found.precision.value)


class EventForm(RowForm):
    """One event. `minor` and `kind` are those of its procedure; what is unusual is asked back."""

    happened_on = KnownDayField(label=_("Date"), help_text=A_DATE, max_length=20)
    is_sure = forms.BooleanField(label=_("Yes, it is so"), required=False)

    class Meta:
        model = ProcedureEvent
        fields = ["stage", "hearing_on", "hearing_time", "note"]
        widgets = {
            "stage": forms.RadioSelect,
            "hearing_on": DateInput(),
            "hearing_time": TimeInput(),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, procedure: Procedure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.procedure = procedure
        self.instance.procedure = procedure
        today = timezone.localdate()
        self.fields["happened_on"].initial = f"{today:%d/%m/%Y}"
        self.fields["stage"].choices = self.stages()
        stages = pathway.stages_of(procedure.kind)
        if not any(stage.is_hearing for stage in stages):
            del self.fields["hearing_on"], self.fields["hearing_time"]
        self.asked = ""

    def stages(self) -> list[tuple[str, Any]]:
        return [(stage.code, stage.label) for stage in pathway.stages_of(self.procedure.kind)]

    @property
    def event_layout(self) -> list[Any]:
        hearing = [name for name in ("hearing_on", "hearing_time") if name in self.fields]
        return [
            Field("stage", wrapper_class="choice-pills"),
            Div("happened_on", css_class="form-pair"),
            *([Div(*hearing, css_class="form-pair")] if hearing else []),
            "note",
            *(["is_sure"] if self.asked else []),
        ]

    @property
    def helper(self) -> Any:
        return helper(*self.event_layout)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "happened_on" in data:
            self.instance.happened_on, self.instance.precision = data["happened_on"]
        if "stage" in data and "happened_on" in data:
            self.asked = self.what_is_asked(data["stage"])
            self.instance.is_unusual = bool(self.asked)
            if self.asked and not data.get("is_sure"):
                self.add_error("stage", self.asked)
        return data

    def what_is_asked(self, stage: str) -> str:
        """Return the question that an unusual stage is met with; "" for a usual one."""
        return ""


class RecordEventForm(EventForm):
    """What happened next."""

    def stages(self) -> list[tuple[str, Any]]:
        """What usually follows first."""
        last = procedure_queries.last_event(self.procedure)
        every = super().stages()
        if last is None:
            return every
        return sorted(every, key=lambda choice: not pathway.follows(last.stage, choice[0]))

    def what_is_asked(self, stage: str) -> str:
        before = procedure_queries.before(self.procedure, self.instance.happened_on)
        if before is None or pathway.follows(before.stage, stage):
            return ""
        said = _("This does not usually come after “%(stage)s”. Is it so? Then tick it below.")
        return said % {"stage": before}


class OpenProcedureForm(EventForm):
    """A procedure and the stage at which it is met: she may arrive with any."""

    authority = forms.CharField(
        label=_("Court or office"), max_length=200, required=False,
        help_text=_("For instance: children’s judge, Bobigny."),
    )  # fmt: skip
    number = forms.CharField(label=_("Reference number"), max_length=100, required=False)
    lawyer = forms.CharField(
        label=_("Lawyer"), max_length=200, required=False, help_text=_("Name and telephone.")
    )

    def __init__(self, *args: Any, minor: Minor, site: Site, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, procedure=Procedure(minor=minor, site=site, kind=kind), **kwargs)

    @property
    def event_layout(self) -> list[Any]:
        return [
            *super().event_layout,
            Div("authority", "number", css_class="form-pair"),
            Div("lawyer", css_class="form-pair"),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in ("authority", "number", "lawyer"):
            setattr(self.procedure, name, data.get(name, ""))
        return data

    def what_is_asked(self, stage: str) -> str:
        kinds = APPEALED.get(ProcedureKind(self.procedure.kind), set())
        if not kinds or procedure_queries.is_decided(self.procedure.minor, kinds):
            return ""
        return str(
            _("No decision to appeal against is recorded on this file. Is there one? Then tick it"
              " below.")
        )  # fmt: skip


class EditProcedureForm(RowForm):
    """What becomes known of a procedure later."""

    class Meta:
        model = Procedure
        fields = ["authority", "number", "lawyer"]
        widgets = dict.fromkeys(fields, forms.TextInput({"autocomplete": "off"}))

    helper = helper(
        Div("authority", "number", css_class="form-pair"), Div("lawyer", css_class="form-pair")
    )
