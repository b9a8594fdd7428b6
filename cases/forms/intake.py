"""One section of the intake interview, the vulnerability criteria, what she was told."""

import datetime
from collections.abc import Mapping
from typing import Any

from crispy_forms.layout import Div, Field, Fieldset
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import births, choices, intake
from cases.births import NotABirth
from cases.choices import (
    NO_ANSWER,
    IntakeSection,
    Outcome,
    Precision,
    Question,
    QuestionKind,
    Topic,
)
from cases.choices.intake import AT_HER_REQUEST, NO_ANSWER_CODES, criteria_of, questions_of
from cases.forms.consents import not_to_come
from cases.forms.minors import pick
from cases.intake import Answer
from cases.models import Explanation, IntakeAnswer, Minor, Partner
from staff.choices import Compartment
from staff.edits import EditForm
from staff.form_parts import DateInput, RowForm, helper
from staff.models import User

WITHOUT = "_without"  # the box beside a line of text: why there is no answer
PARTNER = "partner:"
FEW = 8  # answers that stand side by side; more of them make a list that opens
A_DATE = _("Type a year (2026), a month (03/2026) or a day (12/03/2026).")
EMPTIED = _("There is an answer already: correct it, or say why there is none.")


class IntakeForm(EditForm, forms.Form):
    """The questions of one section, those without an answer first; each may be left as it is.

    What was answered is read into `cleaned_data["answers"]`: {code: Answer}.
    """

    def __init__(
        self,
        *args: Any,
        minor: Minor,
        section: IntakeSection,
        standing: Mapping[str, IntakeAnswer],
        user: User,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.standing = user, standing
        self.questions = questions_of(section)
        for question in self.questions:
            self._ask(question)
        self.begin_edit(minor)
        left = [q for q in self.questions if q.code not in standing]
        answered = [q for q in self.questions if q.code in standing]
        boxes = [_boxes(self, question) for question in left]
        if answered:
            legend = _("Answered already") if left else ""
            group = [_boxes(self, question) for question in answered]
            boxes.append(Fieldset(legend, *group, css_class="intake-answered"))
        self.helper = helper(*boxes)

    def _ask(self, question: Question) -> None:
        row = self.standing.get(question.code)
        code, kind = question.code, question.kind
        shared: dict[str, Any] = {
            "label": question.label,
            "help_text": question.help_text,
            "required": False,
        }
        if kind in (QuestionKind.TEXT, QuestionKind.DATE):
            widget = forms.TextInput(attrs={"autocomplete": "off"})
            field: forms.Field = forms.CharField(
                max_length=200 if kind is QuestionKind.TEXT else 20, widget=widget, **shared
            )
            self.fields[code + WITHOUT] = forms.ChoiceField(
                label=_("Or, without an answer"),
                choices=pick("", NO_ANSWER),
                required=False,
                initial=row.outcome if row and row.outcome != Outcome.ANSWERED else "",
            )
        elif kind is QuestionKind.SEVERAL:
            field = forms.MultipleChoiceField(
                choices=_long(question), widget=forms.CheckboxSelectMultiple, **shared
            )
        elif kind is QuestionKind.SENDER:
            field = forms.ChoiceField(choices=self._senders(question), **shared)
        else:
            offered: list[Any] = [*question.offered(), *NO_ANSWER]
            if len(question.offered()) <= FEW:
                shared["widget"] = forms.RadioSelect
            else:
                offered = pick(_("Choose"), offered)
            field = forms.ChoiceField(choices=offered, **shared)
        field.initial = _as_sent(question, row)
        self.fields[code] = field

    def _senders(self, question: Question) -> list[Any]:
        row = self.standing.get(question.code)
        groups: list[Any] = list(intake.senders(self.user))
        if row and row.partner and row.partner_id not in {pk for _g, ps in groups for pk, _n in ps}:
            groups.append(
                (_("No more in the directory"), [(row.partner.pk, row.partner.label_for_others)])
            )
        partners = [
            (group, [(f"{PARTNER}{pk}", name) for pk, name in found]) for group, found in groups
        ]
        without = (_("Without an answer"), NO_ANSWER)
        groups = [(_("Not in the directory"), question.offered()), *partners, without]
        return pick(_("Choose"), groups)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        answers = {}
        for question in self.questions:
            if {question.code, question.code + WITHOUT} & set(self.errors):
                continue
            try:
                answer = self._read(question, data)
            except forms.ValidationError as error:
                self.add_error(question.code, error)
                continue
            if answer is not None:
                answers[question.code] = answer
        if not answers and not self.errors:
            raise forms.ValidationError(_("Answer one question at least."))
        data["answers"] = answers
        return data

    def _read(self, question: Question, data: dict[str, Any]) -> Answer | None:
        """Return the answer to a question, None without any; raises ValidationError."""
        typed: Any = data.get(question.code)
        without: str = data.get(question.code + WITHOUT, "")
        if typed and without:
            raise forms.ValidationError(_("An answer, or why there is none: not both."))
        if without or typed in NO_ANSWER_CODES:
            return Answer(without or typed)
        if not typed:
            if question.code in self.standing:
                raise forms.ValidationError(EMPTIED)
            return None
        if question.kind is QuestionKind.SEVERAL:
            return _several(typed)
        if question.kind is QuestionKind.DATE:
            return Answer(Outcome.ANSWERED, _date(typed))
        if question.kind is QuestionKind.SENDER and typed.startswith(PARTNER):
            partner = Partner.objects.get(pk=typed.removeprefix(PARTNER))
            return Answer(Outcome.ANSWERED, partner=partner)
        return Answer(Outcome.ANSWERED, (typed,))


def _long(question: Question) -> list[Any]:
    """Return what is offered; of a long list, the usual ones first and the others to be opened."""
    offered = question.offered()
    if not question.usual:
        return [*offered, *NO_ANSWER]
    named = dict(offered)
    usual = [(code, named.pop(code)) for code in question.usual]
    return [*usual, (_("Others"), list(named.items())), *NO_ANSWER]


def _boxes(form: IntakeForm, question: Question) -> Any:
    """Return how a question stands on the page."""
    widget = form.fields[question.code].widget
    if question.code + WITHOUT in form.fields:
        return Div(question.code, question.code + WITHOUT, css_class="form-pair")
    if question.usual:
        return Field(
            question.code,
            wrapper_class="choice-pills",
            template="cases/includes/long_choices.html",
        )
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return Field(question.code, wrapper_class="choice-pills")
    return Field(question.code, wrapper_class="field-medium")


def _as_sent(question: Question, row: IntakeAnswer | None) -> Any:
    """Return an answer as the form's box says it."""
    is_line = question.kind in (QuestionKind.TEXT, QuestionKind.DATE)
    if row is None:
        return None
    if row.outcome != Outcome.ANSWERED:
        found = [] if is_line else [row.outcome]
    elif row.partner_id is not None:
        found = [f"{PARTNER}{row.partner_id}"]
    elif question.kind is QuestionKind.DATE and row.values:
        found = [_date_as_typed(*row.values)]
    else:
        found = row.values
    if question.kind is QuestionKind.SEVERAL:
        return found
    return found[0] if found else ""


def _date_as_typed(day: str, precision: str) -> str:
    year, month, number = day.split("-")
    typed = {Precision.YEAR: year, Precision.MONTH: f"{month}/{year}"}
    return typed.get(Precision(precision), f"{number}/{month}/{year}")


def _date(typed: str) -> tuple[str, str]:
    """Return the first possible day and the precision; raises ValidationError."""
    try:
        births.date_parts(typed)
    except NotABirth as error:
        raise forms.ValidationError(A_DATE) from error
    if births.age_said(typed) is not None:
        raise forms.ValidationError(A_DATE)
    try:
        found = births.parse(typed, today=timezone.localdate())
    except NotABirth as error:
        raise forms.ValidationError(str(error)) from error
    return f"{found.born_on}", str(found.precision.value)


def _several(typed: list[str]) -> Answer:
    """Return what is ticked: answers, or one reason why there is none; raises ValidationError."""
    without = [code for code in typed if code in NO_ANSWER_CODES]
    if not without:
        return Answer(Outcome.ANSWERED, tuple(typed))
    if len(typed) > 1:
        raise forms.ValidationError(_("Tick answers, or one reason why there is none."))
    return Answer(without[0])


class TickCriteriaForm(EditForm, forms.Form):
    """What holds, in each compartment in which this person ticks: one list a compartment."""

    asked_for = forms.BooleanField(
        label=_("She asked that “LGBT+” be noted, for her protection or her asylum"),
        required=False,
    )

    def __init__(
        self, *args: Any, minor: Minor, held: Mapping[Compartment, list[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.before = held
        for compartment, codes in held.items():
            self.fields[compartment.value] = forms.MultipleChoiceField(
                label=compartment.label,
                choices=[(c.code, c.label) for c in criteria_of(compartment)],
                widget=forms.CheckboxSelectMultiple,
                initial=codes,
                required=False,
            )
        if Compartment.LEGAL not in held:
            del self.fields["asked_for"]
        boxes: list[Any] = [Field(c.value, wrapper_class="choice-pills") for c in held]
        if "asked_for" in self.fields:
            self.fields["asked_for"].initial = AT_HER_REQUEST in held[Compartment.LEGAL]
            boxes.append("asked_for")
        self.begin_edit(minor)
        self.helper = helper(*boxes)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        ticked = {c: data.get(c.value, []) for c in self.before}
        legal = ticked.get(Compartment.LEGAL, [])
        if AT_HER_REQUEST in legal and not data.get("asked_for"):
            self.add_error("asked_for", _("This is noted only when the young person asks for it."))
        if not self.errors and all(set(ticked[c]) == set(self.before[c]) for c in self.before):
            raise forms.ValidationError(_("Nothing was ticked or unticked."))
        data["ticked"] = ticked
        return data


class RecordExplanationForm(RowForm):
    class Meta:
        model = Explanation
        fields = ["topics", "language", "interpreting", "told_on", "asked_again"]
        widgets = {
            "interpreting": forms.RadioSelect,
            "told_on": DateInput(),
            "asked_again": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, minor: Minor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.minor = minor
        self.fields["topics"] = forms.MultipleChoiceField(
            label=_("Subjects"),
            choices=Topic,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Tick what she was told.")},
        )
        self.fields["language"] = forms.ChoiceField(
            label=self.fields["language"].label,
            choices=choices.language_choices(),
            initial=minor.language,
        )
        self.fields["interpreting"].choices = choices.Interpreting.choices
        self.fields["asked_again"].help_text = _("In a few words; empty if everything was clear.")
        self.helper = helper(
            Field("topics", wrapper_class="choice-pills"),
            Field("interpreting", wrapper_class="choice-pills"),
            Div("language", "told_on", css_class="form-pair"),
            "asked_again",
        )

    def clean_told_on(self) -> datetime.date:
        return not_to_come(self.cleaned_data["told_on"])
