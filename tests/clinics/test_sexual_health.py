"""Sexual and reproductive health: a book of its own, that others do not know of."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from cases.choices import DeskKind
from cases.models import Minor
from cases.registry import tab_of_desk
from clinics.choices import Motif, SexualHealthMotif
from clinics.models import Consultation, SexualHealthConsultation
from staff.choices import Role
from staff.models import Site, User
from tests import factories
from tests.staff.trail import actions_since, last_entry

WRITERS = [Role.NURSE, Role.DOCTOR, Role.MIDWIFE]
OTHERS = [role for role in Role if role not in WRITERS]
CARE = "Vitamines et écoute"


@pytest.fixture
def nurse(person: Callable[..., User]) -> User:
    return person(Role.NURSE)


@pytest.fixture
def minor(nurse: User, site: Site) -> Minor:
    return factories.make_minor("Awa Sow", by=nurse, site=site)[0]


@pytest.fixture
def seen(minor: Minor, nurse: User, site: Site) -> SexualHealthConsultation:
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    return factories.make_sexual_health(
        minor,
        by=nurse,
        site=site,
        motif=SexualHealthMotif.PREGNANCY,
        care=CARE,
        follow_up_on=tomorrow,
    )


def page(minor: Minor, *rest: object) -> str:
    return f"/cases/{minor.reference}/sexual-health/" + "".join(f"{part}/" for part in rest)


def case(client: Client, minor: Minor) -> object:
    return client.get(f"/cases/{minor.reference}/")


@pytest.mark.parametrize("role", WRITERS)
def test_its_professions_write_and_read(
    as_role: Callable[..., Client], minor: Minor, role: str
) -> None:
    client = as_role(role)
    start = last_entry()
    typed = {"day": timezone.localdate().isoformat(), "motif": "contraception", "care": CARE}
    response = client.post(page(minor, "new"), typed)
    assert (response.status_code, response.url) == (302, page(minor))
    found = SexualHealthConsultation.objects.get()
    assert (found.minor, found.recorded_by, found.care) == (minor, client.user, CARE)
    assert CARE in client.get(page(minor)).content.decode()
    assert CARE in client.get(page(minor, found.pk)).content.decode()
    recorded = actions_since(start, by=client.user, minor_id=minor.pk)
    assert recorded == [
        "log_sexual_health",
        "read_sexual_health",
        "read_sexual_health_consultation",
    ]


def test_the_motifs_of_one_book_are_not_those_of_the_other(
    as_role: Callable[..., Client], minor: Minor
) -> None:
    client = as_role(Role.NURSE)
    assert set(Motif.values).isdisjoint(SexualHealthMotif.values)
    today = timezone.localdate().isoformat()
    for url, motif in ((page(minor, "new"), "fever"),
                       (f"/cases/{minor.reference}/health/new/", "pregnancy")):  # fmt: skip
        response = client.post(url, {"day": today, "motif": motif})
        assert response.status_code == 422
        assert set(response.context["form"].errors) == {"motif"}
    assert not Consultation.objects.exists()
    assert not SexualHealthConsultation.objects.exists()


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_opens_any_of_it(
    as_role: Callable[..., Client], minor: Minor, seen: SexualHealthConsultation, role: str
) -> None:
    client = as_role(role)
    for address in (page(minor), page(minor, seen.pk), page(minor, "new")):
        assert client.get(address).status_code == 403
    assert not SexualHealthConsultation.objects.visible_to(client.user).exists()


@pytest.mark.parametrize(
    "role", [Role.RECEPTION, Role.PSYCHOLOGIST, Role.SOCIAL, Role.JURIST,
             Role.COORDINATOR]
)  # fmt: skip
def test_a_file_is_the_same_to_others_with_and_without_it(
    as_role: Callable[..., Client], minor: Minor, nurse: User, site: Site, role: str
) -> None:
    """No line, no date, no tab: what is there cannot be told from what is not."""
    client = as_role(role)

    def shown() -> object:
        context = case(client, minor).context
        return (
            [(e.text, e.detail, e.url) for e in context["timeline"]],
            [(str(m.label), m.seen_on, m.next_on) for m in context["marks"]],
            [tab["url"] for tab in context["tabs"]],
        )

    before = shown()
    factories.make_sexual_health(minor, by=nurse, site=site)
    assert shown() == before


@pytest.mark.parametrize("role", WRITERS)
def test_its_professions_see_its_line_and_its_dates(
    as_role: Callable[..., Client], minor: Minor, seen: SexualHealthConsultation, role: str
) -> None:
    client = as_role(role)
    context = case(client, minor).context
    urls = [entry.url for entry in context["timeline"]]
    assert page(minor, seen.pk) in urls
    assert (seen.day, seen.follow_up_on) in [(m.seen_on, m.next_on) for m in context["marks"]]
    assert page(minor) in [tab["url"] for tab in context["tabs"]]


def test_the_health_page_does_not_show_it(
    as_role: Callable[..., Client], minor: Minor, seen: SexualHealthConsultation
) -> None:
    response = as_role(Role.NURSE).get(f"/cases/{minor.reference}/health/")
    assert list(response.context["page_obj"]) == []
    assert CARE not in response.content.decode()


def test_the_midwife_desk_opens_on_it() -> None:
    views = {kind: tab_of_desk(kind).view for kind in (DeskKind.MIDWIFE, DeskKind.NURSE)}
    assert views == {
        DeskKind.MIDWIFE: "clinics:sexual_health",
        DeskKind.NURSE: "clinics:health",
    }


def test_one_of_another_file_is_no_page(
    as_role: Callable[..., Client],
    nurse: User,
    site: Site,
    minor: Minor,
    seen: SexualHealthConsultation,
) -> None:
    other, _arrival = factories.make_minor("Binta Bah", by=nurse, site=site)
    assert as_role(Role.MIDWIFE).get(page(other, seen.pk)).status_code == 404


@pytest.mark.parametrize(("role", "is_told"), [(Role.COORDINATOR, True), (Role.DIRECTOR, False)])
def test_the_week_gives_one_total_to_the_coordinator(
    as_role: Callable[..., Client], seen: SexualHealthConsultation, role: str, is_told: bool
) -> None:
    client = as_role(role)
    User.objects.filter(pk=client.user.pk).update(language="en")
    today = timezone.localdate().isocalendar()
    url = f"/reports/{today.year}-W{today.week:02}/"
    for address in (url, f"{url}week.csv"):
        text = client.get(address).content.decode()
        assert ("Sexual and reproductive health, total" in text) is is_told
        assert "Pregnancy" not in text
