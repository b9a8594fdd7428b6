"""The limits of what is measured: data with a source that nobody has signed, and what they do."""

import csv
import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinics import vitals
from clinics.vitals.doubts import Doubt, Why
from clinics.vitals.growth import bmi
from clinics.vitals.limits import BANDS, CHANGES, DATA, LIMITS, RED_FLAGS

FILES = ["vital_limits.csv", "vital_changes.csv", "red_flags.csv", "bmi_bands.csv"]
NAMES = st.sampled_from(sorted(LIMITS))


def numbers(low: str, high: str, places: int = 2) -> st.SearchStrategy[Decimal]:
    return st.decimals(low, high, allow_nan=False, allow_infinity=False, places=places)


ANYTHING = numbers("-1000", "1000")
TAKEN = st.dictionaries(NAMES, ANYTHING)


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


# --- the data --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_every_line_has_a_source_and_no_validator(name: str) -> None:
    for row in rows(name):
        assert row["source"].strip(), row
        assert row["validated_by"] == "", "what is shipped was signed by nobody"


def test_what_is_shipped_is_not_validated() -> None:
    assert not vitals.is_validated()


def test_each_tier_lies_within_the_one_before() -> None:
    for limit in LIMITS.values():
        assert limit.low <= limit.ask_low < limit.ask_high <= limit.high, limit.name
    for flag in RED_FLAGS:
        limit = LIMITS[flag.name]
        assert flag.below is not None or flag.above is not None
        for edge in filter(None, (flag.below, flag.above)):
            assert limit.can_be_true(edge), flag


def test_the_bands_of_bmi_leave_no_gap() -> None:
    assert BANDS[0].above is None
    assert BANDS[-1].up_to is None
    for one, following in itertools.pairwise(BANDS):
        assert one.up_to == following.above


# --- what is asked back ----------------------------------------------------------------------


@given(TAKEN, TAKEN)
def test_each_measure_is_asked_once_at_most(
    taken: dict[str, Decimal], earlier: dict[str, Decimal]
) -> None:
    found = [doubt.name for doubt in vitals.doubts(taken, earlier)]
    assert len(found) == len(set(found))
    assert set(found) <= set(taken)


@given(TAKEN, TAKEN)
def test_what_cannot_be_true_is_never_only_confirmed(
    taken: dict[str, Decimal], earlier: dict[str, Decimal]
) -> None:
    for doubt in vitals.doubts(taken, earlier):
        is_possible = LIMITS[doubt.name].can_be_true(taken[doubt.name])
        assert doubt.may_be_so == is_possible
        assert is_possible or doubt.in_grams is not None


@given(st.data())
def test_what_is_likely_and_as_last_time_is_never_asked(data: st.DataObject) -> None:
    taken = {
        name: data.draw(numbers(str(limit.ask_low), str(limit.ask_high)))
        for name, limit in LIMITS.items()
    }
    found = {doubt.why for doubt in vitals.doubts(taken, taken)}
    assert found <= {Why.SWAPPED}


@given(st.data(), NAMES)
def test_what_is_possible_and_not_likely_is_always_asked(data: st.DataObject, name: str) -> None:
    limit = LIMITS[name]
    value = data.draw(numbers(str(limit.low), str(limit.high)))
    asked = bool(vitals.doubts({name: value}, {}))
    assert asked == (not limit.is_likely(value))


@pytest.mark.parametrize(
    ("taken", "earlier", "expected"),
    [
        ({"weight": "32"}, {}, []),
        ({"weight": "29"}, {}, [("weight", "unlikely")]),
        ({"weight": "171", "height": "54"}, {}, [("height", "swapped"), ("weight", "unlikely")]),
        ({"weight": "60", "height": "168"}, {"height": "170"}, []),
        ({"height": "167.9"}, {"height": "170"}, [("height", "shrunk")]),
        ({"height": "180"}, {"height": "170"}, []),
        ({"weight": "66"}, {"weight": "60"}, []),
        ({"weight": "66.1"}, {"weight": "60"}, [("weight", "jumped")]),
        ({"weight": "53.9"}, {"weight": "60"}, [("weight", "jumped")]),
        ({"glycaemia": "8"}, {}, [("glycaemia", "unlikely")]),
        ({"glycaemia": "8.1"}, {}, [("glycaemia", "other_unit")]),
        ({"glycaemia": "44.4"}, {}, [("glycaemia", "other_unit")]),
        ({"glycaemia": "90"}, {}, []),
        ({"weight": "900"}, {"weight": "60"}, []),
        ({"systolic": "70", "diastolic": "60"}, {}, [("systolic", "unlikely")]),
    ],
)
def test_what_is_asked_of(
    taken: dict[str, str], earlier: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    found = vitals.doubts(
        {name: Decimal(value) for name, value in taken.items()},
        {name: Decimal(value) for name, value in earlier.items()},
    )
    assert [(doubt.name, doubt.why) for doubt in found] == expected


@pytest.mark.parametrize("why", Why)
def test_each_doubt_has_its_sentence(why: Why) -> None:
    said = vitals.sentence(Doubt("weight", Decimal("54.5"), why, Decimal(60)))
    assert "54" in said
    assert "kg" in said


def test_a_tick_holds_for_its_value_only() -> None:
    one, other = (Doubt("weight", Decimal(value), Why.UNLIKELY) for value in ("25", "26"))
    assert one.token("typed") != other.token("typed")
    assert one.token("typed") == Doubt("weight", Decimal("25.00"), Why.UNLIKELY).token("typed")


# --- units -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "grams"),
    [("5,5 mmol", "0.99"), ("5.5 mmol/L", "0.99"), ("12mmol/l", "2.16"), ("0,95 g/L", "0.95"),
     ("0,95", "0.95"), ("abc", "abc"), ("mmol", "mmol"), ("99999999 mmol", "99999999"),
     ("-3 mmol", "-3 mmol"), ("1e3 mmol", "1e3 mmol"), ("٥ mmol", "٥ mmol")],
)  # fmt: skip
def test_a_unit_typed_with_the_number(typed: str, grams: str) -> None:
    assert vitals.in_grams(typed) == grams


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_left(typed: str) -> None:
    assert isinstance(vitals.in_grams(typed), str)


# --- red flags -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "band"),
    [(None, "13-"), (3, "5-12"), (5, "5-12"), (12, "5-12"), (13, "13-"), (17, "13-"), (40, "13-")],
)
def test_the_band_of_an_age(age: int | None, band: str) -> None:
    assert vitals.band_of(age) == band


@pytest.mark.parametrize(
    ("name", "value", "age", "is_low"),
    [("temperature", "39", 16, None), ("temperature", "39.1", 16, False),
     ("temperature", "35.9", 16, True), ("pulse", "59", 16, True), ("pulse", "60", 16, None),
     ("pulse", "131", 16, False), ("pulse", "135", 11, None), ("pulse", "69", 11, True),
     ("pulse", "131", None, False), ("oxygen", "91", 16, True), ("oxygen", "92", 16, None),
     ("systolic", "181", 16, False), ("diastolic", "111", 16, False),
     ("respiration", "31", 16, False), ("glycaemia", "0.5", 16, True), ("weight", "20", 16, None)],
)  # fmt: skip
def test_what_is_alarming(name: str, value: str, age: int | None, is_low: bool | None) -> None:
    found = vitals.flags({name: Decimal(value)}, vitals.band_of(age))
    assert [flag.is_low for flag in found] == ([] if is_low is None else [is_low])


def test_a_flag_says_its_limit_and_its_ages() -> None:
    [flag] = vitals.flags({"pulse": Decimal(135)}, "13-")
    assert str(flag) == "135 /min, au-dessus de 130 /min"
    assert "13" in flag.band_text
    [fever] = vitals.flags({"temperature": Decimal("39.5")}, "13-")
    assert fever.band_text == ""


@given(TAKEN, st.one_of(st.none(), st.integers(0, 99)))
def test_a_measure_has_one_flag_at_most(taken: dict[str, Decimal], age: int | None) -> None:
    found = [flag.name for flag in vitals.flags(taken, vitals.band_of(age))]
    assert len(found) == len(set(found))


# --- BMI-for-age -----------------------------------------------------------------------------


def test_a_known_value() -> None:
    """A boy of 16 years and 3 months with a BMI of 16.0 has a z-score of -2.41 (WHO 2007)."""
    found = vitals.growth(Decimal("49"), Decimal("175"), "male", 16)
    assert found is not None
    assert found.bmi == Decimal("16.0")
    assert found.low < Decimal("-2.41") < found.high
    assert [band.en for band in found.bands] == ["thinness"]


@pytest.mark.parametrize("sex", ["other", "unknown", "not_asked", "declined", ""])
def test_no_sex_said_no_score(sex: str) -> None:
    assert vitals.growth(Decimal(60), Decimal(170), sex, 16) is None


@pytest.mark.parametrize("age", [None, 0, 3, 21, 40])
def test_no_age_said_or_one_outside_the_tables_no_score(age: int | None) -> None:
    assert vitals.growth(Decimal(60), Decimal(170), "female", age) is None


@given(
    numbers("2", "250", 1), numbers("40", "230", 0), st.sampled_from(["female", "male"]),
    st.integers(5, 20),
)  # fmt: skip
def test_whatever_was_measured_there_is_a_range_or_nothing(
    weight: Decimal, height: Decimal, sex: str, age: int
) -> None:
    found = vitals.growth(weight, height, sex, age)
    if found is None:
        assert not 6 <= bmi(weight, height) <= 59 or age == 20
        return
    assert found.low <= found.high
    assert (found.age_from, found.age_to) == (age - 1, age + 1)
    assert found.bands


def test_nothing_else_of_growth_is_computed() -> None:
    """No height-for-age and nothing else that would speak of an age; never on paper."""
    root = DATA.parent.parent
    sources = [
        path
        for app in ("cases", "clinics", "referrals", "reports", "outreach", "staff", "config")
        for path in (root / app).rglob("*.py")
    ]
    using = [path for path in sources if "pygrowup" in path.read_text(encoding="utf-8")]
    assert [path.name for path in using] == ["growth.py"]
    text = using[0].read_text(encoding="utf-8")
    assert text.count("Observation(") == 1
    assert ".bmi_for_age(" in text
    shown = [
        path.name
        for path in (root / "templates").rglob("*.html")
        if "growth" in path.read_text(encoding="utf-8")
    ]
    assert sorted(shown) == ["growth.html", "readings_part.html"]
    for paper in (root / "prints").glob("*.typ"):
        assert "growth" not in paper.read_text(encoding="utf-8")


def test_every_change_speaks_of_a_measure() -> None:
    assert {change.name for change in CHANGES} <= set(LIMITS)
    assert {change.rule for change in CHANGES} == {"percent", "shrinks"}
