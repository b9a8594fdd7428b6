"""Point 17: no export holds a formula, whatever a centre has named its sites, partners or itself.

tests/reports/test_exports.py holds the exports to their cells; here every text that can reach one
is a payload, stored through the database as somebody with bad intentions would, and the files are
the ones that a coordinator downloads.
"""

import csv
import datetime
import io
import json
import re
from collections.abc import Callable

import openpyxl
import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import MinorName
from reports import exports, formats, layout_files, line_exports, permissions
from reports.choices import FileFormat, ListKind
from reports.line_exports import Wanted
from reports.periods import week_of
from staff.choices import Role
from staff.models import Site
from tests.house import sources
from tests.matrix.routes import ROUTES
from tests.matrix.scene import Scene
from tests.reports.test_exports import PAYLOADS, lines_of

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

# The first characters that some spreadsheet takes for a formula, full-width forms included.
FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
DOWNLOADS = [
    # A document has no cells: tests/reports/test_pdf.py.
    *(
        ("reports:week_file", ("week", f"kind {ending}"), ending)
        for ending in formats.FORMATS.keys() - {"pdf"}
    ),
    *(
        ("reports:layout_file", ("layout", "month", f"kind {ending}"), ending)
        for ending in layout_files.WRITERS
    ),
    ("reports:export_mapping", (), "csv"),
]


# Made by the machine, or held to a form of their own by a constraint.
NOT_TYPED = {"username", "password", "secret_hash", "content_hash", "folded", "sounds", "subject",
             "kind", "recipient"}  # fmt: skip


@pytest.fixture
def coordinator(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.COORDINATOR)


def poison(payload: str) -> int:
    """Put the payload in front of every free text of every table, and say how many columns."""
    columns = 0
    for model in apps.get_models():
        if model._meta.app_label not in sources.APPS or hasattr(model, "pgh_tracked_model"):
            continue
        if "UPDATE" not in getattr(model, "database_grants", ""):
            continue
        columns += _poison_rows(model, payload)
    return columns


def _poison_rows(model: type[models.Model], payload: str) -> int:
    texts = [
        field
        for field in model._meta.concrete_fields
        if type(field) is models.CharField and not field.choices and field.max_length >= 40
        and field.name not in NOT_TYPED
    ]  # fmt: skip
    for row in model._base_manager.all():
        for field in texts:
            text = f"{payload}{row.pk}"[: field.max_length]
            model._base_manager.filter(pk=row.pk).update(**{field.name: text})
    return len(texts)


def cells_of(content: bytes, kind: str) -> list[str]:
    """Return every cell of a download; fails on one that is a formula or a link."""
    if kind.endswith("json"):
        return [str(cell) for value in json.loads(content)["dataValues"] for cell in value.values()]
    if kind.endswith("csv"):
        text = content.decode("utf-8-sig")
        between = ";" if kind == "csv" else ","
        return [cell for line in csv.reader(io.StringIO(text, newline=""), delimiter=between)
                for cell in line]  # fmt: skip
    found = []
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n", "d"), f"{cell.coordinate} is a formula"
                assert cell.hyperlink is None, f"{cell.coordinate} is a link"
                found.append(str(cell.value or ""))
    return found


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_of_a_download_is_a_formula(
    scene: Scene, coordinator: Client, payload: str
) -> None:
    assert poison(payload) > 5
    seen = []
    for name, attributes, kind in DOWNLOADS:
        response = coordinator.get(reverse(name, args=[scene.value(one) for one in attributes]))
        assert response.status_code == 200, name
        cells = cells_of(response.content, kind)
        seen += cells
        if kind != "xlsx":
            assert not [cell for cell in cells if cell.startswith(FORMULA)]
    if payload.isprintable():
        assert [cell for cell in seen if payload in cell], "the payload reaches the files"


# Whoever may make each list; the statistics file is everybody's who reads figures.
LISTED_BY = {
    "arrivals": Role.COORDINATOR,
    "persons": Role.COORDINATOR,
    "referrals": Role.COORDINATOR,
    "consultations": Role.NURSE,
    "sexual_health": Role.NURSE,
    "statistics": Role.COORDINATOR,
}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("listed", LISTED_BY)
def test_no_cell_of_a_list_is_a_formula(
    scene: Scene, as_role: Callable[..., Client], listed: str, kind: str
) -> None:
    """Every column, the names too, of every list: on the page, and as a job writes them."""
    client = as_role(LISTED_BY[listed])
    today = timezone.localdate()
    days = (today - datetime.timedelta(days=30), today)
    for payload in PAYLOADS:
        poison(payload)
        _poison_rows(MinorName, payload)
        for with_names in (False, True):
            columns = permissions.columns_for(client.user, ListKind(listed), with_names=with_names)
            wanted = Wanted(
                client.user, ListKind(listed), *days, None, [column.name for column in columns],
                FileFormat(kind), with_names,
            )  # fmt: skip
            assert wanted.count(), listed
            written = io.BytesIO()
            line_exports.write(wanted, written, id)
            for content in (line_exports.as_bytes(wanted), written.getvalue()):
                cells = cells_of(content, kind)
                assert len(cells) > len(columns)
                if kind == "csv":
                    assert not [cell for cell in cells if cell.startswith(FORMULA)]
                    reaches = payload.isprintable() and listed != "statistics"
                    assert not reaches or [cell for cell in cells if payload in cell]


def test_every_list_is_looked_at() -> None:
    assert set(LISTED_BY) == set(ListKind.values)


def test_every_download_of_a_table_is_looked_at() -> None:
    looked_at = {name for name, _attributes, _kind in DOWNLOADS}
    files = {route.name for route in ROUTES if route.name.startswith("reports:")}
    assert {name for name in files if re.search("_file|xlsx|csv|export_", name)} == looked_at


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_name_in_the_middle_of_a_title_is_harmless(
    coordinator: Client, site: Site, payload: str
) -> None:
    """The first cell begins with the week: what follows begins no cell."""
    Site.objects.filter(pk=site.pk).update(name=payload[:80])
    week = str(week_of(timezone.localdate()))
    lines = lines_of(coordinator.get(reverse("reports:week_file", args=[week, "csv"])).content)
    assert lines[0][0].startswith(week)
    assert {len(line) for line in lines[1:]} == {7}


# --- the checks can fail ----------------------------------------------------------------------


def test_a_formula_is_found() -> None:
    workbook = openpyxl.Workbook()
    workbook.active["B2"] = "=1+1"
    buffer = io.BytesIO()
    workbook.save(buffer)
    with pytest.raises(AssertionError, match="B2 is a formula"):
        cells_of(buffer.getvalue(), "xlsx")


def test_without_the_quote_a_cell_would_be_one() -> None:
    for payload in PAYLOADS:
        assert payload.startswith(FORMULA)
        assert not exports.neutral(payload).startswith(FORMULA)
