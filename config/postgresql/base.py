"""Django's PostgreSQL backend, which starts the embedded server at the first connection."""

import os
import threading
import time
from pathlib import Path
from typing import Any, ClassVar

import psycopg
from django.db.backends.postgresql import base

from config.postgresql import embedded
from config.postgresql.creation import DatabaseCreation
from config.postgresql.hasty import Hasty
from config.postgresql.place import PORT
from config.postgresql.validation import DatabaseValidation


class DatabaseWrapper(base.DatabaseWrapper):
    """Understands three more settings of an alias, written by config.database.

    EMBEDDED: the folder of the embedded server. VARIABLE: the environment variable that names
    the server. REFUSAL: why this alias cannot be used.
    """

    creation_class = DatabaseCreation
    validation_class = DatabaseValidation
    _connection_pools: ClassVar[dict[str, Any]]  # Django's own, by alias

    @property
    def pool(self) -> Any:
        """Return Django's pool; another thread may be taking it away just now."""
        with _pools:
            return super().pool

    def get_connection_params(self) -> dict[str, Any]:
        """Return what psycopg needs, pooled or not; the embedded server runs from here on.

        Raises embedded.UnavailableError.
        """
        if refusal := self.settings_dict.get("REFUSAL"):
            raise embedded.UnavailableError(refusal)
        params: dict[str, Any] = super().get_connection_params()
        if root := self.settings_dict.get("EMBEDDED"):
            host = embedded.hold(Path(root), must_run=not self._is_hasty)
            params |= {"host": host, "port": PORT}
        return params

    @property
    def _is_hasty(self) -> bool:
        """Whether pages are served: the threads of the pool do what takes time."""
        options = self.settings_dict["OPTIONS"].get("pool") or {}
        return issubclass(options.get("connection_class", psycopg.Connection), Hasty)

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection:
        """Return a connection; a killed embedded server is started again.

        Raises embedded.UnavailableError.
        """
        pool = self.pool
        if pool and time.monotonic() < _away_until.get(self.alias, 0):
            raise embedded.UnavailableError("The database did not answer a moment ago.")
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError as error:
            if not self._may_try_again(pool, error):
                self._give_up(pool)
                raise
        return super().get_new_connection(self.get_connection_params())

    def _may_try_again(self, pool: Any, error: psycopg.OperationalError) -> bool:
        if self._is_hasty:
            return False  # a page has waited as long as it may
        if root := self.settings_dict.get("EMBEDDED"):
            with _reviving:
                was_down = embedded.revive(Path(root))
                if pool and was_down and pool is self.pool:
                    self.close_pool()  # it would wait longer and longer between its own attempts
                # A pool that times out on a server that answers is a busy one, unless another
                # thread has just put a new one in its place.
                return not pool or pool is not self.pool
        if pool:
            return False
        variable = self.settings_dict.get("VARIABLE", "DATABASES")
        reason = str(error).splitlines()[0]
        raise embedded.UnavailableError(
            f"The database does not answer: check {variable} and that its server runs ({reason})."
        ) from None

    def _give_up(self, pool: Any) -> None:
        """Answer at once for a moment: each page would wait as long, and several times over.

        A pool whose server is away tries again later and later; a new one tries when asked.
        """
        if not pool:
            return
        _away_until[self.alias] = time.monotonic() + AWAY_SECONDS
        is_busy = not pool.get_stats().get("connections_errors", 0)
        with _pools:
            mine = self._connection_pools.get(self.alias)
            if mine is None or mine is not pool or is_busy:
                return
            del self._connection_pools[self.alias]
        mine.close(timeout=0)


AWAY_SECONDS = 1.0
_away_until: dict[str, float] = {}  # by alias
_reviving = threading.Lock()
_pools = threading.RLock()
_abandoned: list[Any] = []


def _forget_pools() -> None:
    """In a forked child: a pool's threads stayed behind and its sockets are the parent's.

    The pools are kept out of reach rather than closed, which would speak on those sockets.
    """
    _abandoned.extend(DatabaseWrapper._connection_pools.values())
    DatabaseWrapper._connection_pools.clear()


os.register_at_fork(after_in_child=_forget_pools)
