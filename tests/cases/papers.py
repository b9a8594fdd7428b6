"""Files as somebody might send them: honest photos and PDFs, and the making of worse ones."""

import random
from io import BytesIO
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

CANARY = "Zzyzx-Canari"


def picture(form: str = "JPEG", size: tuple[int, int] = (160, 120), **options: Any) -> bytes:
    """A picture that no compression makes tiny: random grey, seeded."""
    mode = options.pop("mode", "RGB")
    rng = random.Random(1)
    small = Image.frombytes("L", (16, 12), rng.randbytes(16 * 12))
    made = BytesIO()
    small.resize(size).convert(mode).save(made, form, **options)
    return made.getvalue()


def located(**options: Any) -> bytes:
    """A telephone's photo: lying on its side, with its place and its owner."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn right
    exif[0x010F] = CANARY
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (48.0, 53.0, 38.0), "E", (2.0, 24.0, 15.0)
    return picture(exif=exif, comment=CANARY.encode(), **options)


def new_pdf(pages: int = 1) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for _number in range(pages):
        pdf.add_blank_page(page_size=(200, 200))
    return pdf


def written(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    made = BytesIO()
    pdf.save(made, **options)
    return made.getvalue()


def pdf(pages: int = 1) -> bytes:
    return written(new_pdf(pages))


def upload(content: bytes, name: str = "IMG_2041.jpg", media_type: str = "image/jpeg") -> Any:
    return SimpleUploadedFile(name, content, content_type=media_type)


def typed(content: bytes | None = None, **fields: Any) -> dict[str, Any]:
    """What is posted with a file."""
    given = {
        "kind": "decision", "title": "Ordonnance de placement", "said_on": "2026-01-15",
        "original": "lawyer", "compartment": "legal",
        **fields,
    }  # fmt: skip
    return given | ({} if content is None else {"file": upload(content)})
