"""One browser's worth of HTTP: a connection kept alive, a stopwatch, a check of the answer."""

import http.client
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


class WrongAnswerError(Exception):
    """A page did not answer as it must: its time means nothing, the run ends."""


@dataclass(frozen=True)
class Request:
    """What is sent, and which status and redirect are the right answer."""

    method: str
    path: str
    headers: dict[str, str]
    body: str = ""
    status: int = 200
    location: str = ""


@dataclass(frozen=True)
class Answer:
    """How long until the last byte, and how many bytes the body had."""

    milliseconds: float
    size: int


@dataclass
class Client:
    """Sends requests one after the other over one connection."""

    port: int
    connection: http.client.HTTPConnection = field(init=False)

    def __enter__(self) -> Self:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.connection.close()

    def send(self, request: Request) -> Answer:
        """Send a request and read its whole answer. Raises WrongAnswerError."""
        began = time.perf_counter()
        self.connection.request(request.method, request.path, request.body, request.headers)
        response = self.connection.getresponse()
        body = response.read()
        milliseconds = (time.perf_counter() - began) * 1000
        location = response.getheader("Location", "")
        if (response.status, location) != (request.status, request.location):
            raise WrongAnswerError(
                f"{request.method} {request.path} answered {response.status} {location}"
            )
        return Answer(milliseconds, len(body))
