"""What the forms of every app are made of."""

import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.utils.translation import gettext as _

from staff.choices import Weekday
from staff.edits import EditForm

Span = tuple[datetime.time, datetime.time]


class DateInput(forms.DateInput):
    """The browser's own date box; always ISO on the wire, whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "form-control", **(attrs or {})}, format="%H:%M")


class RowForm(EditForm, forms.ModelForm):
    """A form about one row, whose constraints speak beside their field.

    Django leaves out of the check the fields that the form does not show, and with them every
    constraint that names one: what the page itself fills in (`filled_by_page`) is put back, else a
    name twice in one file would reach the database. A constraint says in `violation_error_code`
    which field its sentence belongs to. What the model's own clean() finds is not said beside a
    field that the form has refused already.

    About a row that exists it is an edit; about a new one that replaces another, `held` says so.
    """

    filled_by_page: frozenset[str] = frozenset()

    def __init__(self, *args: Any, held: models.Model | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if held is None and not self.instance._state.adding:
            held = self.instance
        if held is not None:
            self.begin_edit(held)

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc] # stubs
        return excluded - self.filled_by_page

    def _update_errors(self, errors: ValidationError) -> None:
        found = getattr(errors, "error_dict", {})
        for error in found.pop(NON_FIELD_ERRORS, []):
            place = error.code if error.code in self.fields else NON_FIELD_ERRORS
            found.setdefault(place, []).append(error)
        for name in set(found) & (set(self.errors) - {NON_FIELD_ERRORS}):
            del found[name]
        super()._update_errors(errors)  # type: ignore[misc] # stubs


class WeekForm(forms.BaseForm):
    """The part of a form that holds the seven days of a place: both hours, or none when closed."""

    def add_week(self, kept: dict[int, Span]) -> None:
        """Add two boxes a day, filled with {weekday: (opens, closes)}."""
        for day in Weekday:
            for end, label, hour in zip(
                ("opens", "closes"),
                (_("%(day)s, from"), _("%(day)s, until")),
                kept.get(day.value, (None, None)),
                strict=True,
            ):
                self.fields[f"{end}_{day.value}"] = forms.TimeField(
                    label=label % {"day": day.label},
                    required=False,
                    widget=TimeInput(),
                    initial=hour,
                )

    def check_week(self, data: dict[str, Any]) -> None:
        """Say beside its day what cannot be; from `clean()`."""
        for day in Weekday:
            opens, closes = data.get(f"opens_{day.value}"), data.get(f"closes_{day.value}")
            if f"opens_{day.value}" in self.errors or f"closes_{day.value}" in self.errors:
                continue
            if (opens is None) != (closes is None):
                self.add_error(
                    f"closes_{day.value}", _("Give both hours, or none when it is closed.")
                )
            elif opens and closes <= opens:
                self.add_error(f"closes_{day.value}", _("Closing time comes before opening time."))

    def hours(self) -> dict[int, Span | None]:
        """Return {weekday: (opens, closes) or None} once the form is valid."""
        data = self.cleaned_data
        return {
            day.value: (data[f"opens_{day.value}"], data[f"closes_{day.value}"])
            if data[f"opens_{day.value}"]
            else None
            for day in Weekday
        }

    def week(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Return (day, opening box, closing box) for the table of the page."""
        return [
            (str(day.label), self[f"opens_{day.value}"], self[f"closes_{day.value}"])
            for day in Weekday
        ]


def helper(*fields: Any) -> FormHelper:
    """Return a crispy helper without <form>: the page writes the tag and its one main button."""
    chosen = FormHelper()
    chosen.form_tag = False
    chosen.disable_csrf = True
    chosen.render_hidden_fields = True  # what an edit showed
    chosen.layout = Layout(*fields)
    return chosen
