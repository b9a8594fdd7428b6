"""What somebody uploads becomes what the house keeps, or is refused with a sentence.

Neither the name of a file nor what the browser says of it counts, only its bytes. Reading them is
left to a process of its own (cases.document_parser): a file made to break its reader breaks that
one, within a memory and a time that are counted.
"""

import json
import logging
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)

PARSER = Path(__file__).with_name("document_parser.py")
MAX_PIXELS = 50_000_000  # a telephone's best photo; an A4 page at 600 dots per inch is 35 million
MAX_EXPANDED = 64 * 1024 * 1024  # bytes of text and fonts that a PDF may unfold into
MAX_EXPANDED_IMAGE = 4 * MAX_PIXELS  # bytes: four inks a point
MEMORY = 1536 * 1024 * 1024  # bytes of address space
SECONDS = 20  # of work; on a busy machine some more by the clock

SENTENCES: dict[str, str | Promise] = {
    "empty": _("This file is empty. Take the photo again, or choose another file."),
    "heic": _(
        "This photo is in a format of telephones that is not read here (HEIC). In the camera’s "
        "settings choose “most compatible”, or take a screenshot of it."
    ),
    "office": _("Word, Excel and zip files are not taken. Save it as a PDF, then choose the PDF."),
    "animated": _("Moving pictures are not taken. Take a photo or make a PDF."),
    "locked": _("This PDF is locked by a password. Ask for it without one, or photograph it."),
    "too_many_pixels": _("This picture is too large. Take it again with a smaller size."),
    "too_many_pages": _("This PDF has too many pages. Split it in several."),
    "unfolds": _("This file is not safe to open. Print the paper to PDF again, or photograph it."),
    "slow": _("This file takes too long to read. Print the paper to PDF again, or photograph it."),
    "damaged": _("This file is damaged or incomplete. Send it again, or photograph the paper."),
    "unknown": _("This is neither a photo (JPEG, PNG, WebP) nor a PDF."),
}


class Refused(Exception):
    """The file is not taken; `code` is one of SENTENCES."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code])


@dataclass(frozen=True)
class Cleaned:
    """A content that the house keeps."""

    media_type: str
    page_count: int
    content: bytes


def clean(content: bytes, *, seconds: int = SECONDS, memory: int = MEMORY) -> Cleaned:
    """Return the content made anew; raises Refused."""
    if not content:
        raise Refused("empty")
    limits = {
        "pixels": MAX_PIXELS,
        "pages": settings.DOCUMENT_MAX_PAGES,
        "bytes": settings.DOCUMENT_MAX_BYTES,
        "expanded": MAX_EXPANDED,
        "expanded_image": MAX_EXPANDED_IMAGE,
        "memory": memory,
        "seconds": seconds,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(PARSER)],
            input=json.dumps(limits).encode() + b"\n" + content,
            capture_output=True,
            timeout=2 * seconds,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        raise Refused("slow") from error
    head, _newline, made = done.stdout.partition(b"\n")
    if done.returncode:
        # Stopped by the system, or by a fault of a library: nothing of it may be kept.
        logger.error("the reader of documents ended with code %s", done.returncode)
        is_stopped = -done.returncode in (signal.SIGXCPU, signal.SIGKILL)
        raise Refused("slow" if is_stopped else "damaged")
    answer = json.loads(head)
    if "refused" in answer:
        raise Refused(answer["refused"])
    return Cleaned(answer["media_type"], answer["pages"], made)
