"""Allergies, chronic conditions, medicines, results awaited: one short form a kind."""

import datetime
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models import Minor
from clinics.choices import FactAnswer, FactKind
from clinics.health_facts import Known
from clinics.models import HealthFact, HealthFactEnd
from staff.form_parts import DateInput, RowForm, helper

# What each kind asks beside "is there any?", in order.
FIELDS: dict[str, list[str]] = {
    FactKind.ALLERGY: ["what", "detail"],
    FactKind.CONDITION: ["condition", "what", "detail", "since_on"],
    FactKind.MEDICINE: ["what", "detail", "prescriber", "since_on", "until_on"],
    FactKind.RESULT: ["what", "detail", "since_on"],
}
LABELS: dict[tuple[str, str], Any] = {
    (FactKind.ALLERGY, "answer"): _("Any allergy?"),
    (FactKind.ALLERGY, "what"): _("To what"),
    (FactKind.ALLERGY, "detail"): _("What happens then"),
    (FactKind.CONDITION, "answer"): _("Any chronic condition?"),
    (FactKind.CONDITION, "what"): _("In other words"),
    (FactKind.MEDICINE, "answer"): _("Any medicine at the moment?"),
    (FactKind.MEDICINE, "what"): _("Medicine"),
    (FactKind.MEDICINE, "detail"): _("Dose, how often"),
    (FactKind.RESULT, "what"): _("Which examination"),
    (FactKind.RESULT, "detail"): _("Where, who calls"),
    (FactKind.RESULT, "since_on"): pgettext_lazy("examination", "Done on"),
}
SHORT = forms.TextInput(attrs={"autocomplete": "off"})


class HealthFactForm(RowForm):
    class Meta:
        model = HealthFact
        fields = [
            "answer", "condition", "what", "detail", "prescriber", "since_on", "until_on",
        ]  # fmt: skip
        widgets = {
            "answer": forms.RadioSelect,
            "condition": forms.RadioSelect,
            "what": SHORT,
            "detail": SHORT,
            "prescriber": SHORT,
            "since_on": DateInput(),
            "until_on": DateInput(),
        }

    def __init__(
        self, *args: Any, minor: Minor, kind: FactKind, known: Known, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.instance.minor, self.instance.kind = minor, kind
        self._keep_fields_of(kind)
        pills = [
            Field(name, wrapper_class="choice-pills")
            for name in ("answer", "condition")
            if name in self.fields
        ]
        dates = [name for name in ("since_on", "until_on") if name in self.fields]
        texts = [name for name in ("what", "detail", "prescriber") if name in self.fields]
        self.helper = helper(*pills, *texts, Div(*dates, css_class="form-pair"))

    def _keep_fields_of(self, kind: FactKind) -> None:
        for name in set(self.fields) - {"answer", *FIELDS[kind]}:
            del self.fields[name]
        for name, box in self.fields.items():
            box.label = LABELS.get((kind, name), box.label)
        for name in {"answer", "condition"} & set(self.fields):
            self.fields[name].choices = self.fields[name].choices[1:]
        self.fields["answer"].initial = None
        if kind == FactKind.RESULT:  # there is one, or nothing to write
            del self.fields["answer"]
            self.instance.answer = FactAnswer.YES

    def clean_answer(self) -> str:
        answer: str = self.cleaned_data["answer"]
        if answer != FactAnswer.YES and self.known.now:
            raise forms.ValidationError(_("There are some in the file: end each of them first."))
        return answer


class EndHealthFactForm(RowForm):
    filled_by_page = frozenset({"fact"})

    class Meta:
        model = HealthFactEnd
        fields = ["ended_on", "is_mistake", "word"]
        widgets = {"ended_on": DateInput(), "word": SHORT}

    def __init__(self, *args: Any, fact: HealthFact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.fact = fact
        if fact.kind == FactKind.RESULT:
            self.fields["ended_on"].label = pgettext_lazy("result", "Received on")
        self.helper = helper(Field("ended_on", wrapper_class="field-medium"), "is_mistake", "word")

    def clean_ended_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["ended_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day
