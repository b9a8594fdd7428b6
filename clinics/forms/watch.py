"""What is done about a signal, and from when its rule speaks."""

from typing import Any

from crispy_forms.layout import Field
from django import forms

from clinics.choices import SignalKind, SignalStepKind
from clinics.models import SignalRule, SignalStep
from clinics.watch.pages import IsoWeek, SignalLine
from clinics.watch.rules import Rule
from staff.form_parts import DateInput, RowForm, helper


class SignalStepForm(RowForm):
    class Meta:
        model = SignalStep
        fields = ["kind", "happened_on", "text"]
        widgets = {
            "kind": forms.RadioSelect,
            "happened_on": DateInput(),
            "text": forms.TextInput(attrs={"autocomplete": "off"}),
        }

    def __init__(self, *args: Any, week: IsoWeek, line: SignalLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        row.rule, row.about, row.site = line.rule.code, line.about, line.site
        row.iso_year, row.iso_week, row.count = week.year, week.number, line.count
        self.fields["kind"].choices = SignalStepKind.choices
        self.fields["kind"].initial = SignalStepKind.SEEN
        self.helper = helper(
            Field("kind", wrapper_class="choice-pills"),
            Field("happened_on", wrapper_class="field-medium"),
            "text",
        )


class SignalRuleForm(RowForm):
    """A row more, which takes the place of the last one."""

    class Meta:
        model = SignalRule
        fields = ["threshold", "ratio", "is_on"]

    def __init__(self, *args: Any, rule: Rule, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "threshold": rule.threshold,
            "ratio": rule.ratio,
            "is_on": rule.is_on,
        }
        super().__init__(*args, **kwargs)
        self.instance.code = rule.code
        if rule.kind == SignalKind.TREND:
            self.fields["ratio"].required = True
        else:
            del self.fields["ratio"]
        names = [name for name in ("threshold", "ratio") if name in self.fields]
        self.helper = helper(*(Field(name, wrapper_class="field-short") for name in names), "is_on")
