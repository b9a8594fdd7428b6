"""What the forms of every app are made of."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms


class DateInput(forms.DateInput):
    """The browser's own date box; always ISO on the wire, whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "form-control", **(attrs or {})}, format="%H:%M")


class RowForm(forms.ModelForm):
    """A form whose row already bears what the page fills in (`filled_by_page`).

    Django leaves those fields out of the check, and with them every constraint that names one:
    a name twice in one file would reach the database.
    """

    filled_by_page: frozenset[str] = frozenset()

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc] # stubs
        return excluded - self.filled_by_page


def helper(*fields: Any) -> FormHelper:
    """Return a crispy helper without <form>: the page writes the tag and its one main button."""
    chosen = FormHelper()
    chosen.form_tag = False
    chosen.disable_csrf = True
    chosen.layout = Layout(*fields)
    return chosen
