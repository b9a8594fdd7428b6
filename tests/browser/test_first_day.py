"""What the door and the nurse do on a first day, and how many actions it may take."""

import datetime
import re
from collections.abc import Callable
from importlib import import_module

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from cases import actions as case_actions
from cases.choices import AlertKind, DeskKind
from cases.models import Alert, Arrival, DayClosing, Desk, Minor
from staff import actions as staff_actions
from staff import presence
from staff.choices import Role
from staff.models import Site, User
from staff.templatetags.escale import long_day
from tests import factories
from tests.browser.chromium import DESK, PHONE
from tests.browser.conftest import accessible
from tests.browser.counting import at_most
from tests.browser.test_first_week import came_last_month
from tests.matrix.scene import PIN

SUBMIT = "main .form-actions .btn-primary"
POLL = "00:06"  # longer than a board waits before it asks again
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


CARE = "Paracétamol 1 g, repos"


@pytest.fixture
def pantin(transactional_db: None) -> Site:
    return factories.make_site()


@pytest.fixture
def host(pantin: Site) -> User:
    return factories.make_user(Role.RECEPTION, site=pantin, full_name="Aïcha Accueil")


@pytest.fixture
def nurse(pantin: Site) -> User:
    return factories.make_user(Role.NURSE, site=pantin, full_name="Inès Infirmière")


# --- taking over from a colleague -----------------------------------------------------------------


def is_here_too(page: Page, user: User) -> None:
    """She has signed in fully on this browser this morning, before the one who is at it now."""
    [cookie] = [c for c in page.context.cookies() if c["name"] == settings.SESSION_COOKIE_NAME]
    session = import_module(settings.SESSION_ENGINE).SessionStore(cookie["value"])
    presence.begin(session, user, factor=presence.OWN)
    session.save()


def test_a_colleague_takes_over_on_the_shared_pc(
    window: Callable[..., Page], pantin: Site, host: User, nurse: User
) -> None:
    minor, _arrival = factories.make_minor("Awa Kanté", by=nurse, site=pantin)
    factories.make_consultation(minor, by=nurse, site=pantin, care=CARE)
    staff_actions.choose_pin(by=host, pin=PIN)
    page = window(nurse)
    is_here_too(page, host)
    page.goto(f"/cases/{minor.reference}/health/")
    assert CARE in page.content()
    with at_most(page, 1, "leaving the shared PC"):
        page.keyboard.press("F8")
        page.wait_for_url("**/locked/")
    assert CARE not in page.content()
    expect(page.locator("[name=pin]")).to_be_focused()
    with at_most(page, 2, f"taking over, and {len(PIN)} digits"):
        page.locator(".choice-pills label", has_text=host.full_name).click()
        page.fill("[name=pin]", PIN)
        page.press("[name=pin]", "Enter")
        page.wait_for_url("**/reception/")
    expect(page.locator(".user-name")).to_have_text(host.full_name)
    page.go_back()
    page.wait_for_load_state()
    assert CARE not in page.content(), "the page of the colleague who left"


# --- fifteen arrive together ----------------------------------------------------------------------

GROUP = {
    "Mamadou Diallo": "mama", "Fatoumata Camara": "fato", "Ibrahima Sow": "ibra",
    "Aboubacar Sylla": "abou", "Tesfay Gebre": "tesf", "Zahra Ahmadi": "zahr",
    "Rahim Uddin": "rahi", "Moussa Traoré": "mous", "Kouassi Yao": "koua",
    "Salif Ouédraogo": "sali", "Oumar Keïta": "keit", "Blessing Osagie": "bles",
    "Yonas Haile": "yona", "Hamid Noori": "hami", "Cheick Touré": "chei",
}  # fmt: skip
TYPED = 60  # characters, for the fifteen of them
EACH = 3


def arrives(page: Page, typed: str, minor: Minor) -> None:
    """Type, come down to her if somebody else is nearer, Enter."""
    page.keyboard.type(typed)
    page.wait_for_selector("main [data-search-box]:not([data-search-stale])")
    found = page.locator("#found [data-search-item]")
    expect(found.filter(has_text=minor.reference)).to_be_visible()
    texts = found.all_inner_texts()
    [place] = [n for n, text in enumerate(texts) if minor.reference in text]
    for _step in range(place):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_fifteen_arrive_together(window: Callable[..., Page], pantin: Site, host: User) -> None:
    """Keyboard only: the pointer is never used."""
    people = {typed: came_last_month(name, host, pantin) for name, typed in GROUP.items()}
    today = Arrival.objects.counted().filter(day=timezone.localdate())
    page = window(host)
    page.goto("/reception/")
    box = page.locator("main [data-search-box]")
    for number, (typed, minor) in enumerate(people.items(), start=1):
        expect(box).to_be_focused()
        with at_most(page, EACH, f"arrival {number}, {len(typed)} characters"):
            arrives(page, typed, minor)
            expect(page.locator("#present")).to_contain_text(minor.reference)
        expect(box).to_be_focused()
        expect(box).to_have_value("")
    assert today.count() == len(people)
    assert sum(map(len, people)) <= TYPED

    twice, first = next(iter(people.items()))
    with at_most(page, EACH, "one who is here already"):
        arrives(page, twice, first)
        page.wait_for_url("**/send/")
    assert today.count() == len(people)
    page.go_back()
    expect(page.locator("main [data-search-box]")).to_be_focused()

    with at_most(page, 1, "undoing the last one"):
        tab_back_to(page, "#toasts form button")
        page.keyboard.press("Enter")
        expect(page.locator("#present")).not_to_contain_text(minor.reference)
    assert today.count() == len(people) - 1


def tab_back_to(page: Page, selector: str) -> None:
    """The last thing done is undone from the search box, a few keys back."""
    for _key in range(4):
        page.keyboard.press("Shift+Tab")
        if page.evaluate(f"document.activeElement.matches({selector!r})"):
            return
    pytest.fail(f"{selector} is further than that")


def test_enter_pressed_again_and_again_is_one_arrival(
    window: Callable[..., Page], pantin: Site, host: User
) -> None:
    minor = came_last_month("Mamadou Diallo", host, pantin)
    page = window(host)
    page.goto("/reception/")
    expect(page.locator("main [data-search-box]")).to_be_focused()
    arrives(page, "mamad", minor)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#present")).to_contain_text(minor.reference)
    assert minor.arrivals.filter(day=timezone.localdate()).count() == 1


# --- who waits for the nurse ----------------------------------------------------------------------


def row_of(page: Page, minor: Minor) -> Locator:
    return page.locator("#present .rows > li", has_text=minor.reference)


def send_urgently(page: Page, minor: Minor, desk: Desk) -> None:
    row = row_of(page, minor)
    row.locator("details.menu summary").click()
    row.locator(f"form:has([name=desk][value='{desk.pk}']) [name=is_urgent]").click()
    page.wait_for_load_state()


def waiting(pantin: Site, host: User, *names: str) -> list[Minor]:
    """Those who wait for the nurse already, in this order; each said at the door what for."""
    desk, made = factories.make_desk(DeskKind.NURSE, pantin), []
    for name in names:
        minor, arrival = factories.make_minor(name, by=host, site=pantin, needs=("care",))
        case_actions.send_to_desk(by=host, arrival=arrival, desk=desk)
        made.append(minor)
    return made


@SIZES
def test_who_waits_and_who_goes_first(
    window: Callable[..., Page], pantin: Site, host: User, nurse: User, size: dict[str, int]
) -> None:
    """Two windows: the door sends, the board of the other one shows it by itself."""
    desk = factories.make_desk(DeskKind.NURSE, pantin)
    waiting(pantin, host, "Awa Kanté", "Oumar Keïta")
    hurt, _arrival = factories.make_minor("Salif Ouédraogo", by=host, site=pantin)
    board = window(nurse, size=size)
    board.clock.install()
    board.goto("/queues/")
    lines = board.locator(f".panel:has(a[href='/queues/{desk.pk}/'])").locator(".rows > li")
    expect(lines).to_have_count(2)
    page = window(host, size=size)
    page.goto("/reception/")
    with at_most(page, 2, "sent to the nurse, urgently"):
        send_urgently(page, hurt, desk)
        expect(row_of(page, hurt).locator(".status-waiting")).to_have_text(desk.name)
    with at_most(page, 1, "who waits for the nurse now"):
        page.locator(f"main a[href='/queues/{desk.pk}/']").click()
        expect(page.locator("#queues .rows > li").first).to_contain_text(hurt.reference)
    board.clock.fast_forward(POLL)
    for seen in (lines, page.locator("#queues .rows > li")):
        expect(seen).to_have_count(3)
        expect(seen.first).to_contain_text(hurt.reference)
        expect(seen.first).to_contain_text("Urgent")


def test_the_board_says_no_reason_and_comes_back_after_a_cut(
    window: Callable[..., Page], pantin: Site, host: User, nurse: User
) -> None:
    desk = factories.make_desk(DeskKind.NURSE, pantin)
    waiting(pantin, host, "Awa Kanté")
    later, arrival = factories.make_minor("Salif Ouédraogo", by=host, site=pantin)
    page = window(host)
    page.clock.install()
    page.goto("/queues/")
    board, notice = page.locator("#queues"), page.locator("[data-network-notice]")
    expect(board).to_contain_text("Awa Kanté")
    expect(board).not_to_contain_text("Soins")
    page.context.set_offline(True)
    page.clock.fast_forward(POLL)
    expect(notice).to_be_visible()
    case_actions.send_to_desk(by=nurse, arrival=arrival, desk=desk, is_urgent=True)
    page.clock.fast_forward(POLL)
    expect(board).not_to_contain_text(later.reference)
    page.context.set_offline(False)
    page.clock.fast_forward(POLL)
    expect(notice).to_be_hidden()
    expect(board.locator(".rows > li").first).to_contain_text(later.reference)


# --- a protection alert ---------------------------------------------------------------------------


@SIZES
def test_a_protection_alert_is_raised_and_taken(
    window: Callable[..., Page], pantin: Site, host: User, nurse: User, size: dict[str, int]
) -> None:
    """Sexual violence two days ago: from the file, with the protocol above what is asked."""
    minor, _arrival = factories.make_minor("Awa Kanté", by=host, site=pantin)
    page = window(nurse, size=size)
    page.goto(f"/cases/{minor.reference}/")
    with at_most(page, 4, "an alert"):
        page.locator(".topbar-alarm").click()
        page.locator("main a[href*='/alerts/new/sexual_violence/']").click()
        protocol = page.locator("main .panel:has(.protocol)")
        for hours in ("48 h", "72 h", "120 h"):
            expect(protocol.locator(".clocks")).to_contain_text(hours)
        asked = page.locator("main [name=facts]")
        is_first = "(node, other) => node.compareDocumentPosition(other) & 4"
        assert protocol.evaluate(is_first, asked.element_handle())
        accessible(page)
        page.locator("main .choice-pills label", has_text=two_days_ago()).click()
        page.locator("main .form-actions .btn-danger").click()
        page.wait_for_url(re.compile(r"/alerts/\d+/$"))
    for hours in ("48 h", "72 h", "120 h"):
        expect(page.locator("main .clocks")).to_contain_text(hours)
    accessible(page)
    alert = Alert.objects.with_state().get()
    assert (alert.kind, alert.minor) == (AlertKind.SEXUAL_VIOLENCE, minor)
    assert alert.happened_on == timezone.localdate() - datetime.timedelta(days=2)
    knows_no_more(window(host, size=size), minor, alert)
    page = window(factories.make_user(Role.COORDINATOR), size=size)
    is_taken(page, alert)


def two_days_ago() -> str:
    return long_day(timezone.localdate() - datetime.timedelta(days=2))


def knows_no_more(page: Page, minor: Minor, alert: Alert) -> None:
    """The door reads that an alert exists: not which, not about whom."""
    page.goto("/alerts/")
    expect(page.locator("main")).not_to_contain_text(minor.reference)
    accessible(page)
    page.goto("/briefing/")
    expect(page.locator("main")).to_contain_text("1 alerte")
    for hidden in ("Violence sexuelle", minor.reference):
        expect(page.locator("main")).not_to_contain_text(hidden)
    accessible(page)
    answer = page.goto(f"/alerts/{alert.pk}/")
    assert answer is not None
    assert answer.status == 404


def is_taken(page: Page, alert: Alert) -> None:
    """The coordinator: from her briefing, and the evening is not over before."""
    page.goto("/handover/")
    accessible(page)
    page.locator("main form[action$='/close/'] button").click()
    expect(page.locator("#toasts")).to_contain_text("alerte")
    assert not DayClosing.objects.exists()
    page.goto("/briefing/")
    accessible(page)
    with at_most(page, 4, "an alert is taken, from the briefing"):
        page.locator(f"main a[href='/alerts/{alert.pk}/']").click()
        page.locator("main a[href$='/owner/']").click()
        page.select_option("main [name=owner]", label="Personne Coordination")
        page.locator(SUBMIT).click()
        page.wait_for_url(f"**/alerts/{alert.pk}/")
    page.locator("main a[href$='/reached/']").click()
    accessible(page)
    page.fill("main [name=text]", "Dr Lefèvre, UMJ, au téléphone")
    page.locator(SUBMIT).click()
    page.wait_for_url(f"**/alerts/{alert.pk}/")
    page.goto("/handover/")
    page.locator("main form[action$='/close/'] button").click()
    expect(page.locator("main form[action$='/close/']")).to_have_count(0)
    assert DayClosing.objects.count() == 1


# --- the pages of the day -------------------------------------------------------------------------


@SIZES
def test_the_pages_of_the_day_are_accessible(
    window: Callable[..., Page], pantin: Site, host: User, size: dict[str, int]
) -> None:
    minor, _arrival = factories.make_minor("Awa Kanté", by=host, site=pantin)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    page = window(host, size=size)
    for url in ("/alerts/new/", f"/alerts/new/?for={minor.reference}", "/paper/",
                "/reception/late/", f"/reception/late/{yesterday}/"):  # fmt: skip
        page.goto(url)
        accessible(page)
    page.locator("main [data-search-box]").press_sequentially("awa")
    page.wait_for_selector("#found [data-search-item]")
    accessible(page)
