"""Everything held on a minor, as she is given it: a readable PDF and its JSON, encrypted with age.

GDPR, art. 15. Other people are masked: colleagues are named by what they do, other minors never
(art. 15.4). Nothing is written on a disk here.
"""

import datetime
import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pyrage
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cases import references, registry
from cases.choices import PartAnswer
from cases.models import AccessRequest, Minor
from cases.registry import Held
from staff import pdf
from staff.choices import Compartment, Role
from staff.models import Posting, User

# Columns whose name says nothing to a reader, in her words.
LABELS = {
    "reference": gettext_lazy("reference"),
    "registered_site": gettext_lazy("site where the file was opened"),
    "registered_at": gettext_lazy("recorded on"),
    "registered_by": gettext_lazy("recorded by"),
    "recorded_at": gettext_lazy("recorded on"),
    "recorded_by": gettext_lazy("recorded by"),
    "withdrawn_at": gettext_lazy("withdrawn on"),
    "withdrawn_by": gettext_lazy("withdrawn by"),
    "cancelled_at": gettext_lazy("undone on"),
    "cancelled_by": gettext_lazy("undone by"),
    "archived_at": gettext_lazy("in the archive since"),
    "precision": gettext_lazy("how exact"),
    "born_on": gettext_lazy("birth date"),
    "declared_age": gettext_lazy("age said"),
    "declared_on": gettext_lazy("said on"),
    "site": gettext_lazy("site"),
    "day": gettext_lazy("date"),
    "arrived_at": gettext_lazy("arrived at"),
    "left_at": gettext_lazy("left at"),
    "left_by": gettext_lazy("recorded by"),
    "returned_at": gettext_lazy("back at"),
    "returned_by": gettext_lazy("recorded by"),
    "desk": gettext_lazy("desk"),
    "sent_at": gettext_lazy("sent at"),
    "sent_by": gettext_lazy("sent by"),
    "status": gettext_lazy("what happened"),
    "at": gettext_lazy("at"),
    "by": gettext_lazy("by"),
    "compartment": gettext_lazy("part of the file"),
    "made_at": gettext_lazy("recorded on"),
    "made_by": gettext_lazy("recorded by"),
    "retained_at": gettext_lazy("decided on"),
    "retained_by": gettext_lazy("decided by"),
    "placed_at": gettext_lazy("decided on"),
    "placed_by": gettext_lazy("decided by"),
    "lifted_at": gettext_lazy("ended on"),
    "lifted_by": gettext_lazy("ended by"),
}


def exported() -> list[Held]:
    return [held for held in registry.held() if held.is_exported]


def columns(model: type[models.Model]) -> Iterator[models.Field]:
    """Yield what a reader is shown of a table: not the machine's numbers, nor its search keys."""
    held = {h.model for h in registry.held()}
    for field in model._meta.concrete_fields:
        is_hers = field.name == "reference"
        if field.primary_key or field.related_model in held or not (field.editable or is_hers):
            continue
        yield field


def label(field: models.Field) -> str:
    return str(LABELS.get(field.name, field.verbose_name))


def compartment_of(row: models.Model) -> str:
    return str(row.compartment)  # type: ignore[attr-defined] # each table says its own


def compartments_of(minor: Minor) -> list[str]:
    """Return the compartments in which something is held on her, in the order of the list."""
    found = {compartment_of(row) for held in exported() for row in held.rows(minor)}
    return [str(c) for c in Compartment if c in found]


class Mask:
    """What stands for other people: what a colleague does, and nothing of another minor."""

    def __init__(self, minor: Minor) -> None:
        self.minor = minor
        roles: dict[int, set[str]] = {}
        for user, role in Posting.objects.values_list("user", "role"):
            roles.setdefault(user, set()).add(str(Role(role).label))
        self.roles = {user: ", ".join(sorted(found)) for user, found in roles.items()}
        names = sorted(User.objects.values_list("full_name", flat=True), key=len, reverse=True)
        self.names = re.compile("|".join(rf"\b{re.escape(n)}\b" for n in names) or r"(?!)", re.I)
        self.codes = re.compile(rf"\b[{references.ALPHABET}]{{{references.LENGTH}}}\b")

    def person(self, number: int) -> str:
        return self.roles.get(number) or _("a colleague")

    def text(self, text: str) -> str:
        return self.codes.sub(self._code, self.names.sub(_("[a colleague]"), text))

    def _code(self, found: re.Match[str]) -> str:
        code = references.clean(found[0])
        return _("[another file]") if code not in (None, self.minor.reference) else found[0]


def said(row: models.Model, field: models.Field, mask: Mask) -> str:
    """Return what a column says, in words; "" for nothing."""
    value = getattr(row, field.attname)
    if value is None or value in ("", []):
        return ""
    if field.related_model is User:
        return mask.person(value)
    if field.is_relation:
        return mask.text(str(getattr(row, field.name)))
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    return mask.text(_plain(row, field, value))


def _plain(row: models.Model, field: models.Field, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, datetime.date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, list):
        known = dict(getattr(getattr(field, "base_field", None), "choices", None) or ())
        return ", ".join(str(known.get(item, item)) for item in value)
    in_words = getattr(row, f"{field.name}_text", None)  # a country, a language
    return str(in_words or value)


def content(minor: Minor, compartments: set[str]) -> list[dict[str, Any]]:
    """Return each part: its tables, their rows, in words."""
    mask = Mask(minor)
    parts = []
    for compartment in (c for c in Compartment if c in compartments):
        tables = []
        for held in exported():
            rows = [r for r in held.rows(minor) if compartment_of(r) == compartment]
            over = _over(rows)
            facts = [_facts(row, held.model, mask) + over.get(row.pk, []) for row in rows]
            if facts:
                tables.append({"title": str(held.label), "rows": facts})
        parts.append({"title": str(compartment.label), "tables": tables})
    return parts


# A row that stands in the place of another, or takes it back, names it in one of these columns.
REPLACES = ("corrects_id", "takes_back_id")


def _over(rows: list[models.Model]) -> dict[int, list[dict[str, str]]]:
    """Return {row: what is said of it} for those in whose place another stands."""
    said = {"label": _("state"), "value": _("replaced or taken back since")}
    gone = (getattr(row, name, None) for row in rows for name in REPLACES)
    return {number: [said] for number in gone if number is not None}


def _facts(row: models.Model, model: type[models.Model], mask: Mask) -> list[dict[str, str]]:
    shown = ((label(field), said(row, field, mask)) for field in columns(model))
    return [{"label": name, "value": value} for name, value in shown if value]


def answer(request: AccessRequest) -> dict[str, Any]:
    """Return what is given, and what is withheld with its reason."""
    given, withheld = set(), []
    for part in request.parts.all():
        if part.answer == PartAnswer.GIVEN:
            given.add(part.compartment)
        else:
            withheld.append({"label": part.get_compartment_display(), "value": part.reason})
    return {
        "title": _("What we keep about you"),
        "lead": _("File %(reference)s, on %(day)s") % {
            "reference": request.minor.reference,
            "day": date_format(timezone.localdate(), "SHORT_DATE_FORMAT"),
        },
        "parts": content(request.minor, given),
        "withheld_title": _("What is not given, and why"),
        "withheld": withheld,
        "closing": [
            _("Colleagues are named by what they do, and other people are masked (GDPR, "
              "article 15.4)."),
            _("You may have a mistake corrected: what was written before is kept beside it. You "
              "may also write to the CNIL (3 place de Fontenoy, 75007 Paris; cnil.fr)."),
        ],
        "footer": request.minor.reference,
    }  # fmt: skip


def zipped(request: AccessRequest) -> bytes:
    data = answer(request)
    given = {part.compartment for part in request.parts.all() if part.answer == PartAnswer.GIVEN}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        paper = pdf.render("access", data, language=get_language() or "fr")
        archive.writestr(f"{request.minor.reference}.pdf", paper)
        text = json.dumps(data, ensure_ascii=False, indent=2)
        archive.writestr(f"{request.minor.reference}.json", text)
        for name, content in registry.papers(request.minor, frozenset(given)):
            archive.writestr(name, content)
    return made.getvalue()


def encrypted(request: AccessRequest, recipient: str) -> bytes:
    """Return the file as it leaves: for the holder of the key, else of the passphrase."""
    keys = [pyrage.x25519.Recipient.from_str(recipient)] if recipient else []
    plain = zipped(request)
    if keys:
        return pyrage.encrypt(plain, keys)
    return pyrage.passphrase.encrypt(plain, request.passphrase)
