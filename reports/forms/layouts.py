"""Any days; composing a table."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports import bands
from reports.layouts import Offered
from reports.models import Layout, TableColumn
from reports.periods import NoSuchPeriod, PeriodKind, Span
from staff.form_parts import DateInput, RowForm, helper
from staff.models import Site


class SpanForm(forms.Form):
    """Two days, both included: a period that is no week, month, quarter or year."""

    first_on = forms.DateField(label=_("First day"), widget=DateInput())
    last_on = forms.DateField(label=_("Last day"), widget=DateInput())
    helper = helper(
        Field("first_on", wrapper_class="field-medium"),
        Field("last_on", wrapper_class="field-medium"),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "first_on" in data and "last_on" in data:
            try:
                self.span = Span(data["first_on"], data["last_on"])
            except NoSuchPeriod as wrong:
                self.add_error("last_on", str(wrong))
            else:
                if self.span.start > timezone.localdate():
                    self.add_error("first_on", _("This day has not come yet."))
        return data


class LayoutForm(RowForm):
    """Which lines, in which order, beside which columns, of which sites: a row more when saved.

    A line is chosen by its place in the table: 1, 2, 3. Two of the same place stay in the order of
    the page; none: the line is left out.
    """

    filled_by_page = frozenset({"first", "version"})

    class Meta:
        model = Layout
        fields = ["name", "kind"]

    def __init__(
        self,
        *args: Any,
        offered: Sequence[Offered],
        all_sites: Sequence[Site],
        last: Layout | None = None,
        **kwargs: Any,
    ) -> None:
        self.offered = offered
        # Sites that whoever changes the table does not see stay: without them it would widen.
        self.unseen = sorted(set(last.sites if last else []) - {site.pk for site in all_sites})
        initial = _initial_of(last, offered) if last else {"kind": PeriodKind.MONTH}
        super().__init__(*args, initial=initial, **kwargs)
        kinds = [choice for choice in PeriodKind.choices if choice[0] != PeriodKind.SPAN]
        self.fields["kind"] = forms.ChoiceField(
            label=_("Usual period"), choices=kinds, widget=forms.RadioSelect
        )
        self.fields["chosen_sites"] = forms.MultipleChoiceField(
            label=_("Sites"),
            choices=[(site.pk, site.name) for site in all_sites],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("None ticked: all of them together."),
        )
        self.fields["chosen_columns"] = forms.MultipleChoiceField(
            label=_("Columns"),
            choices=TableColumn.choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose one column at least.")},
            help_text=_("Active caseload, new and known people are counted by sex and age."),
        )
        self.fields["age_bands"] = forms.CharField(
            label=_("Age bands"),
            required=False,
            max_length=120,
            help_text=_("For example <13, 13-14, 15-17, 18+. Declared ages, in whole years."),
        )
        for number, line in enumerate(offered):
            self.fields[f"line_{number}"] = forms.IntegerField(
                label=line.label, required=False, min_value=1, max_value=999
            )
        if last is not None:
            self.begin_edit(last)
        self.helper = helper(
            "name",
            Field("kind", wrapper_class="choice-pills"),
            Field("chosen_sites", wrapper_class="choice-pills"),
            Field("chosen_columns", wrapper_class="choice-pills"),
            Field("age_bands", wrapper_class="field-medium"),
        )

    def line_boxes(self) -> list[tuple[str, bool, list[tuple[Offered, forms.BoundField]]]]:
        """Return (section, whether one of its lines is chosen, its lines with their boxes)."""
        found: dict[str, list[tuple[Offered, forms.BoundField]]] = {}
        for number, line in enumerate(self.offered):
            found.setdefault(line.section, []).append((line, self[f"line_{number}"]))
        return [
            (section, any(box.value() or box.errors for _line, box in rows), rows)
            for section, rows in found.items()
        ]

    def clean_age_bands(self) -> list[int]:
        try:
            text = self.cleaned_data["age_bands"]
            return bands.read(text) if text.strip() else []
        except bands.WrongBands as wrong:
            raise forms.ValidationError(str(wrong)) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wants_ages = {TableColumn.AGE, TableColumn.SEX_AND_AGE} & set(
            data.get("chosen_columns", [])
        )
        if wants_ages and "age_bands" in data and not data["age_bands"]:
            self.add_error("age_bands", _("Write the age bands of these columns."))
        places = [
            (place, number)
            for number in range(len(self.offered))
            if (place := data.get(f"line_{number}")) is not None
        ]
        if not places and not any(name.startswith("line_") for name in self.errors):
            self.add_error(None, _("Give one line at least its place: 1."))
        self.instance.lines = [self.offered[number].key for _place, number in sorted(places)]
        self.instance.columns = data.get("chosen_columns", [])
        self.instance.sites = [*self.unseen, *(int(pk) for pk in data.get("chosen_sites", []))]
        self.instance.bands = data.get("age_bands", [])
        return data


def _initial_of(last: Layout, offered: Sequence[Offered]) -> dict[str, Any]:
    places = {key: place for place, key in enumerate(last.lines, start=1)}
    return {
        "name": last.name,
        "kind": last.kind,
        "chosen_sites": [str(pk) for pk in last.sites],
        "chosen_columns": last.columns,
        "age_bands": bands.written(last.bands) if last.bands else "",
        **{f"line_{n}": places[line.key] for n, line in enumerate(offered) if line.key in places},
    }
