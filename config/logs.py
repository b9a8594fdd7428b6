"""What the logs say: where and which kind of error, never what somebody typed.

The message of an exception may quote a value: PostgreSQL's quotes the row that broke a
constraint, Python's the text that is no number. An address says whose file was open, its query
what was searched. So an exception is logged by its type and the lines of code it went through, a
request by the name of its page.
"""

import logging
import re
import traceback
from types import TracebackType
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.urls import Resolver404, resolve

_QUERY = re.compile(r"\?\S*")
_QUOTED = re.compile(r"""'.*'|".*"|`.*`""", re.DOTALL)
# Their messages quote what came from outside: a header, the first line of a request, an address.
_QUOTES_OUTSIDE = ("gunicorn", "django.request", "django.security", "django.server")
# Exceptions that speak of the code and of its settings only.
_SPEAK_OF_CODE = (ImproperlyConfigured, ImportError)
_DIAGNOSED = ("sqlstate", "table_name", "constraint_name")
_Raised = tuple[type[BaseException], BaseException, TracebackType | None]


class NamelessFormatter(logging.Formatter):
    """Formats a record without the values that it carries."""

    def format(self, record: logging.LogRecord) -> str:
        kept = logging.makeLogRecord(record.__dict__)
        kept.msg, kept.args = nameless_message(record), ()
        kept.exc_text = None  # another handler's formatting, with its message
        return super().format(kept)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is the standard library's
        return "\n".join(_told(ei[1]))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802 - the same
        return stack_info


def nameless_message(record: logging.LogRecord) -> str:
    """Return the record's message without addresses, queries and quoted text."""
    request = getattr(record, "request", None)
    if isinstance(request, HttpRequest):
        return f"{request.method} {page_of(request)}: {getattr(record, 'status_code', '')}"
    if isinstance(record.msg, BaseException):
        return type(record.msg).__name__
    args = record.args if isinstance(record.args, tuple) else ()
    if any(isinstance(value, BaseException) for value in args):
        message = str(record.msg) % tuple(_of_type(value) for value in args)
    else:
        message = record.getMessage()
    if record.name.startswith(_QUOTES_OUTSIDE):
        message = _without_outside(record.name, message)
    return _QUERY.sub("?…", message)


def page_of(request: HttpRequest) -> str:
    """Return the name of the page that a request asked for."""
    try:
        return (request.resolver_match or resolve(request.path_info)).view_name or "a page"
    except Resolver404:
        return "no page"


def _of_type(value: Any) -> Any:
    return type(value).__name__ if isinstance(value, BaseException) else value


def _without_outside(logger: str, message: str) -> str:
    if logger.startswith("gunicorn") and "request" in message:
        # "Error handling request GET /…", "Invalid request from ip=…: Invalid HTTP request line…"
        return message.partition("request")[0] + "request"
    return _QUOTED.sub("'…'", message)


def _told(error: BaseException | None) -> list[str]:
    """Return the lines of an exception, its causes first: places and types, no message."""
    if error is None:
        return []
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [*_told(before), ""] if before else []
    frames = traceback.extract_tb(error.__traceback__)
    lines += ["Traceback:", *"".join(traceback.format_list(frames)).rstrip().splitlines()]
    return [*lines, _name(error)]


def _name(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if isinstance(error, _SPEAK_OF_CODE):
        return f"{name}: {error}"
    diagnosis = getattr(error, "diag", None)
    facts = [str(fact) for of in _DIAGNOSED if (fact := getattr(diagnosis, of, None))]
    return f"{name} ({', '.join(facts)})" if facts else name
