"""A pregnancy is opened, dated, asked about, ended."""

import datetime
from collections.abc import Callable
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.choices import Precision
from cases.models import Minor
from clinics.choices import (
    DAY_PRECISIONS,
    Dating,
    PregnancyOutcome,
    PregnancyStepKind,
    PregnancyTest,
    Wish,
)
from clinics.midwifery.lines import PregnancyRule
from clinics.models import BEFORE_IT_BEGAN, Pregnancy, PregnancyStep
from staff.encryption import SealError
from staff.form_parts import DateInput, RowForm, helper
from staff.models import Site

FIRST_WEEK, LAST_WEEK = 4, 44
SHORT = forms.TextInput(attrs={"autocomplete": "off"})
# What of a day is compared, by how exactly it is known.
DAY_OF: dict[str, Callable[[datetime.date], datetime.date]] = {
    Precision.DAY: lambda day: day,
    Precision.MONTH: lambda day: day.replace(day=1),
}
# What each step asks, in order.
FIELDS = {
    PregnancyStepKind.DATED: [],
    PregnancyStepKind.WISH: ["wish", "word"],
    PregnancyStepKind.ENDED: ["outcome", "happened_on", "word"],
}


class DatingBoxes(forms.BaseForm):
    """What a pregnancy is counted from: the last period, or an ultrasound."""

    def add_dating_boxes(self, *, is_required: bool) -> None:
        self.fields["dating"] = forms.ChoiceField(
            label=_("Counted from"),
            choices=Dating.choices,
            required=is_required,
            widget=forms.RadioSelect,
            error_messages={"required": _("Say from what it is counted.")},
        )
        self.fields["happened_on"] = forms.DateField(
            label=_("First day of the last period, or day of the ultrasound"),
            required=False,
            widget=DateInput(),
        )
        self.fields["precision"] = forms.ChoiceField(
            label=_("How exactly it is known"),
            choices=DAY_PRECISIONS,
            initial=Precision.DAY,
            required=False,
            widget=forms.RadioSelect,
        )
        for name, label, low, high in (
            ("scan", _("Ultrasound: weeks since the last period"), FIRST_WEEK, LAST_WEEK),
            ("scan_days", _("and days"), 0, 6),
        ):
            self.fields[name] = forms.IntegerField(
                label=label,
                min_value=low,
                max_value=high,
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )

    def dating_boxes(self) -> list[Any]:
        return [
            Field("dating", wrapper_class="choice-pills"),
            Field("happened_on", wrapper_class="field-medium"),
            Field("precision", wrapper_class="choice-pills"),
            Div("scan", "scan_days", css_class="form-pair"),
        ]

    def fill_dating(self, step: PregnancyStep, data: dict[str, Any]) -> None:
        """Write in a step what these boxes say; without a dating, nothing."""
        step.dating, step.happened_on = data.get("dating") or "", data.get("happened_on")
        step.precision = data.get("precision") or Precision.DAY
        is_scan = step.dating == Dating.SCAN and data.get("scan") is not None
        step.scan = f"{data['scan']}+{data.get('scan_days') or 0}" if is_scan else ""
        if step.dating == Dating.SCAN and step.precision == Precision.MONTH:
            step.precision = Precision.DAY  # an ultrasound has its day


class OpenPregnancyForm(DatingBoxes, RowForm):
    class Meta:
        model = Pregnancy
        fields = ["test", "tested_on"]
        widgets = {"test": forms.RadioSelect, "tested_on": DateInput()}

    wish = forms.ChoiceField(
        label=_("What she wishes"),
        choices=Wish.choices,
        initial=Wish.NOT_ASKED,
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, minor: Minor, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.minor, self.instance.site = minor, site
        self.fields["test"].choices = PregnancyTest.choices
        self.add_dating_boxes(is_required=False)
        self.helper = helper(
            Field("test", wrapper_class="choice-pills"),
            Field("tested_on", wrapper_class="field-medium"),
            *self.dating_boxes(),
            Field("wish", wrapper_class="choice-pills"),
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        said = any(data.get(name) for name in ("dating", "happened_on", "scan"))
        self.dated = PregnancyStep(kind=PregnancyStepKind.DATED) if said else None
        if self.dated is not None:
            self.fill_dating(self.dated, data)
            self._check(self.dated)
        return data

    def _check(self, step: PregnancyStep) -> None:
        try:
            step.clean()
        except ValidationError as error:
            for name, found in error.error_dict.items():
                if name not in self.errors:
                    self.add_error(name, found)

    def steps(self) -> list[PregnancyStep]:
        """Return what is known of it already, not saved."""
        wish = self.cleaned_data["wish"] or Wish.NOT_ASKED
        wished = PregnancyStep(kind=PregnancyStepKind.WISH, wish=wish)
        return [step for step in (self.dated, wished) if step is not None]


class DoneElsewhereForm(RowForm):
    """A step of the follow-up that somebody else has done, as she says or shows it."""

    filled_by_page = frozenset({"pregnancy", "kind", "rule"})

    class Meta:
        model = PregnancyStep
        fields = ["happened_on", "precision", "word"]
        widgets = {"happened_on": DateInput(), "precision": forms.RadioSelect, "word": SHORT}

    def __init__(
        self, *args: Any, pregnancy: Pregnancy, rule: PregnancyRule, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instance.pregnancy, self.instance.rule = pregnancy, rule.code
        self.instance.kind, self.instance.is_elsewhere = PregnancyStepKind.DONE, True
        self.dated = pregnancy.last(PregnancyStepKind.DATED)
        self.fields["precision"].choices = DAY_PRECISIONS
        self.fields["precision"].required = False  # untouched, it is the day
        self.fields["word"].help_text = _("Where, and what it showed.")
        self.helper = helper(
            Field("precision", wrapper_class="choice-pills"),
            Field("happened_on", wrapper_class="field-medium"),
            "word",
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        data["precision"] = data.get("precision") or Precision.DAY
        begun = self._begun()
        day = data.get("happened_on")
        if data["precision"] == Precision.UNKNOWN or begun is None or day is None:
            return data
        kept = DAY_OF[data["precision"]]
        if kept(day) < kept(begun):
            self.add_error("happened_on", BEFORE_IT_BEGAN)
        return data

    def _begun(self) -> datetime.date | None:
        """The first day on which the pregnancy may have begun, as far as it is known."""
        try:
            beginning = self.dated.beginning if self.dated else None
        except SealError:
            return None
        return beginning.first if beginning else None


class PregnancyStepForm(DatingBoxes, RowForm):
    filled_by_page = frozenset({"pregnancy", "kind"})

    class Meta:
        model = PregnancyStep
        fields = ["wish", "outcome", "happened_on", "word"]
        widgets = {
            "wish": forms.RadioSelect,
            "outcome": forms.RadioSelect,
            "happened_on": DateInput(),
            "word": SHORT,
        }

    def __init__(
        self, *args: Any, pregnancy: Pregnancy, kind: PregnancyStepKind, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instance.pregnancy, self.instance.kind = pregnancy, kind
        wanted = FIELDS[kind]
        for name in set(self.fields) - set(wanted):
            del self.fields[name]
        for name, choices in (("wish", Wish.choices), ("outcome", PregnancyOutcome.choices)):
            if name in wanted:
                self.fields[name].choices = choices
                self.fields[name].required = True
        if kind == PregnancyStepKind.DATED:
            self.add_dating_boxes(is_required=True)
        looks = {"happened_on": "field-medium", "word": ""}
        boxes = [Field(name, wrapper_class=looks.get(name, "choice-pills")) for name in wanted]
        self.helper = helper(*(boxes or self.dating_boxes()))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.kind == PregnancyStepKind.DATED:
            self.fill_dating(self.instance, data)
        return data
