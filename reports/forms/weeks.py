"""Validating a week, saying why it is done again, and the week in words."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reports.models import FrozenWeek, WeekNote
from reports.narrative import POINTS
from reports.periods import Week
from staff.form_parts import RowForm, helper
from staff.models import Site


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


class WriteWeekForm(RowForm):
    """The sentences and the points of a week; `last` is the version that its author has read."""

    filled_by_page = frozenset({"year", "number", "site"})

    class Meta:
        model = WeekNote
        fields = ["text", "points", "version"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 7}),
            "points": forms.Textarea(attrs={"rows": 5}),
            "version": forms.HiddenInput(),
        }

    def __init__(
        self, *args: Any, week: Week, site: Site | None, last: WeekNote | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instance.year, self.instance.number = week.year, week.number
        self.instance.site = site
        self.next_version = last.version + 1 if last else 1
        self.initial["version"] = self.next_version
        self.helper = helper("text", "points", "version")

    def clean_points(self) -> str:
        lines = [line.strip() for line in self.cleaned_data["points"].splitlines() if line.strip()]
        if len(lines) > POINTS:
            raise ValidationError(
                _("%(count)d lines at most: the others stand in the sentences above.")
                % {"count": POINTS}
            )
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("version") != self.next_version:
            found.pop("version", None)
            raise ValidationError(
                _("A colleague has written this week in between: her words stand below the boxes.")
            )
        return found
