"""Validating a week, saying why it is done again, and the week in words."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reports.models import FrozenWeek, WeekNote
from reports.narrative import POINTS
from reports.periods import Week
from staff import edits
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
    """The sentences and the points of a week: a version after `last`, which somebody has written.

    What the figures say may stand in the boxes at first: it is proposed, nobody has recorded it.
    """

    filled_by_page = frozenset({"year", "number", "site", "version"})

    class Meta:
        model = WeekNote
        fields = ["text", "points"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 7}),
            "points": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(
        self, *args: Any, week: Week, site: Site | None, last: WeekNote | None, **kwargs: Any
    ) -> None:
        new = WeekNote(year=week.year, number=week.number, site=site)
        new.version = last.version + 1 if last else 1
        edits.hold(new)  # the version is held by its constraint: the database lets one author in
        self.last = last
        super().__init__(*args, instance=new, held=new, **kwargs)
        self.helper = helper("text", "points")

    def _recorded(self, name: str) -> str:
        return str(self.last.shown(name)) if self.last else ""

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
        if not self.errors and not (found.get("text") or found.get("points")):
            self.add_error("text", _("Write a sentence, or a point for the coordination."))
        return found
