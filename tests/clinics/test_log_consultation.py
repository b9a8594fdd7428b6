"""A consultation as a nurse types it: commas or points, nothing impossible, nothing lost."""

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import Minor
from clinics.choices import Motif
from clinics.models import UNITS, VITAL_BOUNDS, Consultation
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.staff.trail import actions_since, last_entry


@pytest.fixture
def nurse(as_role: Callable[..., Client]) -> Client:
    return as_role(Role.NURSE)


@pytest.fixture
def minor(nurse: Client, site: Site) -> Minor:
    return factories.make_minor("Mamadou Diallo", by=nurse.user, site=site)[0]


def day(days: int = 0) -> str:
    return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()


def post(client: Client, minor: Minor, **changes: str) -> object:
    typed = {"day": day(), "motif": Motif.HEADACHE, **changes}
    return client.post(f"/cases/{minor.reference}/health/new/", typed)


def logged(client: Client, minor: Minor, **changes: str) -> Consultation:
    response = post(client, minor, **changes)
    if response.status_code == 422:  # what is not likely is asked back: confirmed
        asked = response.context["form"].asked
        ticks = {f"sure_{name}": asked[name].ways[0][0] for name in asked}
        response = post(client, minor, **changes, **ticks)
    assert response.status_code == 302, response.context["form"].errors
    assert response.url == f"/cases/{minor.reference}/health/"
    return Consultation.objects.latest("pk")


def refused(client: Client, minor: Minor, **changes: str) -> set[str]:
    """Post; nothing must be kept, everything typed must still be in the boxes."""
    response = post(client, minor, **changes)
    form = response.context["form"]
    assert response.status_code == 422
    assert not Consultation.objects.exists()
    for name, text in changes.items():
        assert form[name].value() == text
    return set(form.errors)


def test_a_motif_is_enough(nurse: Client, minor: Minor, site: Site) -> None:
    start = last_entry()
    found = logged(nurse, minor)
    assert (found.minor, found.site, found.motif) == (minor, site, Motif.HEADACHE)
    assert (found.day, found.recorded_by) == (timezone.localdate(), nurse.user)
    assert found.vitals == []
    assert actions_since(start, by=nurse.user, minor_id=minor.pk) == ["log_consultation"]


def test_everything_a_nurse_measures(nurse: Client, minor: Minor) -> None:
    found = logged(
        nurse, minor,
        temperature="37,8", pulse="92", respiration="18", systolic="118", diastolic="76",
        oxygen="98", weight="54,5", height="171", glycaemia="0,95",
        observation="Toux", care="Paracétamol", follow_up_on=day(7),
    )  # fmt: skip
    assert found.temperature == Decimal("37.8")
    assert found.glycaemia == Decimal("0.95")
    assert found.weight == Decimal("54.5")
    assert (found.systolic, found.diastolic) == (118, 76)
    assert found.follow_up_on.isoformat() == day(7)
    html = nurse.get(f"/cases/{minor.reference}/health/{found.pk}/").content.decode()
    for text in ("37,8 °C", "92 /min", "118/76 mmHg", "98 %", "54,5 kg", "171 cm", "0,95 g/L",
                 "Toux", "Paracétamol"):  # fmt: skip
        assert text in html


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("typed", ["37,8", "37.8", " 37,8 ", "37,80"])
def test_comma_and_point_in_either_language(
    nurse: Client, minor: Minor, language: str, typed: str
) -> None:
    User.objects.filter(pk=nurse.user.pk).update(language=language)
    assert logged(nurse, minor, temperature=typed).temperature == Decimal("37.8")


@pytest.mark.parametrize(("name", "bounds"), VITAL_BOUNDS.items())
def test_what_cannot_be_true_is_refused_beside_its_box(
    nurse: Client, minor: Minor, name: str, bounds: tuple[Decimal, Decimal]
) -> None:
    low, high = bounds
    step = Decimal("0.01")
    with_pressure = {"systolic": "250", "diastolic": "30"} if name.endswith("tolic") else {}
    for wrong in (str(low - step), str(high + step), "-1", "0"):
        assert name in refused(nurse, minor, **{**with_pressure, name: wrong})


@pytest.mark.parametrize(
    "wrong", ["abc", "37,8 °C", "37.8.1", "1,234", "NaN", "Infinity", "1e1", "38/2", "🙂", "١٠"]
)
def test_what_is_no_number_stays_in_its_box(nurse: Client, minor: Minor, wrong: str) -> None:
    response = post(nurse, minor, temperature=wrong, pulse="92")
    form = response.context["form"]
    assert set(form.errors) == {"temperature"}
    html = response.content.decode()
    assert f'value="{wrong}"' in html
    assert 'value="92"' in html


@pytest.mark.parametrize("name", VITAL_BOUNDS)
def test_both_bounds_can_be_true(nurse: Client, minor: Minor, name: str) -> None:
    other = {"systolic": {"diastolic": "20"}, "diastolic": {"systolic": "300"}}.get(name, {})
    for bound in VITAL_BOUNDS[name]:
        typed = {**other, name: str(bound), "is_another": "on"}
        assert getattr(logged(nurse, minor, **typed), name) == bound


@pytest.mark.parametrize(
    ("pressure", "field"),
    [
        ({"systolic": "120"}, "diastolic"),
        ({"diastolic": "80"}, "systolic"),
        ({"systolic": "80", "diastolic": "120"}, "diastolic"),
        ({"systolic": "100", "diastolic": "100"}, "diastolic"),
    ],
)
def test_blood_pressure_takes_two_numbers_in_order(
    nurse: Client, minor: Minor, pressure: dict[str, str], field: str
) -> None:
    assert refused(nurse, minor, **pressure) == {field}


def test_one_mistake_is_said_once(nurse: Client, minor: Minor) -> None:
    assert refused(nurse, minor, systolic="abc", diastolic="80") == {"systolic"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"motif": ""}, "motif"),
        ({"motif": "gold"}, "motif"),
        ({"day": ""}, "day"),
        ({"day": "hier"}, "day"),
        ({"day": "2026-02-30"}, "day"),
        ({"observation": "x" * 4001}, "observation"),
        ({"care": "x" * 4001}, "care"),
        ({"follow_up_on": "bientôt"}, "follow_up_on"),
    ],
)
def test_the_rest_of_what_cannot_be(
    nurse: Client, minor: Minor, changes: dict[str, str], field: str
) -> None:
    assert refused(nurse, minor, **changes) == {field}


def test_care_was_not_given_tomorrow(nurse: Client, minor: Minor, site: Site) -> None:
    assert refused(nurse, minor, day=day(1)) == {"day"}
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    factories.arrival_on(minor, yesterday, site, nurse.user)
    assert logged(nurse, minor, day=day(-1)).day.isoformat() == day(-1)


@pytest.mark.parametrize("days", [0, -1, -30])
def test_the_next_visit_comes_after_this_one(nurse: Client, minor: Minor, days: int) -> None:
    assert refused(nurse, minor, follow_up_on=day(days)) == {"follow_up_on"}


def test_tomorrow_in_paris_is_not_tomorrow_in_london(
    nurse: Client, minor: Minor, time_machine: object
) -> None:
    """Half past midnight in Paris: today is today, although it is yesterday in UTC."""
    year = timezone.localdate().year + 1
    time_machine.move_to(datetime.datetime(year, 1, 14, 23, 30, tzinfo=datetime.UTC), tick=False)
    today = datetime.date(year, 1, 15)
    nurse.force_login(User.objects.get(pk=nurse.user.pk))
    assert logged(nurse, minor, day=str(today)).day == today


def test_the_form_opens_on_today_with_units_and_nothing_chosen(nurse: Client, minor: Minor) -> None:
    response = nurse.get(f"/cases/{minor.reference}/health/new/")
    form = response.context["form"]
    assert form["day"].value() == timezone.localdate()
    html = response.content.decode()
    assert f'value="{day()}"' in html
    for unit in {*UNITS.values(), "mmHg"}:
        assert unit in html
    assert not form["motif"].value()
    assert "" not in dict(form.fields["motif"].choices)
    assert len(form.fields["motif"].choices) == len(Motif)


def test_the_field_holds_at_most_two_decimals(nurse: Client, minor: Minor) -> None:
    assert refused(nurse, minor, weight="54,555") == {"weight"}


@pytest.mark.parametrize(
    "role", [Role.RECEPTION, Role.MIDWIFE, Role.PSYCHOLOGIST, Role.SOCIAL, Role.JURIST,
             Role.COORDINATOR, Role.ADMINISTRATOR]
)  # fmt: skip
def test_only_nurses_and_doctors_write(
    as_role: Callable[..., Client], minor: Minor, role: str
) -> None:
    client = as_role(role)
    assert client.get(f"/cases/{minor.reference}/health/new/").status_code == 403
    assert post(client, minor).status_code == 403
    assert not Consultation.objects.exists()


def test_a_doctor_writes_too(as_role: Callable[..., Client], minor: Minor) -> None:
    client = as_role(Role.DOCTOR)
    assert logged(client, minor).recorded_by == client.user


def test_it_belongs_to_the_site_where_the_nurse_works_now(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    mobile = factories.make_site("La Chapelle", "mobile")
    assert logged(as_role(Role.NURSE, site=mobile), minor).site == mobile
