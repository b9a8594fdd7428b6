"""The figures of a week, against the ones counted by hand in tests/reports/fortnight.py."""

import pytest

from cases.choices import Interpreter, Service, Sex, country_name, language_name
from clinics.choices import Motif
from referrals.choices import ReferralKind, ReferralStatus
from reports.figures import Breakdown, Part
from reports.periods import Week
from reports.weekly import Report, report_on
from tests.reports.fortnight import Fortnight

W46, W47, W48 = Week(2026, 46), Week(2026, 47), Week(2026, 48)


APART = frozenset({"sexual_health"})
NOBODY_COUNTED = [None] * len(Service)
# Nobody saw the social or the legal desk, was called anywhere, or comes of age.
QUIET = {
    "W14": [0] * 4,
    "W15": [0] * 6,
    "W16": [0],
    "W17": [None, 0, 0],
    "W18": [None] * 3,
    "W19": [0] * 4,
    "WAIT": [None] * 6,
}


def figures(report: Report) -> dict[str, list[float | None]]:
    """Return the values of each code, in the order of the page."""
    found: dict[str, list[float | None]] = {}
    for section in report.sections:
        for figure in section.figures:
            found.setdefault(figure.code, []).append(figure.value)
    return found


def cuts(report: Report) -> dict[str, list[Breakdown]]:
    found: dict[str, list[Breakdown]] = {}
    for section in report.sections:
        for cut in section.breakdowns:
            found.setdefault(cut.code, []).append(cut)
    return found


def nonzero(cut: Breakdown) -> dict[str, int]:
    return {part.label: part.count for part in cut.parts if part.count}


def test_both_sites_rolled_up(fortnight: Fortnight) -> None:
    report = report_on(W47, [fortnight.pantin, fortnight.mobile], APART)
    assert figures(report) == {
        # Bakary 2, Chérif 2, Dado, Elias, Gora (two sites on one day: one person, one day)
        "W01": [7],
        # the five of them, and Awa who was only seen by the nurse
        "W02": [6],
        # Chérif, Dado, Elias, Gora
        "W03": [4],
        "W04": [2],
        # from 24 August: Awa and the five; from 1 January: Hawa too
        "W05": [6, 7],
        # Mon, Tue, Wed (mobile), Thu, Fri, Sun: 7 / 6
        "W06": [1.2],
        # no night of theirs is known, and nothing was done together
        "W09": [100],
        "W10": NOBODY_COUNTED,
        "W22": [0, 0, 0],
        # Awa (followed) and Bakary; HIV and pregnancy in one total
        "W11": [2, 2, 1, 1],
        "W13": [2],
        "SCA": [0, 0, 0, 0, 0],
        # 3 referrals of 2 persons; the school one and Chérif's are without news
        "REF": [3, 2, 2],
        "W21": [0, 0, 0],
        **QUIET,
        # Hawa came last on 23 August, 90 days before 21 November
        "W23": [0, 1],
        # no evening is known; the country of Dado alone is not; nothing came late
        "W25": [100, 25, 0, 0],
        "W24": [0, 0, 0, 0, 0, 0, 0],
    }


def test_pantin_alone(fortnight: Fortnight) -> None:
    assert figures(report_on(W47, [fortnight.pantin], APART)) == {
        "W01": [6],
        "W02": [6],
        # Chérif came first to the mobile clinic: he is not new at Pantin
        "W03": [3],
        "W04": [3],
        "W05": [6, 7],
        # Mon, Tue, Thu, Fri, Sun: 6 / 5
        "W06": [1.2],
        "W09": [100],
        "W10": NOBODY_COUNTED,
        "W22": [0, 0, 0],
        "W11": [2, 2, 1, 1],
        "W13": [1],
        "SCA": [0, 0, 0, 0, 0],
        "REF": [2, 1, 1],
        "W21": [0, 0, 0],
        **QUIET,
        "W23": [0, 1],
        "W25": [100, 33, 0, 0],
        "W24": [0, 0, 0, 0, 0, 0, 0],
    }


def test_the_mobile_clinic_alone(fortnight: Fortnight) -> None:
    assert figures(report_on(W47, [fortnight.mobile], APART)) == {
        "W01": [2],
        "W02": [2],
        # Gora had been to Pantin that same morning
        "W03": [1],
        "W04": [1],
        "W05": [2, 2],
        "W06": [1.0],
        "W09": [100],
        "W10": NOBODY_COUNTED,
        "W22": [0, 0, 0],
        "W11": [0, 0, 0, 0],
        "W13": [1],
        "SCA": [0, 0, 0, 0, 0],
        "REF": [1, 1, 1],
        "W21": [0, 0, 0],
        **QUIET,
        "W23": [0, 0],
        "W25": [100, 0, 0, 0],
        "W24": [0, 0, 0, 0, 0, 0, 0],
    }


def test_the_week_before(fortnight: Fortnight) -> None:
    sites = [fortnight.pantin, fortnight.mobile]
    found = figures(report_on(W46, sites, APART))
    # Only Awa came. From 17 August: Awa, Bakary, Hawa. Open: Mon to Fri.
    assert found["W01"] + found["W02"] + found["W03"] + found["W04"] == [1, 1, 0, 1]
    assert found["W05"] == [3, 3]
    assert found["W06"] == [0.2]
    assert found["W11"] == [1, 1, 1, 0]
    # Her referral has an appointment by now.
    assert found["REF"] == [1, 1, 0]


def test_the_week_that_has_just_begun(fortnight: Fortnight) -> None:
    found = figures(report_on(W48, [fortnight.pantin], APART))
    assert found["W01"] == [0]
    assert found["W02"] == [1]
    assert found["W11"] == [1, 1, 0, 1]


def test_day_by_day(fortnight: Fortnight) -> None:
    both = [fortnight.pantin, fortnight.mobile]
    for sites, counts in (
        (both, [1, 2, 1, 1, 1, 0, 1]),
        ([fortnight.pantin], [1, 2, 0, 1, 1, 0, 1]),
        ([fortnight.mobile], [0, 0, 1, 0, 1, 0, 0]),
    ):
        report = report_on(W47, sites)
        [cut] = cuts(report)["W01"]
        assert [part.count for part in cut.parts] == counts
        assert cut.total == sum(counts) == report.figure("W01")


def test_who_the_new_ones_are(fortnight: Fortnight) -> None:
    report = report_on(W47, [fortnight.pantin, fortnight.mobile])
    sex, ages, country, language, interpreter = cuts(report)["W07"]
    assert nonzero(sex) == {Sex.FEMALE.label: 1, Sex.MALE.label: 3}
    assert [part.count for part in ages.parts] == [1, 0, 0, 1, 0, 1, 1]
    names = [country_name(code) for code in ("AF", "GN", "SN")]
    assert nonzero(country) == {**dict.fromkeys(names, 1), country_name("unknown"): 1}
    assert country.parts[-1] == Part("unknown", country_name("unknown"), 1)
    assert nonzero(language) == {
        language_name("fr"): 2, language_name("prs"): 1, language_name("wo"): 1,
    }  # fmt: skip
    assert nonzero(interpreter) == {
        Interpreter.NEEDED.label: 1, Interpreter.NOT_NEEDED.label: 3,
    }  # fmt: skip
    assert {cut.total for cut in cuts(report)["W07"]} == {report.figure("W03")}


def test_what_was_treated_and_what_is_only_a_total(fortnight: Fortnight) -> None:
    report = report_on(W47, [fortnight.pantin, fortnight.mobile])
    [motifs] = cuts(report)["W11"]
    assert nonzero(motifs) == {Motif.HEADACHE.label: 1, Motif.SCABIES.label: 1}
    assert motifs.total == figures(report)["W11"][0]


def test_who_may_not_know_cannot_reckon_it_either(fortnight: Fortnight) -> None:
    """Neither the total, nor a figure from which it could be taken away."""
    sites = [fortnight.pantin, fortnight.mobile]
    for some in (sites, sites[:1], sites[1:]):
        without = set(report_on(W47, some).rows())
        known = set(report_on(W47, some, APART).rows())
        assert without < known
        assert [row.code for row in known - without] == ["W13"]


def test_what_was_asked_and_what_came_back(fortnight: Fortnight) -> None:
    kinds, followed = cuts(report_on(W47, [fortnight.pantin, fortnight.mobile]))["REF"]
    assert nonzero(kinds) == {
        ReferralKind.LEGAL.label: 1, ReferralKind.SOCIAL.label: 1, ReferralKind.SCHOOL.label: 1,
    }  # fmt: skip
    assert nonzero(followed) == {
        ReferralStatus.APPOINTMENT.label: 1, ReferralStatus.ANSWERED.label: 1,
    }  # fmt: skip


def test_each_figure_says_what_it_means(fortnight: Fortnight) -> None:
    report = report_on(W47, [fortnight.pantin])
    assert all(row.definition and row.label for row in report.rows())
    with pytest.raises(KeyError):
        report.figure("W99")


def test_sites_of_one_week_never_add_up_to_more_than_their_sum(fortnight: Fortnight) -> None:
    whole = figures(report_on(W47, [fortnight.pantin, fortnight.mobile]))
    parts = [figures(report_on(W47, [s])) for s in (fortnight.pantin, fortnight.mobile)]
    for code in ("W01", "W02", "W05", "W11"):
        for n, value in enumerate(whole[code]):
            counts = [part[code][n] for part in parts]
            assert max(counts) <= value <= sum(counts)
    assert whole["W03"][0] == sum(part["W03"][0] for part in parts)
