"""A deadline says its sentence and its formula, in French and in English."""

import datetime

import pytest
from django.utils import translation

from referrals.deadlines import counting, rules, wording
from referrals.deadlines.counting import Reason, Refused, StepKind, Stop
from referrals.deadlines.rules import StopKind
from tests.referrals.test_deadlines_counting import rule, stops, trigger


@pytest.fixture(params=["fr", "en"])
def language(request: pytest.FixtureRequest) -> object:
    with translation.override(request.param):
        yield request.param


def said(code: str, known: str, *pauses: Stop) -> str:
    return wording.sentence(counting.compute(rules.rules()[code, 1], trigger(known), pauses))


FRENCH = {
    ("D09", "2026-03-06"): "notifié le vendredi 6 mars ; 15 jours ; "
    "finit le samedi 21, reporté au lundi 23 mars 2026",
    ("D09", "2026-04-15"): "notifié le mercredi 15 avril ; 15 jours ; finit le jeudi 30 avril 2026",
    ("D11", "2026-12-31"): "notifié le jeudi 31 décembre 2026 ; 2 mois ; "
    "finit le dimanche 28 février 2027, reporté au lundi 1er mars 2027",
    ("D01", "2009"): "né ou née en 2009 ; 18 ans le vendredi 1er janvier 2027 au plus tôt",
    ("D01", "2008-02-29"): "né ou née le 29 février 2008 ; 18 ans le dimanche 1er mars 2026",
    ("D19-48H", "2026-10-24 17:30"): "notifié le samedi 24 octobre à 17\xa0h\xa030 ; 48 heures ; "
    "finit le lundi 26 octobre 2026 à 16\xa0h\xa030",
    ("D05-CONVOCATION", "2026-03-20"): "audience le vendredi 20 mars ; 8 jours avant ; "
    "au plus tard le jeudi 12 mars 2026",
    ("D03-REQUETE", "2026-03-03"): "notifié le mardi 3 mars ; aucun délai légal, "
    "un objectif à nous ; 15 jours ; finit le mercredi 18 mars 2026",
    ("D27", "2026-03-03"): "envoyé le mardi 3 mars 2026 ; aucun délai, une date à retenir",
    ("D09", "2026-03"): "notifié en mars 2026 ; 15 jours ; finit le lundi 16 mars 2026 au plus tôt",
}


@pytest.mark.parametrize(("code", "known"), FRENCH)
def test_french_sentences(code: str, known: str) -> None:
    with translation.override("fr"):
        assert said(code, known) == FRENCH[code, known]


def test_english_sentence() -> None:
    with translation.override("en"):
        assert said("D09", "2026-03-06") == (
            "notified on Friday 6 March; 15 days; ends on Saturday 21, "
            "carried to Monday 23 March 2026"
        )


def test_the_formula_says_each_step() -> None:
    found = counting.compute(rules.rules()["D09", 1], trigger("2026-03-06"))
    carried = "est fermé (fin de semaine) : reporté au jour ouvrable suivant (CPC art. 642)"
    with translation.override("fr"):
        assert wording.formula(found) == [
            "vendredi 6 mars 2026 + 15 jours = samedi 21 mars 2026 "
            "(civil : le jour de l’événement ne compte pas, CPC art. 641)",
            f"samedi 21 mars 2026 {carried}",
            f"dimanche 22 mars 2026 {carried}",
        ]


def test_stops_are_said_in_the_sentence() -> None:
    begins, ends = (counting.moment(datetime.date(2026, *day)) for day in ((3, 10), (5, 4)))
    with translation.override("fr"):
        assert "interrompu le mardi 10 mars 2026, repart de zéro le lundi 4 mai 2026" in said(
            "D09", "2026-03-06", Stop(StopKind.LEGAL_AID, begins, ends)
        )
        assert "suspendu du mardi 10 mars 2026 au lundi 4 mai 2026" in said(
            "D14-RECOURS", "2026-03-06", Stop(StopKind.LEGAL_AID, begins, ends)
        )
        assert "arrêté depuis le mardi 10 mars 2026" in said(
            "D09", "2026-03-06", Stop(StopKind.LEGAL_AID, begins)
        )


def test_every_step_has_its_words(language: str) -> None:
    """Examples that go through each of them."""
    both = rule(stops="court=suspends legal_aid=interrupts")
    hours = rule(amount=48, unit="hours", mode="hours", roll="none")
    majority, permit = rules.rules()["D01", 1], rules.rules()["D16", 1]
    found = [
        counting.compute(both, trigger("2026-03-06"), stops(text))
        for text in (
            "suspends 2026-03-10 2026-03-12;interrupts 2026-03-13 2026-03-14",
            "suspends 2026-03-10",
        )
    ]
    found += [
        counting.compute(hours, trigger("2026-03-06")),
        counting.compute(hours, trigger("2026-10-25 02:30")),
        counting.compute(majority, trigger("2008")),
        counting.compute(permit, trigger("2008-02-29")),
        counting.compute(rule(unit="months", amount=1, mode="franc"), trigger("2026-01-31")),
    ]
    steps = {step.kind for result in found for step in result.steps}
    assert steps == set(StepKind)
    for result in found:
        assert all("%" not in line for line in [wording.sentence(result), *wording.formula(result)])


@pytest.mark.parametrize("reason", Reason)
def test_every_refusal_has_its_sentence(language: str, reason: Reason) -> None:
    values = {"kind": StopKind.COURT, "end": datetime.date(2026, 5, 1), "first": 1900, "last": 2200}
    text = wording.refused(Refused(reason, **values))
    assert text.endswith(".")
    assert "%" not in text


def test_every_closed_list_has_its_words(language: str) -> None:
    for words, names in (
        (wording.CLOSED, wording.Closed),
        (wording.STOPS, wording.StopKind),
        (wording.EFFECTS, wording.Effect),
        (wording.EVENTS, wording.Event),
        (wording.ON_A_DAY, wording.Event),
        (wording.IN_A_SPAN, wording.Event),
        (wording.MODES, wording.Mode),
    ):
        assert set(words) == set(names)


def test_names_and_notes_follow_the_language() -> None:
    order = rules.rules()["D19-7J", 1]
    with translation.override("fr"):
        assert wording.label(order).startswith("OQTF : ")
        assert "Ne jamais la deviner" in wording.note(order)
    with translation.override("en"):
        assert wording.label(order).startswith("OQTF: ")
        assert "Never guess" in wording.note(order)
