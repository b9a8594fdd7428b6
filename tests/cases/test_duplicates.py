"""The coordinator's pages: the list, side by side, joining, taking apart; what the desks see."""

import re
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cases import actions, queries, registry
from cases.choices import DeskKind, Verdict
from cases.models import FileMerge, LikelyPair, MergeCheck, Minor, MinorName, PairVerdict
from staff import history
from staff.choices import Role
from staff.encryption import UNREADABLE
from staff.models import AuditEntry, Site, User
from tests import factories

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def text_of(answer: HttpResponse) -> str:
    """Return the words of a page."""
    return unescape(re.sub(r"<[^>]+>|\s+", " ", answer.content.decode()))


@pytest.fixture
def host(site: Site) -> User:
    return factories.make_user(Role.RECEPTION, site)


@pytest.fixture
def coordinator() -> User:
    return factories.make_user(Role.COORDINATOR)


@pytest.fixture
def two(site: Site, host: User) -> tuple[Minor, Minor]:
    first, _arrival = factories.make_minor("Awa Diallo", by=host, site=site)
    second, _arrival = factories.make_minor("Hawa Jallow", by=host, site=site, country="GM")
    LikelyPair.objects.create(first=first, second=second, score=83, reasons=["sound", "country"])
    return first, second


@pytest.fixture
def merge(two: tuple[Minor, Minor], coordinator: User, site: Site) -> FileMerge:
    kept, gone = two
    nurse = factories.make_user(Role.NURSE, site)
    factories.make_consultation(gone, by=nurse, site=site)
    factories.make_sexual_health(gone, by=nurse, site=site)
    actions.judge_pair(by=coordinator, one=kept, other=gone, verdict=Verdict.SAME)
    return actions.join_files(by=coordinator, kept=kept, gone=gone)


def test_the_whole_way(client: Client, coordinator: User, two: tuple[Minor, Minor]) -> None:
    """List, side by side, "the same person", preview, join: four clicks, and two to undo."""
    client.force_login(coordinator)
    first, second = two
    page = client.get(reverse("cases:likely_pairs"))
    pair_url = reverse("cases:pair", args=[first.reference, second.reference])
    assert pair_url in page.content.decode()
    assert client.get(pair_url).status_code == 200
    verdict_url = reverse("cases:judge_pair", args=[first.reference, second.reference])
    answer = client.post(verdict_url, {"verdict": "same"})
    preview_url = reverse("cases:join_files", args=[first.reference, second.reference])
    assert answer.url == preview_url
    assert Minor.objects.current().count() == 2  # nothing is joined by an answer
    preview = text_of(client.get(preview_url))
    assert "Gambie" in preview
    assert client.post(preview_url).url == reverse("cases:case", args=[first.reference])
    assert {n.text for n in MinorName.objects.filter(minor=first)} == {"Awa Diallo", "Hawa Jallow"}
    merge = FileMerge.objects.get()
    former = history.of(MinorName).objects.get(minor=second)
    assert former.pgh_context["user"] == coordinator.pk
    undo_url = reverse("cases:undo_join", args=[first.reference, merge.pk])
    assert undo_url in client.get(reverse("cases:case", args=[first.reference])).content.decode()
    assert "Hawa Jallow" in text_of(client.get(undo_url))
    client.post(undo_url)
    assert Minor.objects.current().count() == 2
    assert (
        undo_url not in client.get(reverse("cases:case", args=[first.reference])).content.decode()
    )
    assert "déjà" in text_of(client.get(undo_url))


def test_the_other_file_may_be_kept(
    client: Client, coordinator: User, two: tuple[Minor, Minor]
) -> None:
    client.force_login(coordinator)
    first, second = two
    url = reverse("cases:join_files", args=[first.reference, second.reference])
    swapped = reverse("cases:join_files", args=[second.reference, first.reference])
    assert swapped in client.get(url).content.decode()
    actions.judge_pair(by=coordinator, one=first, other=second, verdict=Verdict.SAME)
    client.post(swapped)
    assert FileMerge.objects.get().kept == second


def test_another_person_leaves_the_list(
    client: Client, coordinator: User, two: tuple[Minor, Minor]
) -> None:
    client.force_login(coordinator)
    url = reverse("cases:judge_pair", args=[minor.reference for minor in two])
    client.post(url, {"verdict": "not_sure"})
    listed = reverse("cases:likely_pairs")
    assert two[0].reference not in client.get(listed).content.decode()
    assert two[0].reference in client.get(listed, {"state": "not_sure"}).content.decode()
    client.post(url, {"verdict": "another"})
    for state in ("to_review", "not_sure", "same", "planted"):
        assert two[0].reference not in client.get(listed, {"state": state}).content.decode()
    assert [row.by for row in PairVerdict.objects.order_by("pk")] == [coordinator] * 2


def test_an_answer_that_is_none_is_said(
    client: Client, coordinator: User, two: tuple[Minor, Minor]
) -> None:
    client.force_login(coordinator)
    pair = [minor.reference for minor in two]
    answer = client.post(reverse("cases:judge_pair", args=pair), {"verdict": "perhaps"})
    assert answer.url == reverse("cases:pair", args=pair)
    assert not PairVerdict.objects.exists()
    with pytest.raises(ValidationError):
        actions.judge_pair(by=coordinator, one=two[0], other=two[0], verdict=Verdict.SAME)


def test_both_files_are_said_to_be_read(
    client: Client, coordinator: User, two: tuple[Minor, Minor]
) -> None:
    client.force_login(coordinator)
    client.get(reverse("cases:pair", args=[minor.reference for minor in two]))
    read = AuditEntry.objects.filter(action="read_pair").values_list("minor_id", flat=True)
    assert sorted(read) == sorted(minor.pk for minor in two)


def test_a_pair_that_is_none_is_not_there(
    client: Client, coordinator: User, two: tuple[Minor, Minor]
) -> None:
    client.force_login(coordinator)
    same = [two[0].reference] * 2
    assert client.get(reverse("cases:pair", args=same)).status_code == 404


def test_the_coordinator_counts_what_she_may_know(
    client: Client, coordinator: User, two: tuple[Minor, Minor], site: Site
) -> None:
    nurse = factories.make_user(Role.NURSE, site)
    factories.make_sexual_health(two[1], by=nurse, site=site)
    client.force_login(coordinator)
    url = reverse("cases:pair", args=[minor.reference for minor in two])
    before = text_of(client.get(url))
    assert "sexuelle" not in before
    assert "Consultations, vaccinations" not in before
    factories.make_consultation(two[1], by=nurse, site=site)
    assert text_of(client.get(url)) != before


# --- the former reference -----------------------------------------------------------------------


def test_the_former_reference_leads_on(client: Client, host: User, merge: FileMerge) -> None:
    client.force_login(host)
    former, kept = merge.gone.reference, merge.kept.reference
    answer = client.get(reverse("cases:case", args=[former]), {"page": "1"})
    assert (answer.status_code, answer.url) == (307, f"/cases/{kept}/?page=1")
    typed = {"text": "Hawa J", "kind": "alias", "source": "said"}
    answer = client.post(reverse("cases:add_name", args=[former]), typed, follow=True)
    assert MinorName.objects.get(text="Hawa J").minor == merge.kept


def test_a_printed_reference_finds_her(client: Client, host: User, merge: FileMerge) -> None:
    client.force_login(host)
    answer = client.post(reverse("cases:search"), {"q": merge.gone.reference})
    assert merge.kept.reference in answer.content.decode()
    assert queries.file_of(merge.gone.reference) == merge.kept


def test_it_leads_nobody_to_a_file_that_is_not_hers(merge: FileMerge) -> None:
    director = Client()
    director.force_login(factories.make_user(Role.DIRECTOR))
    url = reverse("cases:access", args=[merge.gone.reference])
    assert director.get(url).status_code in (403, 404)


# --- what the desks check -----------------------------------------------------------------------


def test_each_desk_is_told_until_somebody_ticks(merge: FileMerge, site: Site) -> None:
    case = reverse("cases:case", args=[merge.kept.reference])
    tick = reverse("cases:tick_check", args=[merge.kept.reference, merge.pk, "nurse"])
    nurse, social = Client(), Client()
    nurse.force_login(factories.make_user(Role.NURSE, site, "une"))
    social.force_login(factories.make_user(Role.SOCIAL, site, "autre"))
    for page in (case, reverse("cases:my_desk")):
        assert "allergies" in text_of(nurse.get(page))
        assert "allergies" not in text_of(social.get(page))
    assert social.post(tick).status_code == 403
    assert nurse.post(tick).status_code == 302
    assert nurse.post(tick).status_code == 302  # twice is once
    assert MergeCheck.objects.get().done_by.username == "une"
    for page in (case, reverse("cases:my_desk")):
        assert "allergies" not in text_of(nurse.get(page))


def test_the_coordinator_sees_who_has_not_checked_and_not_of_what(
    client: Client, coordinator: User, merge: FileMerge, site: Site
) -> None:
    client.force_login(coordinator)
    page = text_of(client.get(reverse("cases:case", args=[merge.kept.reference])))
    assert f"vérifié par : {DeskKind.NURSE.label}" in page
    assert "allergies" not in page
    assert str(DeskKind.MIDWIFE.label) not in page
    midwife = Client()
    midwife.force_login(factories.make_user(Role.MIDWIFE, site))
    page = text_of(midwife.get(reverse("cases:case", args=[merge.kept.reference])))
    assert f"Deux dossiers réunis : {DeskKind.MIDWIFE.label}" in page


def test_who_opened_the_former_file_is_told_with_the_kept_one(
    client: Client, coordinator: User, host: User, merge: FileMerge
) -> None:
    client.force_login(coordinator)
    opened = reverse("cases:opened", args=[merge.kept.reference])
    said = "a écrit une consultation de santé sexuelle"
    assert text_of(client.get(opened)).count(said) == 1  # in the former file


def test_a_file_to_which_another_was_joined_is_no_slip(merge: FileMerge) -> None:
    assert registry.is_in_use(merge.kept)


def test_nothing_is_left_to_check_once_taken_apart(
    coordinator: User, merge: FileMerge, site: Site
) -> None:
    actions.undo_join(by=coordinator, merge=merge)
    nurse = Client()
    nurse.force_login(factories.make_user(Role.NURSE, site))
    for minor in (merge.kept, merge.gone):
        page = text_of(nurse.get(reverse("cases:case", args=[minor.reference])))
        assert "allergies" not in page
    assert "allergies" not in text_of(nurse.get(reverse("cases:my_desk")))


def test_the_history_of_the_file_says_that_it_came(
    client: Client, coordinator: User, merge: FileMerge
) -> None:
    client.force_login(coordinator)
    page = text_of(client.get(reverse("cases:changes", args=[merge.kept.reference])))
    assert "dossier réuni" in page
    actions.undo_join(by=coordinator, merge=merge)
    for minor in (merge.kept, merge.gone):
        answer = client.get(reverse("cases:changes", args=[minor.reference]))
        assert str(UNREADABLE) not in text_of(answer)
