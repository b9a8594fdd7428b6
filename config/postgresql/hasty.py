"""A connection that does not wait for a server that has stopped answering."""

from typing import Any

import psycopg
from psycopg import errors

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
