"""gunicorn's settings: `python -m gunicorn -c python:config.gunicorn`."""

import gc
import os
from typing import Any

from django.conf import settings
from gunicorn import glogging

from config import database, logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

wsgi_app = "config.wsgi:application"
bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
keepalive = 5
timeout = 60
# Ctrl-C ends what is under way within 3 s, the embedded database included.
graceful_timeout = 2
# The application is loaded in each worker: a pool of connections does not survive a fork.
preload_app = False
control_socket_disable = True  # it would lie in the home folder, outside this one
# An address of a page says whose file is read; the audit trail knows, a log must not.
accesslog = None
errorlog = "-"
loglevel = "warning"

STOP_SECONDS = 5.0

# Of the garbage collector (gc.set_threshold): as Python has them, the week's page was a tenth
# slower at 100,000 files. A worker holds no more memory for it.
COLLECTED_AFTER = (5_000, 20, 20)


class Logger(glogging.Logger):
    """gunicorn's own, told to say no address: people search for names."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(logs.NamelessFormatter(self.error_fmt, self.datefmt))


logger_class = Logger


def on_starting(server):
    """Hold the embedded database in the master: workers come and go."""
    try:
        database.hold(settings.DATABASES)
    except database.UnavailableError as error:
        raise SystemExit(str(error)) from None


def post_worker_init(worker):
    """What a worker has loaded stays as long as it does: no garbage is looked for in it.

    Else a page now and then waits a fifth of a second for that.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)


def on_exit(server):
    """Let go of the embedded database, and stay until it is gone."""
    database.wait_until_stopped(settings.DATABASES, STOP_SECONDS)
