"""Templates: none unused, and no name in them that nobody gives.

Django prints nothing for an unknown variable, and takes it for false in an `if`: a slip of the
keyboard hides a line from everybody. Here every page is rendered and the slip fails.
"""

import datetime
import logging
import re
import uuid
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import allauth
import pyrage
import pytest
from allauth.account import app_settings
from allauth.mfa.models import Authenticator
from django.template import Context, Engine, Origin, Template, VariableDoesNotExist, loader
from django.template.base import Node
from django.template.defaulttags import IfNode
from django.test import Client
from django.test.signals import template_rendered
from django.urls import reverse
from django.utils import timezone

from cases import document_store
from cases.models import Minor
from reports import kept_maskings
from staff import actions as staff_actions
from staff import once
from staff.models import Approval, User
from tests import factories
from tests.house import sources
from tests.house.walk import Visitors
from tests.matrix.scene import CANARY, lock, reopen
from tests.staff.softkey import SoftKey

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

# Asked for by name outside the house: {name: who asks}.
ASKED_BY_OTHERS = {
    **dict.fromkeys(["400.html", "403.html", "404.html", "500.html"], "Django's error pages"),
    "503.html": "config.away, without a request",
    "403_csrf.html": "Django's page for a missing CSRF token",
    "bootstrap5/errors.html": "crispy-forms, at the top of each form",
    "account/account_inactive.html": "allauth",
    "account/login.html": "allauth",
    "account/logout.html": "allauth",
    "account/password_change.html": "allauth",
    "account/reauthenticate.html": "allauth",
    "429.html": "allauth, when one address asks too often",
    **dict.fromkeys(
        [
            "mfa/authenticate.html",
            "mfa/index.html",
            "mfa/recovery_codes/generate.html",
            "mfa/recovery_codes/index.html",
            "mfa/totp/activate_form.html",
            "mfa/totp/deactivate_form.html",
            "mfa/webauthn/add_form.html",
        ],
        "allauth",
    ),
}
# What an included template may be given and does without: {template: names}.
OPTIONAL = {
    "components/demo_band.html": {"house"},  # a page of error may have no context at all
    "components/toasts.html": {"oob"},  # only after an htmx swap
    "cases/includes/queue_lines.html": {"may_call"},  # only on the desk's own page
}

# --- none unused ------------------------------------------------------------------------------


def unused(names: set[str], texts: list[str]) -> set[str]:
    """Return the templates that no text names; a component is named by its tag's `_fill`."""
    everything = "\n".join(texts)
    filled = {f"components/{name}.html" for name in re.findall(r'_fill\(\s*context,\s*"(\w+)"',
                                                                everything)}  # fmt: skip
    quoted = set(re.findall(r"""["']([\w/.-]+\.(?:html|txt|js))["']""", everything))
    return names - filled - quoted - set(ASKED_BY_OTHERS)


def test_every_template_is_used() -> None:
    names = set(sources.templates())
    texts = [*sources.python_files().values(), *sources.templates().values()]
    assert len(names) > 70
    assert unused(names, texts) == set()


def test_what_others_ask_for_is_there_and_is_asked() -> None:
    assert set(ASKED_BY_OTHERS) - set(sources.templates()) == set()
    asked = {name for name, who in ASKED_BY_OTHERS.items() if who == "allauth"}
    assert len(asked) == 12
    assert all(name.endswith(f".{app_settings.TEMPLATE_EXTENSION}") for name in asked)
    for name in asked:
        theirs = Path(allauth.__file__).parent / "templates" / name
        assert theirs.is_file(), f"allauth no longer has {name}"


# --- no unknown name --------------------------------------------------------------------------


class Unknown(logging.Handler):
    """Collects what the template engine silently failed to find, in the house's own templates.

    A name that is not in the context at all counts everywhere. A part of it that is missing
    counts where it is used, not where an `if` asks whether it is there.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.found: set[str] = set()
        self.nodes: list[Node] = []

    def emit(self, record: logging.LogRecord) -> None:
        node = next((node for node in reversed(self.nodes) if node.origin), None)
        path = Path(str(node.origin.name)) if node and node.origin else Path("unknown")
        if not path.is_relative_to(self.folder):
            return
        name, error = str(record.args[0]), record.exc_info[1]
        is_part = isinstance(error, VariableDoesNotExist) and not isinstance(
            error.params[1], Context
        )
        template = path.relative_to(self.folder).as_posix()
        if (is_part and isinstance(node, IfNode)) or name in OPTIONAL.get(template, ()):
            return
        line = node.token.lineno if node and node.token else 0
        self.found.add(f"{template}:{line}: {name}")


@contextmanager
def watching(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[Unknown]:
    """Collect the unknown names of everything rendered meanwhile."""
    unknown, logger = Unknown(folder), logging.getLogger("django.template")
    render, level = Node.render_annotated, logger.level

    def tracked(node: Node, context: Context) -> str:
        unknown.nodes.append(node)
        try:
            return render(node, context)
        finally:
            unknown.nodes.pop()

    with monkeypatch.context() as patch:
        patch.setattr(Node, "render_annotated", tracked)
        patch.setattr(logger, "propagate", False)
        logger.addHandler(unknown)
        logger.setLevel(logging.DEBUG)
        try:
            yield unknown
        finally:
            logger.removeHandler(unknown)
            logger.setLevel(level)


@contextmanager
def rendered_templates() -> Iterator[set[str]]:
    """Collect the names of the templates rendered meanwhile, included ones too."""
    names: set[str] = set()

    def note(template: Template, **kwargs: object) -> None:
        names.add(str(template.name))

    template_rendered.connect(note)
    try:
        yield names
    finally:
        template_rendered.disconnect(note)


def visit_the_rest(visitors: Visitors) -> None:
    """The pages that the matrix does not meet: as one types, a week to come, what went wrong."""
    for typed in ("Canari", "Personne de ce nom"):
        data = {"q": typed, "name": typed, "name_typed": typed}
        for name in ("cases:reception", "cases:search"):
            for headers in ({}, {"HX-Request": "true"}):
                visitors["reception"].ask("post", reverse(name), data=data, headers=headers)
        for name in ("cases:register_minor", "cases:possible_duplicates"):
            visitors["reception"].ask("post", reverse(name), data=data)
    visitors["coordinator"].ask("get", reverse("reports:week", args=["2999-W01"]))
    scene = visitors.scene
    visit_exports(visitors)
    assert visitors.scene.layout
    assert visitors["coordinator"].ask("get", reverse("reports:layouts")).status_code == 200
    tapped = reverse("cases:tally", args=[scene.site.pk, scene.today, "meal"])
    visitors["reception"].ask("get", tapped, headers={"HX-Request": "true"})
    listed = reverse("cases:activity", args=[scene.outing.pk])
    visitors["reception"].ask("get", listed, headers={"HX-Request": "true"})
    for name in ("cases:night", "cases:night_line"):
        slept = reverse(name, args=[scene.arrival.pk])
        visitors["reception"].ask("get", slept, headers={"HX-Request": "true"})
    correct_a_consultation(visitors)
    correct_one_without_identity(visitors)
    asking = reverse("cases:ask_access", args=[visitors.scene.strangers_reference])
    asked = visitors["coordinator"].ask("post", asking, data={"is_meant": "on"})
    assert asked.status_code == 200
    strangers = reverse(
        "cases:notes_of_kind", args=[visitors.scene.strangers_reference, "psychology"]
    )
    for who in ("psychologist", "nurse"):
        assert visitors[who].ask("get", strangers).status_code == 403
    assert visitors["jurist"].ask("get", reverse("cases:my_desk")).status_code == 200
    visit_what_was_measured(visitors)
    paper = visitors.scene.legal_paper
    document_store.path_of(paper.content_hash).unlink()
    url = reverse("cases:document_file", args=[visitors.scene.reference, paper.number])
    assert visitors["jurist"].ask("get", url).status_code == 410
    assert visitors["administrator"].ask("get", reverse("cases:reception")).status_code == 403
    visit_the_lock(visitors)
    note = reverse("cases:write_note", args=[visitors.scene.reference, "desk"])
    token = str(uuid.uuid4())
    for text, status in (("Une fois", 302), ("Une autre", 409)):
        today = timezone.localdate().isoformat()
        sent = {"text": text, "day": today, "ends_on": today, "agreement": "agreed"}
        sent |= {once.FIELD: token}
        assert visitors["reception"].client.post(note, sent).status_code == status
    unguarded = Client(enforce_csrf_checks=True)
    assert unguarded.post(reverse("account_login")).status_code == 403
    for client in (unguarded, visitors["coordinator"].client):
        assert client.get("/no-such-page/").status_code == 404
    loader.render_to_string(
        "503.html", {"path": "/", "fields": [], "texts": ["a b"], "has_files": False}
    )
    visit_another_spelling(visitors["reception"].client)
    visit_what_waited(visitors["reception"].client, note)
    for name in ("400.html", "429.html", "500.html"):  # where there may be no request to speak of
        loader.render_to_string(name)


def visit_exports(visitors: Visitors) -> None:
    """One's own exports in every state, and what is said once to whoever asks for names."""
    by = factories.make_user("coordinator")
    client = Client()
    client.force_login(by)
    for site in (None, visitors.scene.site):
        factories.make_export(by=by, site=site)
    for status in ("begun", "done", "failed", "erased"):
        factories.make_export(by=by).steps.create(status=status)
    late = timezone.now() - datetime.timedelta(days=1)
    factories.make_export(by=by).steps.create(status="begun", at=late)
    refused = factories.make_export(by=by, with_names=True)
    factories.make_export(by=by, with_names=True)
    director = factories.make_user("director")
    approval = Approval.objects.get(subject=f"reports.exportjob:{refused.pk}")
    staff_actions.refuse_approval(by=director, approval=approval)
    page = client.get(reverse("reports:exports"))
    states = {export.state for export in page.context["exports"]}
    assert states == {"working", "ready", "failed", "erased", "stopped", "refused", "waiting"}
    today = timezone.localdate().isoformat()
    asked = {"first_day": today, "last_day": today, "columns": ["name"], "reason": "Rendez-vous",
             "code": factories.code()}  # fmt: skip
    url = reverse("reports:named_list", args=["arrivals"])
    assert "asked" in client.post(url, asked).context
    key = str(pyrage.x25519.Identity.generate().to_public())
    asked |= {"code": factories.code(later=1), "recipient": key}
    assert "asked" in client.post(url, asked).context
    Authenticator.objects.filter(user=by).delete()
    assert client.get(url).context["form"] is None
    SoftKey().add_to(by)
    assert client.get(url).context["passkey_options"]


def visit_what_takes_long(visitors: Visitors, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an audience is told, while it is being worked out."""
    monkeypatch.setattr(kept_maskings, "LONG", -1)
    monkeypatch.setattr(kept_maskings, "_found", OrderedDict())
    url = reverse("reports:week_audience", args=[visitors.scene.frozen_week])
    page = visitors["coordinator"].ask("get", url)
    assert page.status_code == 200


def visit_what_waited(client: Client, note: str) -> None:
    """What somebody was sending when her sign-in was over."""
    html = client.get(note).content.decode()
    token = re.findall(rf'name="{once.FIELD}" value="([^"]+)"', html)[-1]
    user = client.session["_auth_user_id"]
    client.logout()
    client.post(note, {"text": "Une fois", once.FIELD: token})
    client.force_login(User.objects.get(pk=user))
    assert client.get(reverse("staff:resume")).status_code == 200


def correct_a_consultation(visitors: Visitors) -> None:
    """Its author alone has these pages: the form, and what the correction changed."""
    nurse = User.objects.get(username="infirmiere")
    minor = factories.make_minor(f"{CANARY} Soin", by=nurse, site=visitors.scene.site)[0]
    signed = factories.make_consultation(minor, by=nurse, site=visitors.scene.site)
    client = Client()
    client.force_login(nurse)
    url = reverse("clinics:correct_consultation", args=[minor.reference, signed.pk])
    page = client.get(url)
    assert page.status_code == 200
    typed = {"day": signed.day, "motif": "eyes", "seen": page.context["form"]["seen"].value()}
    assert client.post(url, typed, follow=True).status_code == 200


def correct_one_without_identity(visitors: Visitors) -> None:
    """Its author alone has the form; a sheet that says otherwise stands beside the entries."""
    scene, nurse = visitors.scene, User.objects.get(username="infirmiere")
    session = factories.make_session(by=nurse, site=scene.site, kind="mobile")
    row = factories.make_anonymous(session, by=nurse)
    factories.make_tally_sheet(session, by=nurse)
    client = Client()
    client.force_login(nurse)
    for name, pk in (("correct_anonymous_consultation", row.pk), ("session", session.pk),
                     ("tally", session.pk), ("close_session", session.pk),
                     ("anonymous_consultations", session.pk)):  # fmt: skip
        assert client.get(reverse(f"clinics:{name}", args=[pk])).status_code == 200, name
    week = reverse("reports:week", args=[scene.frozen_week])
    for query in ("", "?live=1"):
        assert visitors["coordinator"].ask("get", f"{week}{query}").status_code == 200
    sent = f"{week}?audience=public&site={scene.site.pk}"
    assert visitors["coordinator"].ask("get", sent).status_code == 409


def visit_what_was_measured(visitors: Visitors) -> None:
    """A fever, and a weight and a height of two days, of somebody whose age and sex were said."""
    scene = visitors.scene
    Minor.objects.filter(pk=scene.minor.pk).update(sex="male")
    for days in (0, 9):
        factories.make_consultation(
            scene.minor, by=scene.host, site=scene.site, temperature=Decimal(40),
            weight=Decimal(50), height=Decimal(165),
            day=timezone.localdate() - datetime.timedelta(days=days),
        )  # fmt: skip
    page = reverse("clinics:health", args=[scene.reference])
    assert visitors["nurse"].ask("get", page).status_code == 200


def visit_another_spelling(client: Client) -> None:
    """From a search under another spelling to the file."""
    html = client.post(reverse("cases:search"), {"q": f"{CANARY}zz"}).content.decode()
    url = re.findall(r'href="(/cases/[^"]+\?typed=[^"]+)"', html)[0]
    assert client.get(url).status_code == 200


def visit_the_lock(visitors: Visitors) -> None:
    """A second factor of each kind, a locked PC, what awaits a second person."""
    person = factories.make_user("coordinator", has_factor=False)
    client = Client()
    signed_in = {"login": person.username, "password": factories.PASSWORD}
    client.post(reverse("account_login"), signed_in)
    for name in ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"):
        assert client.get(reverse(name)).status_code == 200
    factories.enrol(person)
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "Clé", "credential": {}}
    )
    key = Authenticator.objects.get(user=person, type=Authenticator.Type.WEBAUTHN)
    client.post(reverse("mfa_generate_recovery_codes"))
    for name in (
        "mfa_view_recovery_codes",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
    ):
        assert client.get(reverse(name)).status_code == 200
    assert client.get(reverse("staff:remove_passkey", args=[key.pk])).status_code == 200
    key.delete()
    visitors["coordinator"].client.get(reverse("staff:approvals"))
    client.post(reverse("staff:ask_reset_second_factor", args=[visitors.scene.account.pk]))
    assert client.get(reverse("staff:approvals")).status_code == 200
    lock(client)
    assert client.get(reverse("staff:locked")).status_code == 200
    reopen(client, person)
    assert client.get(reverse("staff:open_fully")).status_code == 200
    assert client.get(reverse("cases:reception")).status_code == 403
    stranger = Client()
    stranger.post(reverse("account_login"), signed_in)
    assert stranger.get(reverse("mfa_authenticate")).status_code == 200


def visit_an_empty_database() -> None:
    assert Client().get(reverse("cases:open_centre")).status_code == 200
    assert Client().post(reverse("cases:open_centre"), {"name": ""}).status_code == 422


# --- the checks can fail ----------------------------------------------------------------------


def test_an_unused_template_is_found() -> None:
    texts = [
        "render(request, 'cases/used.html')",
        '_fill(\n context, "box")',
        '{% include "x.html" %}',
    ]
    names = {"cases/used.html", "components/box.html", "x.html", "cases/planted.html"}
    assert unused(names, texts) == {"cases/planted.html"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{{ planted }}", {"a.html:1: planted"}),
        ("{% if planted %}{% endif %}", {"a.html:1: planted"}),
        ("\n{% for x in planted %}{% endfor %}", {"a.html:2: planted"}),
        ("{% fact 'label' person.planted %}", {"a.html:1: planted"}),
        ("{{ person.planted }}", {"a.html:1: planted"}),
        (
            "{% if person.name %}{% if person.planted %}{% endif %}{{ person.name }}{% endif %}",
            set(),
        ),
    ],
)
def test_an_unknown_name_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, found: set[str]
) -> None:
    engine: Engine = Engine.get_default()
    template = Template(text, origin=Origin(str(tmp_path / "a.html")), engine=engine)
    with watching(monkeypatch, tmp_path) as unknown:
        template.render(Context({"person": {"name": "Awa"}}))
    assert unknown.found == found


def test_a_template_of_somebody_else_is_not_looked_at(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    template = Template("{{ planted }}", origin=Origin("elsewhere/a.html"))
    with watching(monkeypatch, tmp_path) as unknown:
        template.render(Context())
    assert unknown.found == set()
