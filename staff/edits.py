"""Two people, one record: the second save never overwrites what the first one wrote.

A form that edits says in a hidden field, as one digest a field, what it showed. When it comes back
the row is held (`staff.http.to_edit`) and each field has three values: shown, recorded now, sent
now. What a colleague changed and this person did not stays as it is; what both changed is asked
about, both texts side by side.
"""

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import formats
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from staff import history, once
from staff.models import User

SEEN = "seen"
SETTLED = "settle_"  # and the name of the field: "<choice>:<digest of what was recorded>"
MINE, THEIRS, BOTH = "mine", "theirs", "both"
_HELD = "_is_held_for_edit"


def hold(row: models.Model) -> None:
    """Say that this row was read for editing, under its lock when something is posted."""
    setattr(row, _HELD, True)


@dataclass
class Difference:
    """One field that two people have changed: what is recorded, what this one sends."""

    name: str
    label: str
    theirs: str
    mine: str
    digest: str
    may_join: bool


class Conflict(Exception):
    """Two people changed the same fields. The gate answers with the page that asks."""

    def __init__(self, differences: list[Difference], row: models.Model | None) -> None:
        super().__init__("two people changed the same fields")
        self.differences = differences
        self.row = row  # whose history tells who changed it


class EditForm(forms.BaseForm):
    """The part of a form that edits. `held` is the row under whose lock it is saved.

    Raises Conflict from `is_valid()`, once nothing else is wrong with what was sent.
    """

    held: models.Model | None = None

    def begin_edit(self, held: models.Model) -> None:
        if not hasattr(held, _HELD):
            raise TypeError(f"{type(self).__name__} edits a row that to_edit() has not read.")
        self.held = held
        self.fields[SEEN] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=self._digests_as_text, max_length=5000
        )

    def full_clean(self) -> None:
        if self.held is None or not self.is_bound:
            super().full_clean()
            return
        differences = self._settle()
        super().full_clean()
        if not self.errors:
            self.cleaned_data.pop(SEEN)
            if differences:
                is_its_own = getattr(self, "instance", None) is self.held
                raise Conflict(differences, self.held if is_its_own else None)

    def _settle(self) -> list[Difference]:
        """Take what only a colleague changed; return what both did, unless it was decided."""
        seen = self._seen()
        data: QueryDict = self.data.copy()  # type: ignore[attr-defined] # of a browser's post
        differences = []
        for name in self._edited():
            key = self.add_prefix(name)
            recorded = self._strings(name, self._recorded(name))
            sent = self._strings(name, self[name].data)
            now = self._digest(name, recorded)
            if recorded == sent or seen.get(name) == now:
                continue
            choice, _colon, about = data.get(SETTLED + name, "").partition(":")
            if seen.get(name) == self._digest(name, sent) or (choice, about) == (THEIRS, now):
                data.setlist(key, recorded)
            elif (choice, about) == (BOTH, now) and self._is_text(name):
                data[key] = self._joined(name, recorded, sent)
            elif (choice, about) != (MINE, now):
                differences.append(self._difference(name, now))
        self.data = data
        return differences

    def _edited(self) -> list[str]:
        return [name for name, field in self.fields.items() if name != SEEN and not field.disabled]

    def _recorded(self, name: str) -> Any:
        return self.get_initial_for_field(self.fields[name], name)

    def _seen(self) -> dict[str, str]:
        try:
            found = json.loads(self.data.get(self.add_prefix(SEEN), ""))
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def _digests_as_text(self) -> str:
        return json.dumps(
            {
                name: self._digest(name, self._strings(name, self._recorded(name)))
                for name in self._edited()
            }
        )

    def _digest(self, name: str, strings: list[str]) -> str:
        said = json.dumps([type(self).__name__, name, strings])
        return salted_hmac("staff.edits", said, algorithm="sha256").hexdigest()[:16]

    def _strings(self, name: str, value: Any) -> list[str]:
        """Return what a browser would send for this value."""
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return ["on"] if value else []
        value = field.prepare_value(value)
        several = value if isinstance(value, Iterable) and not isinstance(value, str) else [value]
        said = [_one_string(field.widget, part) for part in several]
        return sorted(said) if len(said) > 1 else said

    def _is_text(self, name: str) -> bool:
        widget = self.fields[name].widget
        return isinstance(widget, forms.Textarea) or getattr(widget, "input_type", "") == "text"

    def _joined(self, name: str, recorded: list[str], sent: list[str]) -> str:
        between = "\n\n" if isinstance(self.fields[name].widget, forms.Textarea) else " / "
        return between.join([*recorded, *sent])

    def _difference(self, name: str, digest: str) -> Difference:
        return Difference(
            name=name,
            label=str(self[name].label),
            theirs=self._in_words(name, self._recorded(name)),
            mine=self._in_words(name, self[name].data),
            digest=digest,
            may_join=self._is_text(name),
        )

    def _in_words(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return _("Yes") if value else _("No")
        strings = self._strings(name, value)
        if hasattr(field, "choices"):
            return ", ".join(_labels(field.choices, strings))
        try:
            value = field.to_python(value)
        except forms.ValidationError:
            return strings[0]
        if isinstance(value, datetime.date | datetime.time):
            return formats.localize(value)
        return strings[0]


def _one_string(widget: forms.Widget, value: Any) -> str:
    said = widget.format_value(value)
    if isinstance(said, list):
        said = said[0] if said else ""
    return "" if said is None else "\n".join(str(said).splitlines()).strip()


def _labels(choices: Iterable[Any], strings: list[str]) -> list[str]:
    found = []
    for value, label in choices:
        if isinstance(label, list | tuple):
            found += _labels(label, strings)
        elif str(value) in strings and str(value):
            found.append(str(label))
    return found


def answer(request: HttpRequest, conflict: Conflict) -> HttpResponse:
    """Return the page where one chooses, field by field; all that was typed is on it."""
    hidden = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in (once.FIELD, once.CSRF_FIELD) and not name.startswith(SETTLED)
        for value in values
    ]
    by, at = last_change(conflict.row)
    context = {"differences": conflict.differences, "fields": hidden, "by": by, "at": at}
    return render(request, "staff/conflict.html", context, status=409)


def last_change(row: models.Model | None) -> tuple[User | None, datetime.datetime | None]:
    """Return who last changed this row, and when, as its history tells."""
    if row is None or not history.is_tracked(type(row)):
        return None, None
    line = history.of(type(row)).objects.filter(pgh_obj_id=row.pk).order_by("-pgh_id").first()
    if line is None:
        return None, None
    user = (line.pgh_context or {}).get("user")
    return User.objects.filter(pk=user).first(), line.pgh_created_at
