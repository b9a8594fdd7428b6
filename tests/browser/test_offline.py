"""A mobile morning: 25 consultations on a phone, without network for a part of it, closed once."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from clinics import actions as clinic_actions
from clinics import offline_page
from clinics.models import (
    AnonymousConsultation,
    ClinicSession,
    OfflineEntry,
    OfflineSession,
    TallyReport,
)
from staff import actions, enrolled
from staff.choices import Role, SiteKind
from staff.models import Site, User
from tests import factories
from tests.browser.chromium import FLAGS, PHONE, chromium_path
from tests.browser.conftest import _wait_until_answered, accessible
from tests.browser.counting import COUNTS, at_most
from tests.clinics.offline_phone import put_cookie
from tests.robustness.faults import FaultProxy

NAME = "Mamadou Canari Zzyzx"
CODE = "K7K7K7K7"  # two letters are found by chance in some kilobytes of sealed ones

# All that this phone keeps for this house, as text: {where: what}.
KEPT = """
async () => {
  const text = (value) =>
    value instanceof Uint8Array || value instanceof ArrayBuffer
      ? new TextDecoder("latin1").decode(value)
      : value && typeof value === "object" ? Object.values(value).map(text).join(" ")
      : String(value);
  const found = { local: JSON.stringify({...localStorage}), caches: "", base: "" };
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.caches += `\\n${request.url}\\n`;
      found.caches += await (await cache.match(request)).text();
    }
  }
  const bases = await indexedDB.databases();
  for (const { name } of bases) {
    const base = await new Promise((done) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => done(request.result);
    });
    for (const store of base.objectStoreNames) {
      const rows = await new Promise((done) => {
        const request = base.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => done(request.result);
      });
      found.base += `\\n${store}: ${text(rows)}`;
    }
    base.close();
  }
  return found;
}
"""

# Whether something half typed is kept, that opens.
HAS_DRAFT = """
async () => {
  const [{ session }] = await offlineStore.sessions();
  return Boolean((await offlineDraft.read(session, "consultation"))?.fields
    .some(([name, value]) => name === "tick_code" && value));
}
"""
HAS_NONE = HAS_DRAFT.replace("return Boolean", "return !Boolean")
NO_DRAFT_OF = "async (session) => !(await offlineDraft.read(session, 'consultation'))"
HAS_SHEET = """
async () => {
  const [{ session }] = await offlineStore.sessions();
  return Boolean(await offlineDraft.read(session, "tally"));
}
"""
# Two preparations: the house has ended the first, the second keeps 45 entries. Return what the
# house says last, and how many entries wait still.
ONE_IS_ENDED = """
async () => {
  const session = { label: "", secret: "", preparedAt: 0, writesUntil: 0 };
  for (const number of ["a", "b"]) {
    await offlineStore.keepSession({ ...session, number, url: `/${number}` });
  }
  for (let at = 0; at < 45; at += 1) {
    const entry = { token: String(at), number: "b", version: "1", state: "kept", why: "" };
    await offlineStore.keepEntry({ ...entry, sealed: new Uint8Array(1) });
  }
  self.fetch = async (url, { body }) => {
    const answers = JSON.parse(body).entries.map(({ token }) => ({ token, state: "kept" }));
    return Response.json({ entries: answers }, { status: url === "/a" ? 410 : 200 });
  };
  const last = await offlineSend.sendAll();
  const left = (await offlineStore.entries()).filter(({ state }) => state === "kept");
  return [last, left.length];
}
"""
# What stands between answers in the place of the house.
ANSWERED_BY_ANOTHER = """
() => {
  self.fetch = async () => new Response("<title>Wi-Fi</title>");
  return offlineSend.sendAll();
}
"""
DISK_FAILS = """
() => {
  self.asked = 0;
  addEventListener("unhandledrejection", (event) => event.preventDefault());
  offlineSend.sendAll = async () => {
    self.asked += 1;
    throw new Error("the disk");
  };
  dispatchEvent(new Event("online"));
}
"""


@pytest.fixture
def site(transactional_db: None) -> Site:
    return factories.make_site()


@pytest.fixture
def nurse(site: Site) -> User:
    return factories.make_user(Role.NURSE, site=site)


@pytest.fixture
def session(nurse: User, site: Site) -> ClinicSession:
    return factories.make_session(by=nurse, site=site, kind=SiteKind.MOBILE)


@pytest.fixture
def network(live_server) -> Iterator[FaultProxy]:
    """Return what stands between the phone and the house, and may be cut: for its worker too."""
    proxy = FaultProxy((live_server.thread.host, live_server.thread.port))
    yield proxy
    proxy.close()


def house(network: FaultProxy) -> str:
    return f"http://localhost:{network.port}"


def cut(network: FaultProxy, context: BrowserContext, *, is_off: bool) -> None:
    network.set("refuse" if is_off else "none")
    context.set_offline(is_off)


@pytest.fixture
def phone(chromium: Browser, network: FaultProxy, tmp_path: Path) -> Callable[[], BrowserContext]:
    """Return what opens the phone's browser: it finds again what it kept when it was closed."""

    @contextmanager
    def open_browser() -> Iterator[BrowserContext]:
        context = chromium.browser_type.launch_persistent_context(
            tmp_path / "phone",
            executable_path=chromium_path(),
            args=FLAGS,
            viewport=PHONE,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            base_url=house(network),
        )
        context.set_default_timeout(10_000)
        context.add_init_script(COUNTS)
        context.on("weberror", lambda error: pytest.fail(f"JavaScript: {error.error}"))
        yield context
        context.close()
        _wait_until_answered()

    return open_browser


def sign_in(context: BrowserContext, nurse: User, site: Site, url: str) -> None:
    """The nurse is signed in on this phone, which was enrolled: that cookie stays."""
    client = Client()
    client.force_login(nurse)
    _device, secret = actions.enrol_device(by=nurse, label="Téléphone 2", site=site)
    put_cookie(client, secret)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    device = client.cookies[enrolled.COOKIE].value
    context.add_cookies(
        [
            {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url},
            {"name": enrolled.COOKIE, "value": device, "url": url, "expires": 4_000_000_000},
        ]
    )


def tile(page: Page, name: str, value: str) -> None:
    box = page.locator(f'[data-offline-form=consultation] [name={name}][value="{value}"]')
    page.locator(f"label[for={box.get_attribute('id')}]").click()


def write(page: Page, count: int, *, is_right: bool = True) -> None:
    """Write that many consultations: three taps, and one to keep it."""
    form = page.locator("[data-offline-form=consultation]")
    for _number in range(count):
        tile(page, "motif", "scabies")
        tile(page, "sex", "male")
        tile(page, "age_band", "15_17")
        form.locator(".form-actions .btn-primary").click()
        if is_right:
            expect(page.locator("[data-offline-said=kept]")).to_be_visible()
        expect(form.locator("[name=motif]:checked")).to_have_count(0)


def until(page: Page, script: str, arg: object = None) -> None:
    """Wait for what a script finds out only after a while."""
    for _time in range(100):
        if page.evaluate(script, arg):
            return
        page.wait_for_timeout(50)
    pytest.fail(script)


def counts(page: Page, *, kept: int, sent: int) -> None:
    """What is sent needs a moment, on a machine that does much else."""
    for name, count in (("kept", kept), ("sent", sent)):
        expect(page.locator(f"[data-offline-{name}]")).to_have_text(str(count), timeout=30_000)


def test_a_mobile_morning(
    phone: Callable, network: FaultProxy, nurse: User, site: Site, session: ClinicSession
) -> None:
    """All 25 arrive, each once; the phone keeps nothing that it could read, and nobody's name."""
    minor = factories.make_minor(NAME, by=nurse, site=site)[0]
    with phone() as context:
        sign_in(context, nurse, site, house(network))
        page = context.new_page()
        page.goto(f"/cases/{minor.reference}/health/")
        page.goto(f"/sessions/{session.pk}/")
        with at_most(page, 3, "a phone is prepared"):
            page.locator("main .page-actions a", has_text="Travailler sans réseau").click()
            page.locator("[data-offline-prepare] .btn-primary").click()
            page.locator("[data-offline-said=ready] .btn-primary").click()
        page.wait_for_url("**/offline/")
        accessible(page)
        with at_most(page, 4, "a consultation without identity"):
            write(page, 1)
        write(page, 4)
        counts(page, kept=0, sent=5)
        cut(network, context, is_off=True)
        write(page, 10)
        counts(page, kept=10, sent=5)
        page.reload()
        counts(page, kept=10, sent=5)
        expect(page.locator("[data-offline-back]")).to_be_hidden()
        tile(page, "motif", "scabies")
        page.locator("[data-offline-form=consultation] [name=tick_code]").fill(CODE)
        until(page, HAS_DRAFT)
        at_rest = page.evaluate(KEPT)
    assert AnonymousConsultation.objects.count() == 5

    with phone() as context:
        cut(network, context, is_off=True)
        page = context.new_page()
        page.goto("/offline/")
        counts(page, kept=10, sent=5)
        # What was half typed when the browser closed is here again, and goes with its entry.
        expect(page.locator("[data-offline-back]")).to_be_visible()
        expect(page.locator("[name=tick_code]")).to_have_value(CODE)
        expect(page.locator("[data-offline-form=consultation] [name=motif]:checked")).to_have_value(
            "scabies"
        )
        accessible(page)
        write(page, 1)
        expect(page.locator("[data-offline-back]")).to_be_hidden()
        page.reload()
        counts(page, kept=11, sent=5)
        expect(page.locator("[name=tick_code]")).to_have_value("")
        until(page, HAS_NONE)
        write(page, 4)
        counts(page, kept=15, sent=5)
        accessible(page)
        cut(network, context, is_off=False)
        counts(page, kept=0, sent=20)
        write(page, 5)
        counts(page, kept=0, sent=25)
        kept = page.evaluate(KEPT)
        cookies = {cookie["name"] for cookie in context.cookies()}
    assert settings.SESSION_COOKIE_NAME not in cookies  # nobody has been signed in since
    assert AnonymousConsultation.objects.count() == OfflineEntry.objects.count() == 25
    assert {row.motif for row in AnonymousConsultation.objects.all()} == {"scabies"}

    for where in (at_rest, kept):
        everything = " ".join(where.values())
        assert not [word for word in (*NAME.split(), minor.reference) if word in everything]
    assert "entries: " in at_rest["base"]
    assert "drafts: " in at_rest["base"]
    for typed in ("scabies", "15_17", "male", CODE):
        assert typed not in at_rest["base"]
    assert {row.tick_code for row in AnonymousConsultation.objects.all()} == {"", CODE}
    paths = {line for line in kept["caches"].split("\n") if line.startswith(house(network))}
    pages = {path for path in paths if "/static/" not in path}
    assert pages == {f"{house(network)}/offline/?session={session.pk}"}


def test_lost_and_mended(
    phone: Callable, network: FaultProxy, nurse: User, site: Site, session: ClinicSession
) -> None:
    """What is missing is said; what is refused comes back; a lost phone says what was lost."""
    with phone() as context:
        sign_in(context, nurse, site, house(network))
        page = context.new_page()
        page.goto(f"/sessions/{session.pk}/offline/")
        page.locator("[data-offline-prepare] .btn-primary").click()
        page.locator("[data-offline-said=ready] .btn-primary").click()
        form = page.locator("[data-offline-form=consultation]")
        form.locator(".form-actions .btn-primary").click()
        expect(form.locator("[data-offline-names]")).to_contain_text("Motif")
        counts(page, kept=0, sent=0)
        page.fill("[name=tick_code]", "AMADOU")
        write(page, 1, is_right=False)
        expect(page.locator("[data-offline-again]")).to_be_visible()
        accessible(page)
        page.locator("[data-offline-again]").click()
        expect(page.locator("[name=tick_code]")).to_have_value("AMADOU")
        page.fill("[name=tick_code]", CODE)
        form.locator(".form-actions .btn-primary").click()
        counts(page, kept=0, sent=1)
        assert AnonymousConsultation.objects.get().tick_code == CODE
        cut(network, context, is_off=True)
        write(page, 2)
        page.clock.set_fixed_time(timezone.now() + datetime.timedelta(hours=30))
        page.reload()
        expect(page.locator("[data-offline-over]")).to_be_visible()
        expect(form).to_be_hidden()
        counts(page, kept=2, sent=1)
        prepared = OfflineSession.objects.get()
        actions.revoke_device(by=nurse, device=prepared.device)
        cut(network, context, is_off=False)
        expect(page.locator("[data-offline-lost]")).to_have_text("2")
        accessible(page)
        page.locator("[data-offline-read]").click()
        expect(page.locator("[data-offline-none]")).to_be_visible()
        assert str(prepared.number) not in page.evaluate(KEPT)["base"]
    assert AnonymousConsultation.objects.count() == 1


def copy_sheet(page: Page, count: int) -> None:
    form = page.locator("[data-offline-form=tally]")
    form.locator("input[name=scabies-13_14-male]").fill(str(count))
    form.locator(".form-actions .btn-primary").click()
    expect(page.locator("[data-offline-said=kept]")).to_be_visible()
    expect(form.locator("input[name=scabies-13_14-male]")).to_have_value("")


def test_the_last_sheet_alone_leaves(
    phone: Callable, network: FaultProxy, nurse: User, site: Site, session: ClinicSession
) -> None:
    """And what is taken up again is not put away in silence when the work was ended meanwhile."""
    with phone() as context:
        sign_in(context, nurse, site, house(network))
        page = context.new_page()
        page.goto(f"/sessions/{session.pk}/offline/")
        page.locator("[data-offline-prepare] .btn-primary").click()
        page.locator("[data-offline-said=ready] .btn-primary").click()
        page.locator("[data-offline-choose=tally]").click()
        cut(network, context, is_off=True)
        copy_sheet(page, 4)
        copy_sheet(page, 5)
        counts(page, kept=1, sent=0)
        cut(network, context, is_off=False)
        counts(page, kept=0, sent=1)
        assert TallyReport.objects.get().cells == {"scabies": {"13_14-male": 5}}

        page.locator("[data-offline-choose=consultation]").click()
        page.fill("[name=tick_code]", "AMADOU")
        write(page, 1, is_right=False)
        page.locator("[data-offline-again]").click()
        expect(page.locator("[name=tick_code]")).to_have_value("AMADOU")
        actions.revoke_device(by=nurse, device=OfflineSession.objects.get().device)
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator("[data-offline-lost]")).to_have_text("1")
        page.locator("[data-offline-form=consultation] .form-actions .btn-primary").click()
        expect(page.locator("[data-offline-said=failed]")).to_be_visible()
        expect(page.locator("[name=tick_code]")).to_have_value("AMADOU")


def test_a_draft_is_given_up_or_ends_with_the_work(
    phone: Callable, network: FaultProxy, nurse: User, site: Site, session: ClinicSession
) -> None:
    with phone() as context:
        sign_in(context, nurse, site, house(network))
        page = context.new_page()
        page.goto(f"/sessions/{session.pk}/offline/")
        page.locator("[data-offline-prepare] .btn-primary").click()
        page.locator("[data-offline-said=ready] .btn-primary").click()
        page.locator("[data-offline-choose=tally]").click()
        box = page.locator("[data-offline-form=tally] input[name=scabies-13_14-male]")
        code = page.locator("[name=tick_code]")
        box.fill("7")
        until(page, HAS_SHEET)
        page.reload()
        expect(page.locator("[data-offline-back]")).to_be_visible()
        expect(box).to_be_visible()
        expect(box).to_have_value("7")
        page.locator("[data-offline-anew]").click()
        expect(box).to_have_value("")
        page.reload()
        counts(page, kept=0, sent=0)
        expect(page.locator("[data-offline-back]")).to_be_hidden()
        code.fill(CODE)
        until(page, HAS_DRAFT)
        actions.revoke_device(by=nurse, device=OfflineSession.objects.get().device)
        page.evaluate("dispatchEvent(new Event('online'))")
        expect(page.locator("[data-offline-none]")).to_be_visible()
        until(page, NO_DRAFT_OF, session.pk)
    assert not AnonymousConsultation.objects.exists()


PREPARED_AGAIN = """
({ point, ...session }) =>
  offlineStore.keepSession({ ...session, point: offlineSeal.toBytes(point) })
"""


def test_prepared_twice_a_phone_keeps_one_sheet_and_sends_all_else_once(
    phone: Callable, network: FaultProxy, nurse: User, site: Site, session: ClinicSession
) -> None:
    with phone() as context:
        sign_in(context, nurse, site, house(network))
        page = context.new_page()
        page.goto(f"/sessions/{session.pk}/offline/")
        page.locator("[data-offline-prepare] .btn-primary").click()
        page.locator("[data-offline-said=ready] .btn-primary").click()
        page.wait_for_url("**/offline/")
        write(page, 1)
        counts(page, kept=0, sent=1)
        cut(network, context, is_off=True)
        write(page, 2)
        page.locator("[data-offline-choose=tally]").click()
        copy_sheet(page, 4)
        counts(page, kept=3, sent=1)
        [first] = OfflineSession.objects.all()
        made = clinic_actions.prepare_offline(by=nurse, session=session, device=first.device)
        page.evaluate(PREPARED_AGAIN, offline_page.handed(made, session))
        copy_sheet(page, 5)
        counts(page, kept=3, sent=1)
        page.locator("[data-offline-choose=consultation]").click()
        write(page, 1)
        counts(page, kept=4, sent=1)
        cut(network, context, is_off=False)
        counts(page, kept=0, sent=5)
    assert TallyReport.objects.get().cells == {"scabies": {"13_14-male": 5}}
    assert AnonymousConsultation.objects.count() == 4
    assert first.entries.count() == 3
    assert made.offline.entries.count() == 2


def test_one_that_is_ended_or_fails_holds_up_no_other(
    window: Callable[..., Page], nurse: User, session: ClinicSession
) -> None:
    page = window(nurse, size=PHONE)
    page.clock.install()
    page.goto(f"/offline/?session={session.pk}")
    expect(page.locator("[data-offline-none]")).to_be_visible()
    assert page.evaluate(ONE_IS_ENDED) == ["ended", 0]
    assert page.evaluate(ANSWERED_BY_ANOTHER) == "away"
    page.evaluate(DISK_FAILS)
    for times, wait in ((1, 5_000), (2, 10_000)):
        assert page.evaluate("asked") == times
        page.clock.fast_forward(wait)
    assert page.evaluate("asked") == 3
