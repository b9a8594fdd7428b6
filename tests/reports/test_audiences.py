"""What partners and the public are told of a week (docs/adr/0014), on reports made by hand."""

from collections.abc import Sequence

import pytest
from django.conf import settings
from django.utils import translation

from reports import audiences, relations
from reports.audiences import PARTNERS, PUBLIC, Audience
from reports.figures import Breakdown, Figure, Part, Section
from reports.periods import Week
from reports.weekly import Report

W47 = Week(2026, 47)


def number(code: str, name: str, value: float | None, **more: object) -> Figure:
    return Figure(code, name, f"{code} {name}", value, "As it is counted.", **more)


def cut(code: str, name: str, **counts: int) -> Breakdown:
    parts = [Part(part, part.capitalize(), count) for part, count in counts.items()]
    return Breakdown(code, name, f"{code} {name}", parts, "As it is counted.")


def report(*things: Figure | Breakdown, needs: str | None = None) -> Report:
    figures = [one for one in things if isinstance(one, Figure)]
    cuts = [one for one in things if isinstance(one, Breakdown)]
    return Report(W47, [], [Section("Part", figures, cuts, needs)])


def told(one: Report, audience: Audience = PARTNERS, before: Sequence[Report] = ()) -> Report:
    masking = audiences.masking_for([*before, one], audience)
    return audiences.masked(one, masking, audience)


def said(one: Report) -> dict[str, float | None]:
    """Return {"W07 sex female": 12}."""
    return {" ".join(filter(None, row.key)): row.value for row in one.rows()}


def reasons(one: Report, audience: Audience = PARTNERS) -> dict[str, str]:
    masking = audiences.masking_for([one], audience)
    return {
        f"{line.label} {line.part}".strip(): line.why
        for line in audiences.hidden_lines(one, masking)
    }


class TestOneNumber:
    @pytest.mark.parametrize(
        ("value", "partners", "public"),
        [(0, 0, 0), (1, None, None), (4, None, None), (5, 5, None), (10, 10, None), (11, 11, 11)],
    )
    def test_each_audience_has_its_own_smallest(
        self, value: int, partners: int | None, public: int | None
    ) -> None:
        one = report(number("W15", "petitions", value))
        assert said(told(one)) == {"W15 petitions": partners}
        assert said(told(one, PUBLIC)) == {"W15 petitions": public}

    def test_it_says_so_in_a_word(self) -> None:
        [figure] = told(report(number("W15", "petitions", 3))).sections[0].figures
        with translation.override("fr"):
            assert figure.value_text == "masqué"
        assert (figure.value, figure.masked) == (None, str(audiences.TOLD))

    def test_what_cannot_be_computed_is_not_masked(self) -> None:
        [figure] = told(report(number("W06", "per_opening_day", None))).sections[0].figures
        assert (figure.value_text, figure.masked) == ("–", "")

    def test_known_is_the_caseload_less_the_new(self) -> None:
        one = report(
            number("W02", "caseload", 40), number("W03", "new", 3), number("W04", "known", 37)
        )
        assert said(told(one)) == {"W02 caseload": 40, "W03 new": None, "W04 known": None}
        assert reasons(one) == {"W03 new": "small", "W04 known": "guard"}

    def test_thirty_days_within_sixty(self) -> None:
        one = report(
            number("W19", "within_30", 38, plain="After."), number("W19", "within_60", 40),
            number("W19", "within_90", 60),
        )  # fmt: skip
        assert list(said(told(one)).values()).count(None) == 1

    def test_an_unknown_decimal_number_is_masked(self) -> None:
        assert said(told(report(number("NEW", "mean", 2.5)))) == {"NEW mean": None}


class TestLists:
    def test_a_total_gives_no_line_back(self) -> None:
        one = report(number("W03", "new", 30), cut("W07", "sex", female=20, male=3, other=7))
        found = said(told(one))
        assert found["W03 new"] == 30
        assert [found[f"W07 sex {part}"] for part in ("female", "male", "other")] == [
            20,
            None,
            None,
        ]

    def test_the_total_above_the_list_goes_where_it_costs_less(self) -> None:
        """No figure says it: without it every other line may stay."""
        one = report(cut("REF", "follow_ups", a=20, b=3, c=7))
        [list_told] = told(one).sections[0].breakdowns
        assert [part.count for part in list_told.parts] == [20, None, 7]
        assert list_told.total is None

    def test_a_list_of_large_lines_is_left_alone(self) -> None:
        one = report(number("W03", "new", 30), cut("W07", "sex", female=20, male=10, other=0))
        assert said(told(one)) == said(one)
        assert told(one).sections[0].breakdowns[0].total == 30

    def test_all_on_one_line_says_it_of_each(self) -> None:
        one = report(number("W03", "new", 30), cut("W07", "sex", female=30, male=0, other=0))
        assert set(reasons(one).values()) == {"uniform"}
        assert list(said(told(one)).values()) == [30, None, None, None]

    def test_all_on_one_day_says_nothing_of_anybody(self) -> None:
        one = report(number("W01", "arrivals", 30), cut("W01", "by_day", mon=30, tue=0))
        assert said(told(one)) == said(one)


class TestOpenLists:
    def test_a_small_country_is_not_named(self) -> None:
        one = report(number("W03", "new", 34), cut("W07", "country", ML=20, GN=8, CI=4, AF=2))
        [list_told] = told(one).sections[0].breakdowns
        assert [(part.name, part.count) for part in list_told.parts] == [
            ("ML", 20), ("GN", 8), ("others", 6),
        ]  # fmt: skip
        assert list_told.total == 34

    def test_others_take_the_next_smallest_until_they_say_nothing_small(self) -> None:
        one = report(number("W03", "new", 29), cut("W07", "country", ML=20, GN=7, AF=2))
        [list_told] = told(one).sections[0].breakdowns
        assert [(part.name, part.count) for part in list_told.parts] == [("ML", 20), ("others", 9)]

    def test_one_country_for_all_is_not_named(self) -> None:
        one = report(number("W03", "new", 20), cut("W07", "country", ML=20))
        [list_told] = told(one).sections[0].breakdowns
        assert [(part.name, part.count) for part in list_told.parts] == [("others", 20)]

    def test_a_few_in_all_are_masked(self) -> None:
        one = report(number("W03", "new", 3), cut("W07", "country", ML=2, AF=1))
        assert said(told(one)) == {"W03 new": None, "W07 country others": None}

    def test_a_zero_of_the_list_would_say_which_lines_went(self) -> None:
        one = report(cut("W08", "sender", partner=20, street=3, family=9, other=0))
        [list_told] = told(one).sections[0].breakdowns
        assert [part.name for part in list_told.parts] == ["partner", "others"]

    def test_a_masked_line_stands_where_it_says_nothing(self) -> None:
        """Scabies: 14 in all, 12 outside: the two of the centre are not to be had."""
        one = report(
            number("W11", "consultations", 60), number("W24", "consultations", 40),
            cut("W11", "motifs", fever=26, scabies=14, feet=20),
            cut("W24", "motifs", fever=18, scabies=12, feet=10),
        )  # fmt: skip
        for list_told in told(one).sections[0].breakdowns:
            hidden = [bool(part.masked) for part in list_told.parts]
            assert hidden == sorted(hidden)
        assert None in said(told(one)).values()

    def test_a_list_that_nobody_knows_is_taken_for_an_open_one(self) -> None:
        one = report(cut("NEW", "list", a=20, b=12, c=3, d=4))
        assert said(told(one)) == {"NEW list a": 20, "NEW list b": 12, "NEW list others": 7}


class TestWorkedOut:
    def test_a_mean_goes_with_what_it_is_of(self) -> None:
        one = report(number("W01", "arrivals", 4), number("W06", "per_opening_day", 0.8))
        assert reasons(one) == {"W01 arrivals": "small", "W06 per_opening_day": "derived"}

    @pytest.mark.parametrize(
        ("favourable", "is_told"), [(0, False), (3, False), (8, True), (17, False), (20, False)]
    )
    def test_a_rate_needs_enough_on_both_sides(self, favourable: int, is_told: bool) -> None:
        rate = number("W17", "rate", 5 * favourable)
        outcome = cut("W17", "outcome", favourable=favourable, unfavourable=20 - favourable)
        found = said(told(report(rate, number("W17", "decisions", 20), outcome)))
        assert (found["W17 rate"] is not None) == is_told

    def test_a_rate_of_which_nothing_was_kept_is_masked(self) -> None:
        """A week that was validated before its bases were kept."""
        one = report(number("W17", "rate", 40), number("W17", "decisions", 20))
        assert said(told(one))["W17 rate"] is None

    def test_of_nobody_the_country_is_known(self) -> None:
        """All new people without a country: the rate goes, and with it nothing else."""
        rate = number("W25", "without_country", 100, bases={"without": 20})
        one = report(number("W03", "new", 20), cut("W07", "country", unknown=20), rate)
        assert said(told(one)) == {
            "W03 new": 20, "W07 country others": 20, "W25 without_country": None,
        }  # fmt: skip

    @pytest.mark.parametrize(("count", "is_told"), [(0, False), (4, False), (5, True)])
    def test_a_median_of_few_is_nearly_somebody_s_own(self, count: int, is_told: bool) -> None:
        median = number("W18", "petition_to_hearing", 31, bases={"count": count})
        assert (said(told(report(median)))["W18 petition_to_hearing"] == 31) == is_told

    def test_a_definition_loses_its_numbers(self) -> None:
        one = report(
            Figure("W19", "within_30", "Soon", 30, "After the Sunday; 2 of them.", plain="After.")
        )
        [figure] = told(one).sections[0].figures
        assert figure.definition == "After."
        old = report(Figure("W19", "within_30", "Soon", 30, "After the Sunday; 2 of them."))
        assert told(old).sections[0].figures[0].definition == ""

    def test_what_it_was_worked_out_of_does_not_leave(self) -> None:
        one = told(report(number("W18", "petition_to_hearing", 31, bases={"count": 30})))
        assert [figure.bases for figure in one.sections[0].figures] == [{}]


class TestReserved:
    def test_only_the_total_leaves(self) -> None:
        things = (
            number("W20", "raised", 30),
            number("W20", "concerns", 20),
            cut("W20", "kind", a=30),
        )
        one = report(*things, needs="protection")
        assert said(told(one)) == {"W20 raised": 30}
        assert set(reasons(one).values()) == {"apart"}

    def test_and_under_the_same_rule(self) -> None:
        one = report(number("W13", "total", 3), needs="sexual_health")
        assert said(told(one)) == {"W13 total": None}


class TestVersions:
    def test_what_was_masked_stays_so(self) -> None:
        """3 became 6: told now, the total of the first version would give the 3 back."""
        first = report(number("W03", "new", 30), cut("W07", "sex", female=20, male=3, other=7))
        second = report(number("W03", "new", 33), cut("W07", "sex", female=20, male=6, other=7))
        assert said(told(second))["W07 sex male"] == 6
        later = said(told(second, before=[first]))
        assert (later["W07 sex male"], later["W07 sex other"]) == (None, None)

    def test_what_was_folded_stays_so(self) -> None:
        first = report(number("W03", "new", 35), cut("W07", "country", ML=20, GN=9, AF=3, CI=3))
        second = report(number("W03", "new", 37), cut("W07", "country", ML=20, GN=9, AF=5, CI=3))
        assert "W07 country AF" not in said(told(second, before=[first]))

    def test_a_list_that_became_empty(self) -> None:
        first = report(number("W03", "new", 30), cut("W07", "sex", female=20, male=3, other=7))
        second = report(number("W03", "new", 0), cut("W07", "sex", female=0, male=0, other=0))
        found = said(told(second, before=[first]))
        assert (found["W03 new"], found["W07 sex male"]) == (0, None)

    def test_the_public_is_told_nothing_that_partners_are_not(self) -> None:
        one = report(
            number("W02", "caseload", 60), number("W03", "new", 4), number("W04", "known", 56),
            cut("W09", "place", street=30, hostel=12, family=3, unknown=15),
        )  # fmt: skip
        partners, public = said(told(one)), said(told(one, PUBLIC))
        assert {key for key, value in partners.items() if value is None} <= {
            key for key, value in public.items() if value is None
        }


class TestPreview:
    def test_mostly_hidden(self) -> None:
        small = report(number("W15", "petitions", 3), number("W15", "hearings", 2))
        large = report(number("W15", "petitions", 30), number("W15", "hearings", 20))
        for one, is_so in ((small, True), (large, False)):
            hidden = audiences.hidden_lines(one, audiences.masking_for([one], PARTNERS))
            assert audiences.is_mostly_hidden(one, hidden) is is_so

    def test_every_reason_is_a_sentence_in_both_languages(self) -> None:
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                assert all(str(reason) for reason in audiences.REASONS.values())


def test_the_smallest_numbers_are_those_of_the_field() -> None:
    assert (PARTNERS.k, PUBLIC.k) == (5, 11)


def test_what_counts_persons_in_words_is_a_line_of_the_relations() -> None:
    assert relations.RATES.keys() & relations.MEDIANS.keys() == set()
