"""The rules and the brands that are shipped are whole, and none is said to be certain."""

import itertools

import pytest

from clinics.vaccination import rules, vaccines
from clinics.vaccination.answers import RESULTS
from clinics.vaccination.rules import BadRule
from clinics.vaccination.vaccines import Live, Valence, live_of


def row(code: str = "ROR-1", **changed: str) -> dict[str, str]:
    return {**rules.rows()[code, 1], **changed}


def test_no_shipped_rule_has_been_validated() -> None:
    assert len(rules.rows()) > 30
    for one in rules.rows().values():
        assert one["validated_by"] == ""
        assert one["validated_on"] == ""


def test_no_shipped_brand_is_confirmed() -> None:
    assert len(vaccines.vaccines()) >= 30
    assert not any(one.is_confirmed for one in vaccines.vaccines().values())


def test_each_of_the_fourteen_valences_has_a_brand() -> None:
    assert len(Valence) == 14
    held = frozenset[Valence]().union(*(one.valences for one in vaccines.vaccines().values()))
    assert held == set(Valence)


def test_each_rule_says_its_source_in_words() -> None:
    for series in rules.all_series():
        for rule in series.rules:
            assert rule.source
            assert "http" not in rule.source


def test_what_is_known_from_use_only_says_that_it_is_to_be_confirmed() -> None:
    for series in rules.all_series():
        for rule in series.rules:
            assert rule.source.startswith("usage") == (rule.certainty == rules.Certainty.TO_CONFIRM)


def test_the_schemes_of_a_series_follow_each_other_without_a_hole() -> None:
    for series in rules.all_series():
        for when in {scheme.when for scheme in series.schemes}:
            same = sorted((s for s in series.schemes if s.when == when), key=lambda s: s.age_min)
            for one, other in itertools.pairwise(same):
                assert one.age_max == other.age_min


def test_what_waits_for_a_test_has_one() -> None:
    for series in rules.all_series():
        asked = {scheme.when.partition("=")[0] for scheme in series.schemes if scheme.when}
        assert asked <= {test.test for test in series.tests}
        assert asked <= set(RESULTS)


@pytest.mark.parametrize(
    "changed",
    [
        {"dose_n": "0"},
        {"age_min": "40"},
        {"valences": ""},
        {"valences": "plague"},
        {"when": "chickenpox=maybe"},
        {"source": ""},
        {"note_en": ""},
        {"validated_by": "somebody"},
        {"kind": "stop", "valences": ""},
        {"kind": "test", "valences": "", "test": "hepatitis_b", "from_days": "9", "to_days": "1"},
        {"kind": "test", "valences": "", "test": "tea leaves"},
    ],
)
def test_a_row_that_is_no_rule_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(BadRule):
        rules.read(row(**changed))


def test_a_scheme_without_its_second_dose_is_refused() -> None:
    with pytest.raises(BadRule, match="a dose of its scheme is missing"):
        rules.series_of([rules.read(row("DTP-1")), rules.read(row("DTP-3"))])
    with pytest.raises(BadRule, match="no dose"):
        rules.series_of([rules.read(row("VHB-SERO"))])


def test_a_dose_without_a_brand_is_live_where_its_valences_usually_are() -> None:
    assert live_of("", ["measles", "mumps", "rubella"]) == Live.VIRAL
    assert live_of("", ["tuberculosis"]) == Live.BACTERIAL
    assert live_of("", ["influenza"]) == Live.NO
    assert live_of("fluenz", ["influenza"]) == Live.VIRAL


def test_the_nearest_brand_is_offered_first() -> None:
    wanted = ["diphtheria", "tetanus", "polio"]
    assert vaccines.brands_with(wanted)[0].code == "revaxis"
