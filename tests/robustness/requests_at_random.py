"""Requests as nobody should make them: every route, every box, drawn by hypothesis."""

import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from staff.models import AuditEntry
from tests.house.walk import Visitors, walkers
from tests.matrix.routes import ROUTES, Route
from tests.matrix.scene import make_scene
from tests.robustness.test_edits import MainForm

TODAY = ["2026-11-24", "2026-11-01", "2031-01-01"]
PLAUSIBLE = [
    "Awa Barry",
    "16 ans",
    "0612345678",
    "12",
    "Revient jeudi",
    "desk",
    "nurse",
    "on",
    *TODAY,
]
NASTY = [
    "\x00", "a\x00b", "\ud800", "\udfff", "\ufffe", "￿", "%00", "%ED%A0%80", "\r\n\r\n", "",
    " ", "-1", "0", "99999999999999999999", "9" * 5000, "1e309", "NaN", "٣", "１２", "½", "²",
    "2026-02-30", "0000-00-00", "10000-01-01", "9999-12-31", "24:61", "2026-W99", "é" * 300,
    "a" * 5000, "[" * 10_000, '{"a":' * 2000, '"\\ud800"', "' OR 1=1 --", "<script>", "{{ 7*7 }}",
    "../../etc/passwd", "\u202e", "ﷺ" * 200, "None", "true", "[]", "{}", "00000000-0000-0000",
]  # fmt: skip
HUGE = "à" * 1_000_000
SEGMENTS = ["0", "-1", "99999999999999999999", "9" * 5000, "AAAAAA", "a", "%00", "%ED%A0%80", "%FF",
            "٣", "x" * 300, "..", "2026-W54", "2020-W53", "0000-W01", "9999-W52",
            "00000000-0000-4000-8000-000000000000"]  # fmt: skip
HEADERS = [
    {},
    {"HTTP_HX_REQUEST": "true"},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "\x00", "HTTP_HX_CURRENT_URL": "%ED%A0%80://"},
    {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL_URI_AUTOENCODED": "true",
     "HTTP_HX_CURRENT_URL": "%FF"},
    {"HTTP_ACCEPT_LANGUAGE": "x" * 5000},
    {"HTTP_COOKIE": 'sessionid="\\000aaaaaaaaaaaa"'},
    {"HTTP_COOKIE": 'csrftoken="\\000"; escale_language="\\000"; messages="\\000"'},
    {"HTTP_HOST": "a b"},
    {"HTTP_HOST": "[::1"},
    {"HTTP_REFERER": "http://[::1"},
    {"HTTP_RANGE": "bytes=9-1"},
    {"HTTP_IF_MODIFIED_SINCE": "x"},
    {"HTTP_ESCALE_POLL": "\x00"},
]  # fmt: skip
BODIES = [
    ("application/json", b'{"a": "\\u0000"}'),
    ("application/json", b"[" * 100_000),
    ("multipart/form-data", b"--x"),
    ("multipart/form-data; boundary=" + "x" * 300, b"--x\r\n"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\na"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="q"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n&&&\r\n--x--",
    ),
    ("application/x-www-form-urlencoded; charset=utf-7", b"q=+AGE-"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"q=%ED%A0%80&q=%00"),
    ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % number for number in range(2000))),
    ("application/x-www-form-urlencoded", b"\xff\xfe=\xff"),
    ("application/zip", b"PK\x03\x04"),
    ("", b"q=1"),
]
OTHER_METHODS = ["put", "patch", "delete", "head", "options", "trace", "PROPFIND", "get"]


@dataclass
class Found:
    """What came of it."""

    answers: Counter[int] = field(default_factory=Counter)
    saved: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return sum(self.answers.values())


def texts() -> st.SearchStrategy[str]:
    return st.one_of(
        st.sampled_from(NASTY),
        st.sampled_from(NASTY),
        st.text(max_size=60),
        st.integers().map(str),
        st.just(HUGE),
    )


def whole(form: MainForm, draw: Callable[..., Any]) -> dict[str, list[str]]:
    """Return the form filled as somebody would, more or less."""
    fields = form.typed()
    for name, options in form.options.items():
        if name not in fields or draw(st.integers(0, 3)) == 0:
            fields[name] = [draw(st.sampled_from(options))]
    for name, values in list(fields.items()):
        if values == [""]:
            fields[name] = [draw(st.sampled_from(PLAUSIBLE))]
    return fields


def path_of(url: str, draw: Callable[..., Any]) -> str:
    path, _mark, query = url.partition("?")
    parts = path.split("/")
    if len(parts) > 3 and draw(st.integers(0, 9)) == 0:
        parts[draw(st.integers(2, len(parts) - 2))] = draw(st.sampled_from(SEGMENTS))
    if draw(st.integers(0, 5)) == 0:
        name = draw(st.sampled_from(["page", "q", "in", "who", "site", "kind", "language", "next"]))
        value = draw(st.sampled_from([*SEGMENTS, "%C3", "&", "=;", "1&page=2"]))
        query = f"{query}&{name}={value}"
    return "/".join(parts) + (f"?{query}" if query else "")


def ask(client: Client, url: str, form: MainForm | None, draw: Callable[..., Any]) -> HttpResponse:
    chance = draw(st.integers(0, 19))
    method = "post" if chance > 3 else "get"
    method = draw(st.sampled_from(OTHER_METHODS)) if chance == 0 else method
    headers = draw(st.sampled_from(HEADERS)) if draw(st.integers(0, 5)) == 0 else {}
    if method != "post":
        return client.generic(method.upper(), url, **headers)
    if draw(st.integers(0, 7)) == 0:
        kind, body = draw(st.sampled_from(BODIES))
        return client.generic("POST", url, body, content_type=kind, **headers)
    fields: dict[str, Any] = dict(whole(form, draw) if form else {"q": ["awa"]})
    for _time in range(draw(st.sampled_from([0, 0, 0, 1, 1, 2]))):
        name = draw(st.sampled_from([*fields, "seen", "once", "next", "\x00", "q"]))
        fields[name] = [draw(texts())]
    if draw(st.integers(0, 19)) == 0:
        name = draw(st.sampled_from(["a.pdf", "../../a", "\x00.jpg", "é" * 300, "a", ".a"]))
        fields["file"] = SimpleUploadedFile(name, draw(st.binary(max_size=200)))
    sent = {name: _encodable(values) for name, values in fields.items()}
    return client.post(url, sent, **headers)


def _encodable(values: Any) -> Any:
    """A browser cannot send half a surrogate pair, but bytes that stand for it: so can we."""
    if not isinstance(values, list):
        return values
    return [value.encode("utf-8", "surrogatepass") for value in values]


def ask_at_random(count: int, dice: int) -> Found:
    """Make `count` requests; nothing of them is kept."""
    visitors = Visitors(make_scene())
    found = Found()
    forms: dict[tuple[str, str], MainForm | None] = {}
    # Those that take something typed are asked three times as often.
    routes = [*ROUTES, *[route for route in ROUTES if route.post != "405"] * 2]

    def form_of(route: Route, who: str, client: Client) -> MainForm | None:
        key = (str(route), who)
        if key not in forms:
            page = client.get(route.url(visitors.scene))
            is_page = page.headers.get("Content-Type", "").startswith("text/html")
            form = MainForm(page.content.decode()) if is_page else None
            forms[key] = form if form and form.fields else None
        return forms[key]

    @seed(dice)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def one(data: st.DataObject) -> None:
        route = data.draw(st.sampled_from(routes))
        who = data.draw(st.sampled_from(walkers(route) or ["reception"]))
        with visitors[who].visiting() as client:
            form = form_of(route, who, client)
            before = AuditEntry.objects.exclude(action__startswith="read_").count()
            response = ask(client, path_of(route.url(visitors.scene), data.draw), form, data.draw)
            found.answers[response.status_code] += 1
            if response.status_code >= 500:
                found.broken.append(f"{response.status_code} {route}: {_why(response)}")
            elif response.status_code in (200, 302):
                after = AuditEntry.objects.exclude(action__startswith="read_").count()
                found.saved += wsgi_is_post(response) and after > before

    one()
    return found


def _why(response: HttpResponse) -> str:
    """Return the kind of exception and the line of ours that it came from."""
    error = (getattr(response, "exc_info", None) or [None, None])[1]
    frames = traceback.extract_tb(error.__traceback__) if error else []
    ours = [frame for frame in frames if "site-packages" not in frame.filename]
    where = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in ours[-3:]]
    return f"{type(error).__name__} {str(error)[:80]} {where}"


def wsgi_is_post(response: HttpResponse) -> bool:
    return bool(response.wsgi_request.method == "POST")
