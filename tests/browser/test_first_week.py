"""What somebody does in her first week, and how many actions it may take."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from cases.births import Birth
from cases.choices import FamilyNameStatus, Precision, Service, Verdict
from cases.models import Arrival, BirthClaim, FileMerge, LikelyPair, Minor, PairVerdict
from cases.tallies import tallies_on
from staff.choices import Role
from staff.models import AuditEntry, Site, User
from tests import factories
from tests.browser.chromium import DESK, PHONE
from tests.browser.counting import at_most, taken

SUBMIT = "main .form-actions .btn-primary"


@pytest.fixture
def pantin(transactional_db: None) -> Site:
    return factories.make_site()


@pytest.fixture
def host(pantin: Site) -> User:
    return factories.make_user(Role.RECEPTION, site=pantin)


def came_last_month(name: str, host: User, site: Site, age: int = 16, **fields: object) -> Minor:
    birth = Birth(Precision.AGE, declared_age=age)
    minor, arrival = factories.make_minor(name, by=host, site=site, birth=birth, **fields)
    then = timezone.now() - datetime.timedelta(days=30)
    Arrival.objects.filter(pk=arrival.pk).update(day=timezone.localdate(then), arrived_at=then)
    return minor


# --- the count ------------------------------------------------------------------------------------


def test_what_is_pressed_is_counted_and_what_is_typed_is_not(
    window: Callable[..., Page], host: User
) -> None:
    page = window(host)
    page.goto("/minors/new/")
    with at_most(page, 4, "a name, two boxes, a choice, Enter"):
        page.locator("[name=name]").press_sequentially("Awa B")
        page.check("[name=no_family_name]")
        page.check("[name=sex][value=female]", force=True)
        page.select_option("[name=country]", "GN")
        page.locator("main .form-actions a").press("Enter")
        page.wait_for_url("**/reception/")
    assert [what.partition(":")[0] for what in taken(page)] == [
        "click", "click", "choose", "Enter",
    ]  # fmt: skip
    for keys, wrong in ((["ArrowDown", "Enter"], "2 actions, not 1"), (["A", "w"], "nothing")):
        with pytest.raises(AssertionError, match=wrong):
            press(page, keys)


def press(page: Page, keys: list[str]) -> None:
    with at_most(page, 1, "keys"):
        for key in keys:
            page.locator("main").press(key)


# --- a known one arrives --------------------------------------------------------------------------

ABOUT = ["Amadou Diallo", "Mamoudou Diallo", "Mamadou Bah", "Mariama Diallo", "Mohamed Diaby"]


@pytest.mark.parametrize("typed", ["mouhamadou djallo", "djallo mouhamadou", "mouh", "djallo mouh"])
def test_a_known_one_is_checked_in(
    window: Callable[..., Page], pantin: Site, host: User, typed: str
) -> None:
    """He says "Mouhamadou Djallo", his file says "Mamadou DIALLO", and he is not the only one."""
    for name in ABOUT:
        came_last_month(name, host, pantin)
    known = came_last_month("Mamadou DIALLO", host, pantin)
    for age in (14, 17):
        came_last_month("Mamadou Diallo", host, pantin, age=age)
    page = window(host)
    page.goto("/reception/")
    box = page.locator("main [data-search-box]")
    expect(box).to_be_focused()
    with at_most(page, 3, f"a known one, from “{typed}”"):
        box.press_sequentially(typed)
        page.wait_for_selector("main [data-search-box]:not([data-search-stale])")
        found = page.locator("#found [data-search-item]")
        expect(found.first).to_be_visible()
        first_three = found.all_inner_texts()[:3]
        [place] = [n for n, text in enumerate(first_three) if known.reference in text]
        for _step in range(place):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("#present")).to_contain_text(known.reference)
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    assert Arrival.objects.filter(day=timezone.localdate()).count() == 1


# --- somebody new ---------------------------------------------------------------------------------


def test_a_new_one_without_papers(window: Callable[..., Page], pantin: Site, host: User) -> None:
    """Afghan, sixteen, Dari, no family name and no paper."""
    page = window(host)
    page.goto("/reception/")
    with at_most(page, 12, "a new one"):
        page.locator("main [data-search-box]").press_sequentially("Ghulam")
        page.wait_for_selector("main [data-search-box]:not([data-search-stale])")
        page.keyboard.press("Enter")
        page.wait_for_url("**/minors/new/")
        expect(page.locator("[name=name]")).to_have_value("Ghulam")
        page.check("[name=no_family_name]")
        page.select_option("[name=country]", "AF")
        likely = page.locator("select[name=language] optgroup").first
        expect(likely.locator("option[value=prs]")).to_be_attached()
        page.select_option("select[name=language]", "prs")
        page.fill("[name=birth]", "16 ans")
        page.check("[name=interpreter][value=needed]", force=True)
        page.check("[name=sex][value=male]", force=True)
        page.check("[name=needs][value=nothing]", force=True)
        page.locator(SUBMIT).click()
        page.wait_for_url("**/reception/")
    minor = Minor.objects.get()
    assert minor.family_name_status == FamilyNameStatus.NONE
    claim = BirthClaim.objects.get()
    assert (claim.precision, claim.declared_age, claim.born_on) == (Precision.AGE, 16, None)
    expect(page.locator("#present")).to_contain_text("16 ans")
    page.goto(f"/cases/{minor.reference}/")
    expect(page.locator("main")).to_contain_text("16 ans")
    assert "1er janvier" not in page.locator("main").inner_text()


# --- perhaps a known one --------------------------------------------------------------------------


def fill_in(page: Page, name: str) -> None:
    page.goto("/minors/new/")
    page.fill("[name=name]", name)
    page.select_option("[name=country]", "GN")
    page.wait_for_selector("select[name=language] optgroup", state="attached")
    page.select_option("select[name=language]", "fr")
    page.fill("[name=birth]", "16 ans")
    for box, value in (("interpreter", "not_needed"), ("sex", "male"), ("needs", "nothing")):
        page.check(f"[name={box}][value={value}]", force=True)


@pytest.mark.parametrize("answer", ["same", Verdict.ANOTHER, Verdict.NOT_SURE])
def test_one_who_may_be_known_already(
    window: Callable[..., Page], pantin: Site, host: User, answer: str
) -> None:
    known = came_last_month("Mamadou Diallo", host, pantin)
    page = window(host)
    fill_in(page, "Mouhamadou Djallo")
    offered = page.locator("#known .rows > li", has_text=known.reference)
    for why in ("même pays", "naissance en"):
        expect(offered.locator(".reason")).to_contain_text(why)
    with at_most(page, 2, f"a possible duplicate, {answer}"):
        if answer == "same":
            offered.locator("button[type=submit]").click()
        else:
            offered.locator(f"input[value={answer}]").check(force=True)
            page.locator(SUBMIT).click()
        page.wait_for_url("**/reception/")
    is_new = answer != "same"
    assert Minor.objects.count() == 1 + is_new
    assert Arrival.objects.filter(day=timezone.localdate()).count() == 1
    said = list(PairVerdict.objects.values_list("first", "verdict", "by"))
    assert said == ([(known.pk, answer, host.pk)] if is_new else [])


# --- the coordinator's review ---------------------------------------------------------------------

PEOPLE = {
    "Tesfay Gebre": "Tesfai Gebré",
    "Zahra Ahmadi": "Zahrah Ahmady",
    "Rahim Uddin": "Rahim Udin",
    "Fatoumata Camara": "Fatoumatta Kamara",
    "Ibrahima Sow": "Ibrahim Sow",
    "Aboubacar Sylla": "Abubakar Sylla",
    "Moussa Traoré": "Musa Traore",
    "Oumar Keïta": "Omar Keita",
    "Kouassi Yao": "Kouasi Yao",
    "Salif Ouédraogo": "Salif Ouedraogo",
}
PAIR_ACTIONS = 4


def test_ten_likely_pairs_are_reviewed(
    window: Callable[..., Page], pantin: Site, host: User
) -> None:
    """Ten pairs: three are joined, one of these is taken apart, then who opened that file."""
    for number, (one, other) in enumerate(PEOPLE.items()):
        birth = Birth(Precision.DAY, born_on=datetime.date(2009, 1 + number, 5 + number))
        for name in (one, other):
            factories.make_minor(name, by=host, site=pantin, birth=birth)
    page = window(factories.make_user(Role.COORDINATOR))
    page.goto("/duplicates/")
    with at_most(page, 1, "searching the whole base"):
        page.locator("form[action$='/duplicates/search/'] button").click()
        expect(page.locator("main tbody tr")).to_have_count(len(PEOPLE))
    for number in range(len(PEOPLE)):
        with at_most(page, PAIR_ACTIONS, f"pair {number + 1}"):
            page.locator("main tbody tr a.btn").first.click()
            page.wait_for_url("**/duplicates/*/*/")
            review(page, "same" if number < 3 else "another")
            expect(page.locator("main tbody tr")).to_have_count(len(PEOPLE) - number - 1)
    assert FileMerge.objects.standing().count() == 3
    assert LikelyPair.objects.count() == len(PEOPLE)
    take_apart(page, FileMerge.objects.latest("pk"))


def review(page: Page, verdict: str) -> None:
    page.locator(f"button[name=verdict][value={verdict}]").click()
    if verdict == "same":
        page.wait_for_url("**/join/")
        page.locator(SUBMIT).click()
        page.wait_for_url("**/cases/*/")
        page.locator(".rail a[href='/duplicates/']").first.click()
    page.wait_for_url("**/duplicates/")


def take_apart(page: Page, merge: FileMerge) -> None:
    kept, gone = merge.kept.reference, merge.gone.reference
    page.goto(f"/cases/{gone}/")  # the former reference leads to the file that was kept
    assert page.url.endswith(f"/cases/{kept}/")
    with at_most(page, PAIR_ACTIONS, "one merge undone, and who opened the file"):
        page.locator("main a[href$='/undo/']").click()
        page.locator(SUBMIT).click()
        page.wait_for_url(f"**/cases/{kept}/")
        page.locator("main a[href$='/opened/']").click()
        page.wait_for_url("**/opened/")
    trail = page.locator("main table").inner_text()
    for word in ("réuni", "séparé", "Personne Coordination"):
        assert word in trail
    assert FileMerge.objects.standing().count() == 2
    for reference in (kept, gone):
        minor = Minor.objects.current().get(reference=reference)
        assert (minor.names.count(), minor.claims.count(), minor.arrivals.count()) == (1, 1, 1)
    written = AuditEntry.objects.filter(minor_id=merge.kept_id).values_list("action", flat=True)
    assert {"register_minor", "judge_pair", "join_files", "undo_join"} <= set(written)


# --- what is handed out ---------------------------------------------------------------------------

TAPPED = {Service.MEAL: "5", Service.SHOWER: "1", Service.LAUNDRY: "1", Service.HYGIENE_KIT: "1"}


def tap(page: Page, service: Service, amount: str) -> None:
    page.locator(f"#tally-{service} form:has([name=amount][value='{amount}']) button").click()


def count_of(page: Page, service: Service) -> Locator:
    return page.locator(f"#tally-{service} .tally-total")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("javascript", [True, False], ids=["htmx", "plain"])
def test_what_was_handed_out_is_counted(
    window: Callable[..., Page], pantin: Site, host: User, size: dict[str, int], javascript: bool
) -> None:
    """One action a service."""
    page = window(host, size=size, javascript=javascript)
    page.goto("/tallies/")
    for service, amount in TAPPED.items():
        expect(count_of(page, service)).to_contain_text("pas compté")
        if javascript:
            with at_most(page, 1, f"{service}, +{amount}"):
                tap(page, service, amount)
                expect(count_of(page, service)).to_contain_text(amount)
        else:
            tap(page, service, amount)
            expect(count_of(page, service)).to_contain_text(amount)
    counted = {tally.service: tally.total for tally in tallies_on(timezone.localdate(), pantin)}
    assert counted == dict.fromkeys(Service) | {s: int(n) for s, n in TAPPED.items()}


def test_each_of_several_quick_taps_counts(
    window: Callable[..., Page], pantin: Site, host: User
) -> None:
    """Faster than the server answers, and on two buttons of one service."""
    page = window(host)
    page.goto("/tallies/")
    with at_most(page, 6, "five times +1, then +5"):
        for amount in ("1", "1", "1", "1", "1", "5"):
            tap(page, Service.MEAL, amount)
    expect(count_of(page, Service.MEAL)).to_contain_text("10")
    with at_most(page, 1, "undoing the last tap"):
        page.locator("#toasts form button").click()
        expect(count_of(page, Service.MEAL)).to_contain_text("5")
    tap(page, Service.SHOWER, "-1")
    expect(page.locator("#toasts [role=alert]")).to_contain_text("sous zéro")
    expect(count_of(page, Service.SHOWER)).to_contain_text("pas compté")


def test_two_people_tap_and_one_corrects(
    window: Callable[..., Page], pantin: Site, host: User
) -> None:
    pages = [window(host), window(factories.make_user(Role.SOCIAL, site=pantin))]
    for page in pages:
        page.goto("/tallies/")
    for page, total in zip(pages, ("5", "10"), strict=True):
        tap(page, Service.MEAL, "5")
        expect(count_of(page, Service.MEAL)).to_contain_text(total)
    page = pages[0]
    with at_most(page, 3, "a correction"):
        page.locator("main a[href$='/correct/']").click()
        page.locator("[name=meal]").fill("12")
        page.locator(SUBMIT).click()
        page.wait_for_url("**/tallies/")
    expect(count_of(page, Service.MEAL)).to_contain_text("12")
