"""The boxes of what is measured: refused when it cannot be true, asked back when it is not likely.

What is asked back stays in its box, with a tick under it; ticked, it is kept with who confirmed it.
A tick holds for the value that it was shown with, and for no other. All of it without JavaScript.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crispy_forms.bootstrap import AppendedText
from crispy_forms.layout import Div
from django import forms
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clinics import readings, vitals
from clinics.vitals.doubts import Doubt, with_unit

TYPED, MMOL = "typed", "mmol"


class NumberText(forms.TextInput):
    """A number on the phone's digits; the browser's own number box hides what it refuses."""

    def __init__(self) -> None:
        super().__init__(attrs={"inputmode": "decimal", "autocomplete": "off"})


class NumberBox(forms.DecimalField):
    """A number typed with a comma or a point, whatever the language of the page."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override] # stubs say int
        if isinstance(value, str):
            value = value.strip().replace(",", ".")
        return super().to_python(value)


class GlycaemiaBox(NumberBox):
    """In g/L; typed with its unit, "5,5 mmol" is converted."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override] # stubs say int
        return super().to_python(vitals.in_grams(value) if isinstance(value, str) else value)


VITAL_WIDGETS = {name: NumberText() for name in vitals.LIMITS}
VITAL_CLASSES = {**dict.fromkeys(vitals.LIMITS, NumberBox), "glycaemia": GlycaemiaBox}


@dataclass(frozen=True)
class Asked:
    """What is asked back beside a box: the ways to answer, and which of them was ticked."""

    doubt: Doubt
    answer: str

    @property
    def box(self) -> str:
        return f"sure_{self.doubt.name}"

    @property
    def ways(self) -> list[tuple[str, str]]:
        """Return (what the tick says, its words)."""
        found = []
        if self.doubt.may_be_so:
            value = with_unit(self.doubt.name, self.doubt.value)
            found.append((self.doubt.token(TYPED), _("Yes, %(value)s") % {"value": value}))
        if self.doubt.in_grams is not None:
            words = _("It was in mmol/L: %(value)s") % {
                "value": with_unit(self.doubt.name, self.doubt.in_grams)
            }
            found.append((self.doubt.token(MMOL), words))
        return found

    @property
    def is_so(self) -> bool:
        return self.doubt.may_be_so and self.answer == self.doubt.token(TYPED)

    @property
    def is_mmol(self) -> bool:
        return self.doubt.in_grams is not None and self.answer == self.doubt.token(MMOL)


class VitalsForm(forms.BaseForm):
    """The part of a form that holds what is measured. `instance` is the consultation."""

    asked: dict[str, Asked]
    instance: Any  # a consultation of either book

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        taken = {n: data[n] for n in vitals.LIMITS if data.get(n) is not None}
        found = vitals.doubts(taken, self._earlier(data) if taken else {})
        ticked = ((doubt, self.data.get(self.add_prefix(f"sure_{doubt.name}"))) for doubt in found)
        self.asked = {doubt.name: Asked(doubt, answer or "") for doubt, answer in ticked}
        confirmed = []
        for name, asked in self.asked.items():
            if not asked.is_so and not asked.is_mmol:
                self.add_error(name, vitals.sentence(asked.doubt))
                continue
            if asked.is_mmol:
                data[name] = asked.doubt.in_grams
            confirmed.append(_kept(asked))
        self.instance.checks = {"confirmed": confirmed} if confirmed else None
        return data

    def _earlier(self, data: dict[str, Any]) -> dict[str, Decimal]:
        until = data.get("day") or timezone.localdate()
        return readings.earlier(
            type(self.instance), self.instance.minor, until, besides=self.instance.corrects_id
        )


def _kept(asked: Asked) -> dict[str, str]:
    doubt = asked.doubt
    value = doubt.in_grams if asked.is_mmol else doubt.value
    return {
        "name": doubt.name,
        "value": f"{value:f}",
        "why": doubt.why.value,
        "answer": MMOL if asked.is_mmol else TYPED,
    }


class Measured(AppendedText):
    """A box with its unit and, under it, what is asked back."""

    def render(self, form: Any, context: Any, *args: Any, **kwargs: Any) -> SafeString:
        box = super().render(form, context, *args, **kwargs)
        asked = getattr(form, "asked", {}).get(self.field)
        under = render_to_string("clinics/includes/asked_back.html", {"asked": asked})
        return format_html("<div>{}{}</div>", box, under)


def vitals_boxes() -> Div:
    """Return every box, in the order in which a nurse measures."""
    boxes = (
        Measured(name, limit.unit, wrapper_class="field-short")
        for name, limit in vitals.LIMITS.items()
    )
    return Div(*boxes, css_class="form-vitals")
