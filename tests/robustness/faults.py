"""A network that fails on demand, between Escale and its database."""

import contextlib
import random
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from config import database
from config.postgresql import base

CHUNK = 65536


class FaultProxy:
    """Forwards to a PostgreSQL server, and breaks as `fault` says.

    none     nothing happens
    refuse   whoever comes is sent away, whoever is there is cut off
    freeze   connections are taken, nothing goes through (half-open)
    delay    each message waits up to 10 ms
    cut      the connection ends in the middle of what a page sends
    unheard  COMMIT reaches the server, its answer does not come back
    session  the connection ends when the page is made and the session is to be written
    """

    def __init__(self, target: str | tuple[str, int], seed: int = 0) -> None:
        self.target = target
        self.fault = "none"
        self.dice = random.Random(seed)
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def set(self, fault: str) -> None:
        """Change what goes wrong from now on."""
        self.fault = fault
        if fault in ("refuse", "none"):
            self.cut_all()

    def cut_all(self) -> None:
        pairs, self._pairs = self._pairs, []
        for pair in pairs:
            _cut(pair)

    def close(self) -> None:
        self._listener.close()
        self.cut_all()

    def _accept(self) -> None:
        while True:
            try:
                page, _address = self._listener.accept()
            except OSError:
                return
            if self.fault == "refuse":
                page.close()
                continue
            server = self._reach()
            self._pairs.append((page, server))
            for one, other, is_sent in ((page, server, True), (server, page, False)):
                threading.Thread(
                    target=self._carry, args=[one, other, is_sent], daemon=True
                ).start()

    def _reach(self) -> socket.socket:
        if isinstance(self.target, tuple):
            return socket.create_connection(self.target)
        server = socket.socket(socket.AF_UNIX)
        server.connect(self.target)
        return server

    def _carry(self, one: socket.socket, other: socket.socket, is_sent: bool) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(CHUNK):
                while self.fault == "freeze":
                    time.sleep(0.02)
                if self.fault == "delay":
                    time.sleep(self.dice.random() / 100)
                if self.fault == "cut" and is_sent and b"INSERT" in data:
                    other.sendall(data[: len(data) // 2])
                    break
                if self.fault == "session" and is_sent and b'UPDATE "django_session"' in data:
                    break
                if self.fault == "unheard" and is_sent and b"COMMIT" in data:
                    _cut((one,))  # nobody is told that the server did it
                other.sendall(data)
        _cut((one, other))


def _cut(pair: tuple[socket.socket, ...]) -> None:
    for end in pair:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


def _target(settings: dict[str, Any]) -> str | tuple[str, int]:
    params = connections["default"].get_connection_params()
    host, port = str(params.get("host", "127.0.0.1")), int(params.get("port", 5432))
    return f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port)


@contextlib.contextmanager
def behind_a_proxy(monkeypatch: pytest.MonkeyPatch, seed: int = 0) -> Iterator[FaultProxy]:
    """Have the application reach its database through a proxy, as patiently as when it serves."""
    settings = connections["default"].settings_dict
    proxy = FaultProxy(_target(settings), seed)
    connections["default"].close()
    connections["default"].close_pool()
    before = dict(settings)
    settings |= {"HOST": "127.0.0.1", "PORT": str(proxy.port), "OPTIONS": dict(before["OPTIONS"])}
    settings.pop("EMBEDDED", None)
    database.keep_to_time({"default": settings})
    monkeypatch.setattr(base, "_away_until", {})
    try:
        yield proxy
    finally:
        proxy.set("none")
        connections["default"].close()
        connections["default"].close_pool()
        proxy.close()
        settings.clear()
        settings.update(before)
