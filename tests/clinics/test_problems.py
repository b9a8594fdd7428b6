"""The house's own list of problems: whole, searchable, and not validated by anybody yet."""

import csv
import re

import pytest

from cases.names import fold
from clinics.choices import Motif, SexualHealthMotif
from clinics.problems import LINES, line_of, of_book, problems

ICD10 = re.compile(r"[A-Z]\d\d(\.\d)?")


def rows() -> list[dict[str, str]]:
    with LINES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_line_is_whole() -> None:
    for row in rows():
        assert all(row[name] for name in ("code", "tile", "fr", "en", "said", "opd")), row
        assert ICD10.fullmatch(row["icd10"]), row
        assert row["alert"] in ("yes", "no"), row
        assert 1 <= int(row["days"]) <= 365, row


def test_no_code_and_no_label_stands_twice() -> None:
    for name in ("code", "fr", "en"):
        found = [row[name] for row in rows()]
        assert len(found) == len(set(found))


def test_no_shipped_line_is_validated() -> None:
    assert not [row for row in rows() if row["validated_by"] or row["validated_on"]]


def test_at_most_twenty_five_tiles_and_sixty_to_eighty_lines_behind() -> None:
    lines = [line for found in of_book(Motif).values() for line in found]
    assert len(Motif) <= 25
    assert 60 <= len(lines) <= 80


@pytest.mark.parametrize("tiles", [Motif, SexualHealthMotif])
def test_each_tile_has_a_line_of_its_own(tiles: type[Motif]) -> None:
    """What a consultation without a problem is about: its episode is counted on it."""
    for tile, lines in of_book(tiles).items():
        assert tile.value in [line.code for line in lines]


def test_a_consultation_is_about_its_problem_else_about_its_tile() -> None:
    assert line_of("cough", "respiratory") == problems()["cough"]
    assert line_of("", "respiratory") == problems()["respiratory"]
    assert line_of("gone", "gone") is None


def test_what_people_say_stands_without_accents_nor_capitals() -> None:
    assert all(fold(line.said) == line.said for line in problems().values())


def test_one_case_of_these_is_an_alert() -> None:
    alerts = {line.code for line in problems().values() if line.is_alert}
    assert {"measles", "fever_stiff", "long_cough", "bloody_diarrhoea", "jaundice"} <= alerts
    assert "cold" not in alerts
