"""Walking through every page of the matrix, as people who may open it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from tests.matrix.routes import ROUTES, Route
from tests.matrix.scene import ANONYMOUS, Scene, Visitor


@dataclass
class Visit:
    """One request of the walk and its answer."""

    route: Route | None
    who: str
    method: str
    url: str
    response: HttpResponse

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.route} as {self.who}"

    @property
    def is_page(self) -> bool:
        return self.response.headers.get("Content-Type", "").startswith("text/html")

    @property
    def html(self) -> str:
        return self.response.content.decode() if self.is_page else ""


class Visitors(dict[str, Visitor]):
    """The people of a scene, each made the first time she is asked for."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self.scene = scene

    def __missing__(self, who: str) -> Visitor:
        self[who] = Visitor(self.scene, who)
        return self[who]


def walkers(route: Route) -> list[str]:
    """Return two of those who may, as far apart as possible, and whoever has no account."""
    people = sorted(role.value for role in route.may)
    two = dict.fromkeys([*people[:1], *people[-1:]])
    return [*two, *([ANONYMOUS] if route.public else [])]


def first_walker(route: Route) -> list[str]:
    """Return one of those who may: where what is looked at hangs on the page, not on the person."""
    return walkers(route)[:1]


def walk(
    visitors: Visitors, who_walks: Callable[[Route], list[str]] = walkers, **kwargs: Any
) -> Iterator[Visit]:
    """Ask for each route, GET and POST, as each of its walkers; nothing is kept of it."""
    for route in ROUTES:
        url = route.url(visitors.scene)
        for who in who_walks(route):
            for method in ("get", "post"):
                yield Visit(route, who, method, url, visitors[who].ask(method, url, **kwargs))
