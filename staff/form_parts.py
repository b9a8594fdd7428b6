"""What the forms of every app are made of."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from staff.edits import EditForm


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


def helper(*fields: Any) -> FormHelper:
    """Return a crispy helper without <form>: the page writes the tag and its one main button."""
    chosen = FormHelper()
    chosen.form_tag = False
    chosen.disable_csrf = True
    chosen.render_hidden_fields = True  # what an edit showed
    chosen.layout = Layout(*fields)
    return chosen
