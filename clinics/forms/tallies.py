"""The tally sheet, copied on one screen: a box for each motif, age and sex."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinics import reconciliation
from clinics.choices import Motif
from clinics.choices.anonymous import MOST_A_CELL, TALLY_COLUMNS
from clinics.models import Cells, ClinicSession, TallyReport

WHOLE = _("A whole number, or nothing.")
TOO_MANY = _("At most %(limit_value)s.")
NO_LESS = _("Not less than 0.")
NOTHING = _(
    "No number is written. If there was no consultation, close the session and report zero."
)
MEANWHILE = _(
    "This sheet was entered meanwhile, by a colleague or from a phone. What is recorded stands on "
    "the page of the sheet; save again to put yours in its place."
)


@dataclass(frozen=True)
class FormRow:
    motif: Motif
    boxes: list[forms.BoundField]

    @property
    def errors(self) -> list[str]:
        return [f"{box.label}: {error}" for box in self.boxes for error in box.errors]


class TallyForm(forms.Form):
    """Empty is zero. `version` is the one that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, session: ClinicSession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        self.current = TallyReport.objects.current().filter(session=session).first()
        self.fields["version"].initial = self.current.version if self.current else 0
        for motif in Motif:
            for column in TALLY_COLUMNS:
                self.fields[_name(motif, column)] = self._box(motif, column)

    def _box(self, motif: Motif, column: str) -> forms.IntegerField:
        count = self.current.count_of(motif.value, column) if self.current else 0
        return forms.IntegerField(
            label=f"{motif.label}, {reconciliation.column_label(column)}",
            required=False,
            min_value=0,
            max_value=MOST_A_CELL,
            initial=count or None,
            widget=forms.TextInput(
                attrs={"inputmode": "numeric", "autocomplete": "off", "class": "form-control"}
            ),
            error_messages={"invalid": WHOLE, "max_value": TOO_MANY, "min_value": NO_LESS},
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        held = self.current.version if self.current else 0
        if not self.errors and not self.cells:
            raise forms.ValidationError(NOTHING)
        if (data.get("version") or 0) != held:
            self.data = {**self.data.dict(), "version": held}
            raise forms.ValidationError(MEANWHILE)
        return data

    @property
    def cells(self) -> Cells:
        """What is written, without the zeros."""
        found: Cells = {}
        for motif in Motif:
            for column in TALLY_COLUMNS:
                if count := self.cleaned_data.get(_name(motif, column)):
                    found.setdefault(motif.value, {})[column] = count
        return found

    def rows(self) -> Iterator[FormRow]:
        for motif in Motif:
            yield FormRow(motif, [self[_name(motif, column)] for column in TALLY_COLUMNS])


def _name(motif: Motif, column: str) -> str:
    return f"{motif.value}-{column}"
