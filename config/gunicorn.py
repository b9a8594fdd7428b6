"""gunicorn's settings: `python -m gunicorn -c python:config.gunicorn`."""

import logging
import os

from django.conf import settings

from config import database

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


def _without_query(record: logging.LogRecord) -> bool:
    """Cut the query off an address in the error log: people search for names."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            value.partition("?")[0] if isinstance(value, str) else value for value in record.args
        )
    return True


def on_starting(server):
    """Hold the embedded database in the master: workers come and go."""
    server.log.error_log.addFilter(_without_query)
    try:
        database.hold(settings.DATABASES)
    except database.UnavailableError as error:
        raise SystemExit(str(error)) from None


def on_exit(server):
    """Let go of the embedded database, and stay until it is gone."""
    database.wait_until_stopped(settings.DATABASES, STOP_SECONDS)
