"""A health assessment: opened, its guide filled in, its tests followed, its second step."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.layout import Div, Field, Fieldset
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import choices as case_choices
from cases.models import Minor
from clinics import days
from clinics.assessment_guide import Line, Section
from clinics.assessment_panel import groups
from clinics.assessments import Agreement
from clinics.choices.assessments import (
    ANSWERED,
    NO,
    YES,
    AssessmentStepKind,
    GuideKind,
    PanelOutcome,
    PanelStepKind,
    Understood,
)
from clinics.choices.care import CareInterpreting
from clinics.models import (
    Assessment,
    AssessmentAnswer,
    AssessmentStep,
    AssessmentTest,
    AssessmentTestStep,
)
from staff import openings
from staff.choices import Role
from staff.edits import EditForm
from staff.form_parts import DateInput, RowForm, TimeInput, helper
from staff.models import Site, User
from staff.templatetags.escale import short_day

WITHOUT = "_without"  # the box beside a line of text: why there is no answer
ONE_AT_LEAST = _("Tick one test at least.")
SHORT = forms.TextInput(attrs={"autocomplete": "off"})
PILLS = {"wrapper_class": "choice-pills"}


def _interpreted(form: forms.BaseForm, minor: Minor) -> None:
    """Offer who interpreted and the languages, hers first."""
    form.fields["interpreting"].choices = CareInterpreting.choices
    form.fields["interpreting"].widget = forms.RadioSelect(choices=CareInterpreting.choices)
    form.fields["interpreter_language"] = forms.ChoiceField(
        label=_("Language"),
        choices=[("", ""), *case_choices.language_choices()],
        required=False,
        initial=minor.language,
    )


def _language_of(data: dict[str, Any]) -> str:
    """Return the language, where somebody interprets or should have."""
    is_needed = data.get("interpreting") not in ("", None, CareInterpreting.NONE)
    return data.get("interpreter_language", "") if is_needed else ""


class OpenAssessmentForm(RowForm):
    class Meta:
        model = Assessment
        fields = ["interpreting", "interpreter_language", "opened_on"]
        widgets = {"opened_on": DateInput()}

    def __init__(self, *args: Any, minor: Minor, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.minor, self.instance.site = minor, site
        _interpreted(self, minor)
        self.helper = helper(
            Field("interpreting", **PILLS),
            Div("interpreter_language", "opened_on", css_class="form-pair"),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["interpreter_language"] = _language_of(data)
        return data


# --- the guide --------------------------------------------------------------------------------


class FillAssessmentForm(EditForm, forms.Form):
    """The questions of one section; each may be left for another day.

    What was answered is read into `cleaned_data["answers"]`: {question: (outcome, answer)}.
    """

    def __init__(
        self,
        *args: Any,
        minor: Minor,
        section: Section,
        held: Mapping[str, AssessmentAnswer],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.section, self.answers = section, held
        for line in section.questions:
            self._ask(line)
        self.begin_edit(minor)
        self.helper = helper(*(self._box(line) for line in section.questions))

    def _ask(self, line: Line) -> None:
        row = self.answers.get(line.code)
        said = str(row.shown("answer")) if row and row.outcome == ANSWERED else ""
        without = row.outcome if row and row.outcome != ANSWERED else ""
        shared: dict[str, Any] = {"label": line.label, "required": False}
        if line.kind == GuideKind.TEXT:
            self.fields[line.code] = forms.CharField(
                max_length=500, widget=SHORT, initial=said, help_text=line.help_text, **shared
            )
            self.fields[line.code + WITHOUT] = forms.ChoiceField(
                label=_("Or, without an answer"),
                choices=[("", ""), *line.without],
                required=False,
                initial=without,
            )
        else:
            self.fields[line.code] = forms.ChoiceField(
                choices=[*line.offered, *line.without],
                widget=forms.RadioSelect,
                initial=said or without or None,
                help_text=line.help_text,
                **shared,
            )

    @staticmethod
    def _box(line: Line) -> Any:
        if line.kind == GuideKind.TEXT:
            return Div(line.code, line.code + WITHOUT, css_class="form-pair")
        return Field(line.code, **PILLS)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["answers"] = {
            line.code: read
            for line in self.section.questions
            if not {line.code, line.code + WITHOUT} & set(self.errors)
            and (read := self._read(line, data)) is not None
        }
        if not data["answers"] and not self.errors:
            raise forms.ValidationError(_("Answer one question at least."))
        return data

    def _read(self, line: Line, data: dict[str, Any]) -> tuple[str, str] | None:
        """Return the outcome and the answer; None where nothing was said."""
        typed, without = data.get(line.code, "").strip(), data.get(line.code + WITHOUT, "")
        if typed and without:
            said = _("An answer, or why there is none: not both.")
            self.add_error(line.code, said)
            return None
        if typed in dict(line.without):
            typed, without = "", typed
        if not typed and not without:
            if line.code in self.answers:
                said = _("There is an answer already: correct it, or say why there is none.")
                self.add_error(line.code, said)
            return None
        return (without, "") if without else (ANSWERED, typed)


# --- the tests --------------------------------------------------------------------------------


class PrescribeTestsForm(forms.Form):
    """Group by group: her agreement, then the tests. What is under way is not offered again."""

    prescriber = forms.CharField(
        label=_("Prescriber or signed protocol"),
        max_length=120,
        required=False,
        help_text=_("The doctor’s name, or the protocol’s."),
        widget=SHORT,
    )

    def __init__(
        self,
        *args: Any,
        agreements: Iterable[Agreement],
        in_hand: set[str],
        user: User,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agreements = list(agreements)
        boxes: list[Any] = [self._group(one, in_hand) for one in self.agreements]
        if Role.DOCTOR in user.roles:
            self.fields["prescriber"].initial = user.full_name
        self.helper = helper(*boxes, Field("prescriber", wrapper_class="field-medium"))

    def _group(self, one: Agreement, in_hand: set[str]) -> Any:
        self.fields[one.code] = forms.ChoiceField(
            label=_("Agrees"),
            choices=[(YES, _("Yes")), (NO, _("No"))],
            required=False,
            widget=forms.RadioSelect,
            initial=one.said or None,
            help_text="" if one.said else _("Not asked yet."),
        )
        tests = [test for test in groups()[one.group] if test.code not in in_hand]
        self.fields[one.group] = forms.MultipleChoiceField(
            label=_("Tests"),
            choices=[(test.code, test.label) for test in tests],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=" · ".join(dict.fromkeys(test.for_whom for test in tests)),
        )
        return Fieldset(
            str(one.group.label), Field(one.code, **PILLS), Field(one.group.value, **PILLS)
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["agreed"] = {
            one.group.value: data[one.code]
            for one in self.agreements
            if data.get(one.code) and data[one.code] != one.said
        }
        data["codes"] = [code for one in self.agreements for code in data.get(one.group, [])]
        for one in self.agreements:
            if data.get(one.group) and data.get(one.code) != YES:
                said = _("Ask first: without her or his agreement nothing is prescribed.")
                self.add_error(one.code, said)
        if data["codes"] and not data.get("prescriber", "").strip():
            self.add_error("prescriber", _("Say who prescribes them, or by which signed protocol."))
        if not self.errors and not data["codes"] and not data["agreed"]:
            raise forms.ValidationError(_("Write an agreement, or tick one test at least."))
        return data

    def prescription(self) -> dict[str, Any]:
        """Return what the action keeps, once the form is valid."""
        data = self.cleaned_data
        return {
            "agreements": data["agreed"],
            "codes": data["codes"],
            "prescriber": data["prescriber"],
        }


def _named(test: AssessmentTest) -> str:
    """A test as a box names it, with the day of its last step."""
    day = test.received_on or test.sampled_on or test.prescribed_on
    return f"{test.name} ({short_day(day)})"


class _StepsForm(forms.Form):
    """What became of several tests on one day; all are ticked at first."""

    kind: PanelStepKind

    tests = forms.MultipleChoiceField(
        label=_("Tests"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": ONE_AT_LEAST},
    )
    happened_on = forms.DateField(label=_("Date"), widget=DateInput(), initial=timezone.localdate)

    def __init__(self, *args: Any, rows: list[AssessmentTest], minor: Minor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(row.pk): row for row in rows}
        self.minor = minor
        self.fields["tests"].choices = [(key, _named(row)) for key, row in self.rows.items()]
        self.fields["tests"].initial = list(self.rows)
        self.prepare()

    def prepare(self) -> None:
        self.helper = helper(
            Field("tests", **PILLS), Field("happened_on", wrapper_class="field-medium")
        )

    def clean_happened_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["happened_on"]
        days.past(day)
        return day

    def fields_of(self, key: str) -> dict[str, Any]:
        """Return what a step says beside its kind and its day."""
        return {}

    def steps(self) -> list[AssessmentTestStep]:
        """Return the steps, not saved, once the form is valid."""
        data = self.cleaned_data
        return [
            AssessmentTestStep(
                test=self.rows[key],
                kind=self.kind,
                happened_on=data["happened_on"],
                **self.fields_of(key),
            )
            for key in data["tests"]
        ]


class SampleTestsForm(_StepsForm):
    kind = PanelStepKind.SAMPLED


class ReceiveResultsForm(_StepsForm):
    """Test by test: normal, not normal, to be done again; left empty it is awaited still."""

    kind = PanelStepKind.RECEIVED

    def prepare(self) -> None:
        del self.fields["tests"]
        boxes = [self._result(key, row) for key, row in self.rows.items()]
        self.fields["happened_on"].label = _("Received on")
        self.helper = helper(Field("happened_on", wrapper_class="field-medium"), *boxes)

    def _result(self, key: str, row: AssessmentTest) -> Any:
        self.fields[f"outcome_{key}"] = forms.ChoiceField(
            label=_("Result"),
            choices=PanelOutcome.choices,
            required=False,
            widget=forms.RadioSelect,
        )
        self.fields[f"result_{key}"] = forms.CharField(
            label=_("In words, as the paper says it"),
            max_length=1000,
            required=False,
            widget=SHORT,
        )
        return Fieldset(_named(row), Field(f"outcome_{key}", **PILLS), f"result_{key}")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["tests"] = [key for key in self.rows if data.get(f"outcome_{key}")]
        for key in self.rows:
            if data.get(f"result_{key}") and key not in data["tests"]:
                said = _("Normal, not normal, or to be done again?")
                self.add_error(f"outcome_{key}", said)
        if not self.errors and not data["tests"]:
            raise forms.ValidationError(_("Write one result at least."))
        return data

    def fields_of(self, key: str) -> dict[str, Any]:
        data = self.cleaned_data
        return {"outcome": data[f"outcome_{key}"], "result": data[f"result_{key}"]}


class HandBackResultsForm(_StepsForm):
    """Said to her, with an interpreter or not; she says it back."""

    kind = PanelStepKind.HANDED_BACK

    interpreting = forms.ChoiceField(label=_("Interpreter"), choices=CareInterpreting.choices)
    understood = forms.ChoiceField(
        label=_("Understood?"), choices=Understood.choices, widget=forms.RadioSelect
    )

    def prepare(self) -> None:
        _interpreted(self, self.minor)
        self.fields["happened_on"].label = _("Handed back on")
        self.helper = helper(
            Field("tests", **PILLS),
            Field("interpreting", **PILLS),
            Field("understood", **PILLS),
            Div("interpreter_language", "happened_on", css_class="form-pair"),
        )

    def fields_of(self, key: str) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "interpreting": data["interpreting"],
            "interpreter_language": _language_of(data),
            "understood": data["understood"],
        }


class DropTestForm(RowForm):
    filled_by_page = frozenset({"test", "kind"})

    class Meta:
        model = AssessmentTestStep
        fields = ["reason"]
        widgets = {"reason": SHORT}

    def __init__(self, *args: Any, test: AssessmentTest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.test, self.instance.kind = test, PanelStepKind.DROPPED
        self.fields["reason"].help_text = _("She changed her mind, it was done elsewhere…")
        self.helper = helper("reason")


# --- the second step --------------------------------------------------------------------------


class PlanSecondStepForm(forms.Form):
    """A day and a time at the nurse's desk."""

    day = forms.DateField(label=_("Day"), widget=DateInput())
    time = forms.TimeField(label=_("Time"), widget=TimeInput())

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site
        self.fields["day"].widget.attrs["min"] = timezone.localdate().isoformat()
        self.helper = helper(Div("day", "time", css_class="form-pair"))

    def clean_day(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is over. Choose today or a day to come."))
        days.likely(day)
        if not openings.open_days([self.site], day, day):
            raise forms.ValidationError(
                _("%(site)s is closed on this day, according to its hours. Choose another one.")
                % {"site": self.site.name}
            )
        return day


class HoldSecondStepForm(RowForm):
    filled_by_page = frozenset({"assessment", "kind"})

    class Meta:
        model = AssessmentStep
        fields = ["interpreting", "interpreter_language", "explained", "remains", "happened_on"]
        widgets = {
            "happened_on": DateInput(),
            "explained": forms.Textarea(attrs={"rows": 3}),
            "remains": forms.Textarea(attrs={"rows": 3}),
        }

    closes = forms.BooleanField(
        label=_("Close the assessment: nothing more is awaited of it"), required=False
    )

    def __init__(self, *args: Any, assessment: Assessment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.assessment = assessment
        self.instance.kind = AssessmentStepKind.HELD
        _interpreted(self, assessment.minor)
        self.fields["interpreting"].required = True
        self.fields["interpreting"].initial = None
        self.helper = helper(
            Field("interpreting", **PILLS),
            "explained",
            "remains",
            Div("interpreter_language", "happened_on", css_class="form-pair"),
            "closes",
        )

    def clean_happened_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["happened_on"]
        days.past(day)
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["interpreter_language"] = _language_of(data)
        return data
