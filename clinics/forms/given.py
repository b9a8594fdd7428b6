"""What of the cupboard was given in a consultation: a lot and how many, a line each."""

from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinics import stock_lists
from clinics.forms.stock import Amount
from clinics.models import AnyConsultation, Lot
from staff.models import Site, User

LINES = 3  # what is given beyond is written in words, and counted in the cupboard
GIVEN = [f"given_{line}" for line in range(LINES)]
COUNT = "{}_count"


class LotChoice(forms.ModelChoiceField):
    """A lot of the site that may be given: by medicine, the first to expire first."""

    def label_from_instance(self, lot: Lot) -> str:
        parts = [str(lot.line), lot.number, lot.bag, _("%(left)s left") % {"left": lot.left}]
        return " · ".join(part for part in parts if part)


class GivenForm(forms.BaseForm):
    """The part of the consultation that takes from the cupboard."""

    given_lines: list[str]
    corrects: AnyConsultation | None

    def offer_lots(self, site: Site, user: User) -> None:
        """Add the lines where the site has something to give. A correction takes nothing more:
        what was taken by mistake is counted in the cupboard.
        """
        lots = stock_lists.to_give(site, user)
        is_offered = self.corrects is None and lots.exists()
        self.given_lines = GIVEN if is_offered else []
        for name in self.given_lines:
            label = (
                gettext_lazy("From the cupboard") if name == GIVEN[0] else gettext_lazy("And also")
            )
            self.fields[name] = LotChoice(lots, label=label, required=False, empty_label="—")
            self.fields[COUNT.format(name)] = Amount(required=False)

    def given_boxes(self) -> list[Div]:
        return [
            Div(
                name,
                Field(COUNT.format(name), wrapper_class="field-short"),
                css_class="form-pair form-given",
            )
            for name in self.given_lines
        ]

    def clean_given(self, data: dict[str, Any]) -> None:
        """Each line is a lot and a number; together they are written in what was given."""
        for name in self.given_lines:
            count = COUNT.format(name)
            if data.get(name) and not data.get(count) and count not in self.errors:
                self.add_error(count, _("Write how many were given."))
            if data.get(count) and not data.get(name) and name not in self.errors:
                self.add_error(name, _("Choose what was given, or empty the number."))
        if any(
            box in self.errors for name in self.given_lines for box in (name, COUNT.format(name))
        ):
            # It is not signed: what is wrong is said beside its own line alone.
            data["medicine_basis"] = data["medicine_authority"] = ""
        lines = [
            f"{lot.line} \N{MULTIPLICATION SIGN} {count}" for lot, count in self.given_in(data)
        ]
        typed = (data.get("medicines") or "").strip()
        data["medicines"] = "\n".join([typed, *lines] if typed else lines)

    def given_in(self, data: dict[str, Any]) -> list[tuple[Lot, int]]:
        pairs = ((data.get(name), data.get(COUNT.format(name))) for name in self.given_lines)
        return [(lot, count) for lot, count in pairs if lot and count]
