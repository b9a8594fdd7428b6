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


def helper(*fields: Any) -> FormHelper:
    """Return a crispy helper without <form>: the page writes the tag and its one main button."""
    chosen = FormHelper()
    chosen.form_tag = False
    chosen.disable_csrf = True
    chosen.layout = Layout(*fields)
    return chosen
