"""A deadline and what becomes of it."""

import datetime
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import births
from cases.choices import Precision
from cases.models import Minor
from referrals.choices.deadlines import STOP_CHOICES, LawyerRole
from referrals.deadline_rows import Deadline, RuleValidation
from referrals.deadlines import counting
from referrals.deadlines.counting import Refused, Result, Trigger
from referrals.deadlines.rules import Event, Rule, Unit
from referrals.deadlines.wording import refused
from staff.form_parts import DateInput, RowForm, TimeInput, helper

GIVE_A_DAY = _("Give the day; or the month and the year, or the year, if that is all you know.")
# What comes, and so may be in the future when it is recorded.
MAY_COME = frozenset({Event.HEARING, Event.KNOWN})


def words(label: Any, *, required: bool = True, length: int = 500) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, required=required, max_length=length, widget=widget)


def moment_of(
    form: forms.Form, day: datetime.date | None, hour: datetime.time | None, field: str
) -> datetime.datetime | None:
    """Return the moment typed in two fields; an hour that never was is said beside its field."""
    if day is None:
        return None
    try:
        counting.check_year(day.year)
        return counting.moment(day, hour or datetime.time.min)
    except Refused as refusal:
        form.add_error(field, refused(refusal))
        return None


class StartDeadlineForm(forms.Form):
    """When it happened. Nothing is recorded before its sentence was shown (`seen`)."""

    happened_on = forms.DateField(label=_("Day"), required=False, widget=DateInput())
    happened_time = forms.TimeField(label=_("Hour"), required=False, widget=TimeInput())
    roughly = forms.CharField(
        label=_("If the day is not known"),
        required=False,
        max_length=10,
        help_text=_("The month and the year (03/2026), or the year."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    word = forms.CharField(
        label=_("Which decision, if there are several"),
        required=False,
        max_length=200,
        help_text=_("Its court and its date. Read by the jurists and the social workers."),
    )

    def __init__(self, *args: Any, rule: Rule, minor: Minor, day: str = "", **kwargs: Any) -> None:
        kwargs["initial"] = (
            _birth_of(minor) if rule.trigger == Event.BIRTH else {"happened_on": day}
        )
        super().__init__(*args, **kwargs)
        self.rule = rule
        self.result: Result | None = None
        hour = [] if self._has_no_hour else ["happened_time"]
        if self._has_no_hour:
            del self.fields["happened_time"]
        elif rule.unit == Unit.HOURS:
            self.fields["happened_time"].help_text = _("Unknown: counted from 0:00.")
        self.helper = helper(
            Div("happened_on", *hour, css_class="form-pair"),
            Field("roughly", wrapper_class="field-short"),
            "word",
        )

    @property
    def _has_no_hour(self) -> bool:
        """Whether an hour changes nothing: of what is counted in days from what has happened."""
        return self.rule.unit != Unit.HOURS and self.rule.trigger != Event.HEARING

    @property
    def trigger(self) -> Trigger:
        """What was typed; raises Refused."""
        day, hour = self.cleaned_data["happened_on"], self.cleaned_data.get("happened_time")
        if day is not None:
            return counting.known(day.year, day.month, day.day, hour)
        parts = self.cleaned_data["roughly"]
        return counting.known(parts[0], parts[1] if len(parts) > 1 else None, time=hour)

    def clean_roughly(self) -> list[int]:
        typed: str = self.cleaned_data["roughly"]
        if not typed.strip():
            return []
        try:
            parts = births.date_parts(typed)
        except births.NotABirth as error:
            raise forms.ValidationError(_("Type 03/2026, or 2026.")) from error
        if len(parts) > 2:
            raise forms.ValidationError(_("You know the day: give it above."))
        return parts

    def clean_happened_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["happened_on"]
        if day and day > timezone.localdate() and self.rule.trigger not in MAY_COME:
            raise forms.ValidationError(_("This date has not come yet. Check the year."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        if bool(data["happened_on"]) == bool(data["roughly"]):
            self.add_error("happened_on", GIVE_A_DAY)
            return data
        try:
            self.result = counting.compute(self.rule, self.trigger)
        except Refused as refusal:
            self.add_error("happened_on", refused(refusal))
        return data

    @property
    def is_seen(self) -> bool:
        """Whether the result that is to be recorded is the one that was shown."""
        return self.result is not None and self.data.get("seen") == self.mark

    @property
    def mark(self) -> str:
        """What the page that shows a result sends back with it."""
        if self.result is None:
            return ""
        return f"{self.result.trigger.at.isoformat()} {self.result.due_at.isoformat()}"


def _birth_of(minor: Minor) -> dict[str, Any]:
    """The birth date that the file counts with, as much as is known of it."""
    claim = minor.claim
    if claim is None or claim.born_on is None:
        return {}
    if claim.precision == Precision.DAY:
        return {"happened_on": claim.born_on}
    pattern = "%Y" if claim.precision == Precision.YEAR else "%m/%Y"
    return {"roughly": claim.born_on.strftime(pattern)}


class StepForm(forms.Form):
    """What a person says of one deadline; `taken` are the columns of the step that it fills."""

    taken: tuple[str, ...] = ("reason",)

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.taken}


class CorrectDeadlineForm(StepForm):
    taken = ("due_on", "due_at", "reason")
    due_on = forms.DateField(label=_("Right date, the last day"), widget=DateInput())
    due_time = forms.TimeField(label=_("Until what hour"), required=False, widget=TimeInput())
    reason = words(_("Why the computed date is not the right one"))

    def __init__(self, *args: Any, deadline: Deadline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deadline = deadline
        self.helper = helper(Div("due_on", "due_time", css_class="form-pair"), "reason")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        day, hour = data.get("due_on"), data.get("due_time")
        at = moment_of(self, day, hour, "due_on")
        if at and hour is None:  # the whole of that day
            at = counting.moment(counting.add_days(at.date(), 1))
        data["due_at"] = at
        if at and at < self.deadline.happened_at:
            self.add_error("due_on", _("This comes before what set the clock going."))
        return data


class StopDeadlineForm(StepForm):
    taken = ("stop_kind", "happened_at", "ends_at")
    stop_kind = forms.ChoiceField(
        label=_("What stops the clock"), choices=STOP_CHOICES, widget=forms.RadioSelect
    )
    begins_on = forms.DateField(label=_("Since"), widget=DateInput())
    begins_time = forms.TimeField(label=_("At what hour"), required=False, widget=TimeInput())
    ends_on = forms.DateField(
        label=_("Running again from"),
        required=False,
        widget=DateInput(),
        help_text=_("Empty while it is still stopped."),
    )
    ends_time = forms.TimeField(label=_("From what hour"), required=False, widget=TimeInput())

    def __init__(self, *args: Any, deadline: Deadline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [choice for choice in STOP_CHOICES if choice[0] in deadline.rule.stops]
        self.fields["stop_kind"].choices = kinds
        self.fields["stop_kind"].initial = kinds[0][0] if len(kinds) == 1 else None
        rows = [["begins_on", "begins_time"], ["ends_on", "ends_time"]]
        if deadline.rule.unit != Unit.HOURS:
            del self.fields["begins_time"], self.fields["ends_time"]
            rows = [["begins_on", "ends_on"]]
        self.helper = helper(
            Field("stop_kind", wrapper_class="choice-pills"),
            *(Div(*row, css_class="form-pair") for row in rows),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        begins = moment_of(self, data.get("begins_on"), data.get("begins_time"), "begins_on")
        ends = moment_of(self, data.get("ends_on"), data.get("ends_time"), "ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("The clock starts again before it stopped."))
        data |= {"happened_at": begins, "ends_at": ends}
        return data


class ResumeDeadlineForm(StepForm):
    taken = ("ends_at",)
    ends_on = forms.DateField(label=_("Running again from"), widget=DateInput())
    ends_time = forms.TimeField(label=_("From what hour"), required=False, widget=TimeInput())

    def __init__(self, *args: Any, deadline: Deadline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if deadline.rule.unit != Unit.HOURS:
            del self.fields["ends_time"]
        names = [name for name in ("ends_on", "ends_time") if name in self.fields]
        self.helper = helper(Div(*names, css_class="form-pair"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        hour = data.get("ends_time")
        data["ends_at"] = moment_of(self, data.get("ends_on"), hour, "ends_on")
        return data


class CallLawyerForm(StepForm):
    taken = ("called_role", "is_reached", "happened_at", "reason")
    called_role = forms.ChoiceField(
        label=_("Whom you called"), choices=LawyerRole.choices, widget=forms.RadioSelect
    )
    is_reached = forms.TypedChoiceField(
        label=_("Did you get through?"),
        choices=[("yes", _("Yes, spoken to")), ("no", _("No, not reached"))],
        coerce=lambda text: text == "yes",
        widget=forms.RadioSelect,
    )
    called_on = forms.DateField(label=_("Day"), widget=DateInput())
    called_time = forms.TimeField(label=_("Hour"), widget=TimeInput())
    reason = words(_("What was said, what comes next"), required=False)

    def __init__(self, *args: Any, deadline: Deadline, **kwargs: Any) -> None:
        now = timezone.localtime()
        kwargs["initial"] = {"called_on": now.date(), "called_time": now.time()}
        super().__init__(*args, **kwargs)
        self.deadline = deadline
        self.helper = helper(
            Field("called_role", wrapper_class="choice-pills"),
            Field("is_reached", wrapper_class="choice-pills"),
            Div("called_on", "called_time", css_class="form-pair"),
            "reason",
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        hour = data.get("called_time")
        at = moment_of(self, data.get("called_on") if hour else None, hour, "called_time")
        if at and at > timezone.now():
            self.add_error("called_time", _("This hour has not come yet."))
        data["happened_at"] = at
        return data


class EndDeadlineForm(StepForm):
    reason = words(_("A word, if there is something to say"), required=False)

    def __init__(self, *args: Any, deadline: Deadline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("reason")


class DropDeadlineForm(EndDeadlineForm):
    reason = words(_("Why it is not to be kept any more"))


class ValidateRuleForm(RowForm):
    class Meta:
        model = RuleValidation
        fields = ["is_right", "validated_on", "note"]
        widgets = {"validated_on": DateInput()}

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.rule_code, self.instance.rule_version = rule.code, rule.version
        self.fields["is_right"].help_text = _("Not ticked: it is to be confirmed again.")
        self.fields["note"].help_text = _("What was checked, in which text. Name nobody.")
        self.helper = helper("is_right", Field("validated_on", wrapper_class="field-short"), "note")

    def clean_validated_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["validated_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This date has not come yet. Check the year."))
        return day
