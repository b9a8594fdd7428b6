"""Validating a week, and saying why it is done again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.models import FrozenWeek
from staff.form_parts import helper


class FreezeWeekForm(forms.Form):
    """Nothing to fill in the first time; then, why the figures changed."""

    def __init__(self, *args: Any, last: FrozenWeek | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = []
        if last is not None:
            field = FrozenWeek._meta.get_field("why")
            self.fields["why"] = forms.CharField(
                label=_("Why the figures changed"),
                max_length=200,
                help_text=field.help_text,
                error_messages={"required": _("Say in a few words why the figures changed.")},
            )
            names = ["why"]
        self.helper = helper(*names)

    @property
    def why(self) -> str:
        return str(self.cleaned_data.get("why", ""))
