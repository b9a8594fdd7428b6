"""A connection that does not wait for a server that has stopped answering."""

from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import errors

from config.postgresql import embedded

# Longer than the server's own limit on a statement, which says more about why.
SECONDS = 3.3


class Hasty(psycopg.Connection):
    """The server's limits hold while it answers; this one, when it or the network is frozen."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Return what the server answered; raises OperationalError after SECONDS.

        Whether a COMMIT cut short went through is not known: the form is sent again with its
        token, which finds out.
        """
        try:
            return super().wait(gen, interval, timeout=timeout or SECONDS)
        except errors._WaitTimeout:
            self.pgconn.finish()
            raise psycopg.OperationalError("the server does not answer") from None


def reviving(root: Path) -> type[Hasty]:
    """Return the connections of pages to the embedded server in `root`.

    The threads of the pool make them, and start the server again when it was killed: a page waits
    for the server alone, not for the pool's next try, and never longer than for any other server.
    """

    class Reviving(Hasty):
        @classmethod
        def connect(cls, conninfo: str = "", **kwargs: Any) -> Self:
            """Return a connection. Raises OperationalError, embedded.UnavailableError."""
            try:
                return super().connect(conninfo, **kwargs)
            except psycopg.OperationalError:
                embedded.revive(root)
            # A server started anew may have another folder for its socket.
            return super().connect(conninfo, **kwargs | {"host": embedded.hold(root)})

    return Reviving
