"""Whatever somebody uploads is refused or defused (safety, point 16).

The corpus is made here, file by file, so that what each one tries can be read.
"""

import io
import os
import re
import signal
import struct
import subprocess
import sys
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from django.conf import settings as house
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from cases import document_cleaning, document_parser, document_store
from cases.document_cleaning import SENTENCES, Refused, clean
from cases.imports import parser as spreadsheet_parser
from cases.imports import reading as spreadsheets
from cases.models import LegalDocument
from staff.choices import Role
from tests import factories
from tests.cases import sheets
from tests.cases.papers import (
    CANARY,
    located,
    new_pdf,
    pdf,
    picture,
    typed,
    upload,
    written,
)

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings) -> Path:
    settings.DOCUMENTS_DIR = tmp_path / "documents"
    return settings.DOCUMENTS_DIR


# --- making bad files -------------------------------------------------------------------------


def chunk(name: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + check


def png(width: int, height: int, *, before: bytes = b"") -> bytes:
    """A PNG that says it is that large, in a few bytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before
    return start + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def zeros(count: int) -> bytes:
    """That many zeros, whole mebibytes of them, packed a thousand times: each packs like the last.

    RFC 1950: a header, the blocks, an empty last one and the Adler-32 of what was packed.
    """
    packer = zlib.compressobj(9, wbits=-15)
    mebibyte = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    adler = count % 65_521 << 16 | 1
    return b"\x78\xda" + mebibyte * (count >> 20) + b"\x03\x00" + adler.to_bytes(4)


def zip_bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(20 << 20))
    return made.getvalue()


def moving(form: str) -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    made = io.BytesIO()
    frames[0].save(made, form, save_all=True, append_images=frames[1:])
    return made.getvalue()


def unfolding_page(content: bytes, filters: object = Name.FlateDecode) -> bytes:
    made = new_pdf()
    stream = pikepdf.Stream(made, b"")
    stream.write(content, filter=filters)
    made.pages[0].obj.Contents = made.make_indirect(stream)
    as_it_is = pikepdf.StreamDecodeLevel.none  # else it would be unpacked, and packed once
    return written(made, stream_decode_level=as_it_is, compress_streams=False)


def unfolding_picture() -> bytes:
    made = new_pdf()
    stream = pikepdf.Stream(made, b"")
    stream.write(zeros(1 << 20), filter=Name.FlateDecode)
    stream.Type, stream.Subtype, stream.ColorSpace = Name.XObject, Name.Image, Name.DeviceGray
    stream.Width, stream.Height, stream.BitsPerComponent = 100_000, 100_000, 8
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=made.make_indirect(stream)))
    return written(made)


def endless_pages() -> bytes:
    """A tree of pages whose branch is its own trunk."""
    made = new_pdf()
    made.Root.Pages.Kids = Array([made.Root.Pages])
    return written(made)


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "zeros": (lambda: bytes(4096), "empty"),
    "SVG": (lambda: SVG, "unknown"),
    "HTML": (lambda: HTML, "unknown"),
    "a program": (lambda: b"\x7fELF" + bytes(300), "unknown"),
    "GIF": (lambda: picture("GIF"), "unknown"),
    "moving GIF": (lambda: moving("GIF"), "unknown"),
    "moving WebP": (lambda: moving("WEBP"), "animated"),
    "moving PNG": (lambda: moving("PNG"), "animated"),
    "TIFF": (lambda: picture("TIFF"), "unknown"),
    "HEIC": (lambda: b"\x00\x00\x00\x18ftypheic" + bytes(100), "heic"),
    "zip bomb": (zip_bomb, "office"),
    "Word of old": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "office"),
    "rich text": (lambda: b"{\\rtf1 hello}", "office"),
    "HTML under a JPEG's first bytes": (lambda: b"\xff\xd8\xff" + HTML, "damaged"),
    "half a JPEG": (lambda: picture()[: len(picture()) // 2], "damaged"),
    "half a PNG": (lambda: picture("PNG")[:-200], "damaged"),
    "half a WebP": (lambda: picture("WEBP")[:-200], "damaged"),
    "PNG bomb": (lambda: png(60_000, 60_000), "too_many_pixels"),
    "PNG just too large": (lambda: png(10_000, 5_001), "too_many_pixels"),
    "PNG with an endless note": (
        lambda: png(10, 10, before=chunk(b"zTXt", b"k\0\0" + zeros(100 << 20))),
        "damaged",
    ),
    "half a PDF": (lambda: pdf(3)[:-250], "damaged"),
    "HTML under a PDF's first bytes": (lambda: b"%PDF-1.7\n" + HTML, "damaged"),
    "locked PDF": (
        lambda: written(new_pdf(), encryption=pikepdf.Encryption(user="a", owner="b")),
        "locked",
    ),
    "a PDF without pages": (lambda: written(pikepdf.new()), "damaged"),
    "a PDF of 201 pages": (lambda: pdf(201), "too_many_pages"),
    "a PDF of 20,000 pages": (lambda: pdf(20_000), "too_many_pages"),
    "PDF bomb": (lambda: unfolding_page(zeros(200 << 20)), "unfolds"),
    "PDF bomb, twice packed": (
        lambda: unfolding_page(
            zlib.compress(zeros(3 << 30)), Array([Name.FlateDecode, Name.FlateDecode])
        ),
        "unfolds",
    ),
    "PDF bomb around a packed word": (
        lambda: unfolding_page(
            zlib.compress(zlib.compress(b"q Q") + bytes(400 << 20), 1),
            Array([Name.FlateDecode, Name.FlateDecode]),
        ),
        "unfolds",
    ),
    "PDF with a picture bomb": (unfolding_picture, "too_many_pixels"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_and_says_why(name: str) -> None:
    make, code = REFUSED[name]
    with pytest.raises(Refused) as refused:
        clean(make())
    assert (refused.value.code, refused.value.sentence) == (code, str(SENTENCES[code]))


def test_a_page_packed_twice_is_taken() -> None:
    twice = zlib.compress(zlib.compress(b"0 0 m 9 9 l S"))
    made = clean(unfolding_page(twice, Array([Name.FlateDecode, Name.FlateDecode])))
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert b"9 9 l" in pdf.pages[0].Contents.read_bytes()


def test_pages_that_turn_in_circles_end() -> None:
    """Refused, or a PDF of a few pages: the reader comes to its end."""
    try:
        answer = str(clean(endless_pages()).page_count)
    except Refused as refused:
        answer = refused.code
    assert answer in ("1", "2", "damaged", "unfolds")


def test_every_sentence_is_met() -> None:
    """But "slow", which takes a reader that hangs (below)."""
    assert {code for _make, code in REFUSED.values()} == set(SENTENCES) - {"slow"}


# --- what is taken is harmless ----------------------------------------------------------------


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def test_a_photo_loses_its_place_and_stands_upright() -> None:
    before = located()
    assert CANARY.encode() in before
    made = clean(before)
    image = opened(made.content)
    assert made.media_type == "image/jpeg"
    assert image.size == (120, 160)
    assert not image.getexif()
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert CANARY.encode() not in made.content
    assert b"Exif" not in made.content


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_other_pictures_lose_it_too(form: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = CANARY
    made = clean(picture(form, exif=exif))
    image = opened(made.content)
    assert (image.size, dict(image.getexif())) == ((160, 120), {})
    assert CANARY.encode() not in made.content
    assert made.media_type == ("image/png" if form == "PNG" else "image/jpeg")


@pytest.mark.parametrize(
    ("form", "mode"),
    [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "LA"), ("PNG", "P"), ("PNG", "1"),
     ("PNG", "I;16"), ("WEBP", "RGBA")],
)  # fmt: skip
def test_every_kind_of_colour_is_read(form: str, mode: str) -> None:
    if mode == "I;16":
        made = io.BytesIO()
        Image.frombytes("I;16", (20, 20), b"\x00\x80" * 400).save(made, "PNG")
        image = opened(clean(made.getvalue()).content)
        assert image.getpixel((5, 5)) == 128
        return
    image = opened(clean(picture(form, mode=mode)).content)
    assert image.size == (160, 120)
    assert image.mode in ("RGB", "L")


def test_what_was_transparent_is_paper() -> None:
    made = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(made, "PNG")
    assert opened(clean(made.getvalue()).content).getpixel((5, 5)) == (255, 255, 255)


def test_a_picture_that_is_also_a_page_is_a_picture_only() -> None:
    both = picture(comment=b"<script>alert(1)</script>") + HTML
    made = clean(both)
    assert b"script" in both
    assert b"script" not in made.content
    assert made.content.endswith(b"\xff\xd9")


def action(kind: str, **more: object) -> Dictionary:
    return Dictionary(Type=Name.Action, S=Name("/" + kind), **more)


def dangerous_pdf() -> bytes:
    """A PDF that tries all it can when it is opened, clicked, printed, or only kept."""
    made = new_pdf(2)
    script = action("JavaScript", JS=String(f"app.alert('{CANARY}')"))
    made.Root.OpenAction = script
    made.Root.AA = Dictionary(WC=script)
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))
    made.Root.URI = Dictionary(Base=String("https://elsewhere.example/"))
    made.attachments["virus.exe"] = b"MZ" + CANARY.encode()
    form = Dictionary(XFA=String("<xdp/>"), Fields=Array([]), NeedAppearances=True)
    made.Root.AcroForm = form
    page = made.pages[0].obj
    page.AA = Dictionary(O=script)
    box = Array([0, 0, 50, 50])
    page.Annots = Array(
        made.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=box, A=action(kind)))
        for kind in ("URI", "Launch", "SubmitForm", "GoToR", "ImportData", "Rendition")
    )
    page.PieceInfo = Dictionary(App=Dictionary(Private=String(CANARY)))
    inner = pikepdf.Stream(made, b"0 0 5 5 re f")
    inner.Type, inner.Subtype, inner.BBox = Name.XObject, Name.Form, box
    inner.AA = Dictionary(O=script)
    inner.Ref = Dictionary(F=String("http://elsewhere.example/x.pdf"))
    page.Resources = Dictionary(XObject=Dictionary(F=made.make_indirect(inner)))
    with made.open_metadata() as metadata:
        metadata["dc:title"] = CANARY
    made.docinfo["/Author"] = CANARY
    return written(
        made, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable
    )


ACTING = (
    b"/JavaScript", b"/JS", b"/OpenAction", b"/AA", b"/Launch", b"/SubmitForm", b"/ImportData",
    b"/GoToR", b"/Rendition", b"/URI", b"/EmbeddedFile", b"/XFA", b"/AcroForm", b"/Annots",
    b"/Metadata", b"/PieceInfo", b"/Ref", b"elsewhere.example", CANARY.encode(), b"/Author",
)  # fmt: skip


def unfolded(content: bytes) -> bytes:
    """The same PDF with nothing packed away: what is in it can be looked for."""
    with pikepdf.open(io.BytesIO(content)) as found:
        return written(
            found,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )


def test_a_pdf_keeps_its_pages_and_nothing_that_acts() -> None:
    before = dangerous_pdf()
    assert [word for word in ACTING if word not in before] == []
    made = clean(before)
    assert (made.media_type, made.page_count) == ("application/pdf", 2)
    after = unfolded(made.content)
    assert [word for word in ACTING if re.search(re.escape(word) + rb"\b", after)] == []
    with pikepdf.open(io.BytesIO(made.content)) as found:
        assert set(found.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in found.trailer
        assert b"re f" in found.pages[0].obj.Resources.XObject.F.read_bytes()


def test_a_pdf_that_only_asks_not_to_be_printed_is_taken() -> None:
    """Administrations send such ones: no password opens them."""
    locked = written(new_pdf(), encryption=pikepdf.Encryption(user="", owner="b"))
    made = clean(locked)
    assert b"/Encrypt" not in made.content


def test_what_was_typed_in_a_form_stays_on_the_page() -> None:
    made = new_pdf()
    look = pikepdf.Stream(made, f"BT /Helv 12 Tf ({CANARY}) Tj ET".encode())
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, Array([0, 0, 90, 20])
    box = made.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("nom"), V=String(CANARY),
            Rect=Array([10, 10, 100, 30]), F=4, AP=Dictionary(N=made.make_indirect(look)),
        )
    )  # fmt: skip
    made.pages[0].obj.Annots = Array([box])
    made.Root.AcroForm = Dictionary(Fields=Array([box]))
    after = unfolded(clean(written(made)).content)
    assert CANARY.encode() in after
    assert b"/Annots" not in after
    assert b"/AcroForm" not in after


@pytest.mark.parametrize("packed", [False, True])
def test_a_photo_inside_a_pdf_loses_its_place_too(packed: bool) -> None:
    photo = located()
    made = new_pdf()
    stream = pikepdf.Stream(made, b"")
    filters = Array([Name.FlateDecode, Name.DCTDecode]) if packed else Name.DCTDecode
    stream.write(zlib.compress(photo) if packed else photo, filter=filters)
    stream.Type, stream.Subtype, stream.ColorSpace = Name.XObject, Name.Image, Name.DeviceRGB
    stream.Width, stream.Height, stream.BitsPerComponent = 160, 120, 8
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=made.make_indirect(stream)))
    cleaned = clean(written(made)).content
    with pikepdf.open(io.BytesIO(cleaned)) as found:
        kept = found.pages[0].obj.Resources.XObject.I.read_raw_bytes()
    assert CANARY.encode() not in kept
    assert not opened(kept).getexif()
    assert opened(kept).tobytes() == opened(photo).tobytes(), "the pixels are the same"


def test_a_jpeg_2000_keeps_its_pixels_only() -> None:
    def box(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", 8 + len(content)) + name + content

    kept = [box(b"jP  ", b"\r\n\x87\n"), box(b"ftyp", b"jp2 "), box(b"jp2c", b"pixels")]
    notes = [box(b"xml ", CANARY.encode()), box(b"uuid", CANARY.encode())]
    assert document_parser.bare_jpx(b"".join([*kept[:2], *notes, kept[2]])) == b"".join(kept)
    with pytest.raises(document_parser.Refused):
        document_parser.bare_jpx(box(b"xml ", b"")[:-1] + b"\xff" * 20)


# --- the reader is on its own -----------------------------------------------------------------


def reader(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_reader_that_hangs_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hangs = reader(tmp_path / "hangs.py", "import time\ntime.sleep(60)\n")
    monkeypatch.setattr(document_cleaning, "PARSER", hangs)
    with pytest.raises(Refused, match="slow"):
        clean(b"x", seconds=1)


def test_a_reader_that_works_too_long_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parser = str(document_cleaning.PARSER)
    text = f"import runpy\nlimit = runpy.run_path({parser!r})['limit']\nlimit(1 << 30, 1)\n"
    works = reader(tmp_path / "works.py", text + "while True:\n    pass\n")
    monkeypatch.setattr(document_cleaning, "PARSER", works)
    with pytest.raises(Refused, match="slow"):
        clean(b"x", seconds=20)


def test_a_reader_that_breaks_breaks_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    text = f"import os\nprint('{{}}')\nos.kill(os.getpid(), {int(signal.SIGSEGV)})\n"
    monkeypatch.setattr(document_cleaning, "PARSER", reader(tmp_path / "breaks.py", text))
    with pytest.raises(Refused, match="damaged"):
        clean(CANARY.encode())
    assert "-11" in caplog.text
    assert CANARY not in caplog.text


def test_the_memory_of_the_reader_is_counted() -> None:
    large = picture(size=(6000, 5000))
    with pytest.raises(Refused, match="unfolds"):
        clean(large, memory=256 << 20)
    assert clean(large).media_type == "image/jpeg"


def test_the_reader_knows_nothing_of_the_house() -> None:
    """It imports neither Django nor a key, and is given no environment."""
    text = document_cleaning.PARSER.read_text(encoding="utf-8")
    imported = set(re.findall(r"^(?:import|from) (\w+)", text, re.MULTILINE))
    assert imported == {"json", "resource", "struct", "sys", "warnings", "zlib", "collections",
                        "io", "typing", "pikepdf", "PIL"}  # fmt: skip


# --- through the page -------------------------------------------------------------------------


@pytest.fixture
def jurist(as_role) -> Client:
    client = as_role(Role.JURIST)
    client.raise_request_exception = False
    return client


@pytest.fixture
def url(site) -> str:
    minor, _arrival = factories.make_minor("Awa Sylla", site=site)
    return reverse("cases:add_document", args=[minor.reference])


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (SVG, "plan.svg", "image/svg+xml"),
        (HTML, "photo.jpg", "image/jpeg"),
        (b"", "vide.pdf", "application/pdf"),
        (picture()[:900], "photo.jpg", "image/jpeg"),
        (b"PK\x03\x04" + bytes(50), "lettre.docx", "application/pdf"),
    ],
)
def test_a_refusal_stands_beside_the_field_and_keeps_the_text(
    jurist: Client, url: str, store: Path, content: bytes, name: str, media_type: str
) -> None:
    data = typed(title="Une lettre du juge", file=upload(content, name, media_type))
    response = jurist.post(url, data)
    html = response.content.decode()
    assert response.status_code == 422
    assert "Une lettre du juge" in html
    assert 'id="error_1_id_file"' in html or 'id="id_file_error"' in html
    assert not LegalDocument.objects.exists()
    assert files_in(store) == []


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "..\\..\\boot.ini", "a\x00.jpg", "x" * 5000,
             "<script>.jpg", "CON", ".", "é\u202egpj.exe"],
)  # fmt: skip
def test_a_name_is_no_path(jurist: Client, url: str, store: Path, name: str) -> None:
    """Posted byte by byte: the test client would tidy the name first."""
    edge = "edge"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in typed().items()
    ]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = b"".join([*parts, head.encode(), picture(), f"\r\n--{edge}--\r\n".encode()])
    response = jurist.post(url, body, content_type=f"multipart/form-data; boundary={edge}")
    assert response.status_code in (302, 400, 422)
    for path in files_in(store):
        assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64}", str(path.relative_to(store)))
    assert len(files_in(store)) == LegalDocument.objects.count() == (response.status_code == 302)


class Watch:
    """Which files this process opens for writing. An audit hook stays: it is only turned off."""

    def __init__(self) -> None:
        self.is_on = False
        self.seen: list[str] = []
        sys.addaudithook(self.note)

    def note(self, event: str, args: tuple) -> None:
        is_file = self.is_on and event == "open" and isinstance(args[0], str)
        if is_file and (args[2] or 0) & (os.O_WRONLY | os.O_RDWR):
            self.seen.append(args[0])


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch()


def test_nothing_of_an_upload_touches_the_disk_in_clear(
    jurist: Client, url: str, store: Path, watch: Watch
) -> None:
    watch.seen.clear()
    watch.is_on = True
    response = jurist.post(url, typed(picture("PNG", size=(1600, 1200))))
    watch.is_on = False
    assert response.status_code == 302
    (stored,) = files_in(store)
    assert [Path(path).parent for path in watch.seen if not path.startswith("/dev/")] == [
        stored.parent
    ], "one file is written, in the store"
    plain, sealed = document_store.read(LegalDocument.objects.get()), stored.read_bytes()
    assert not [i for i in range(0, len(plain) - 16, 16) if plain[i : i + 16] in sealed]


def test_uploads_stay_in_memory() -> None:
    assert house.FILE_UPLOAD_HANDLERS == ["django.core.files.uploadhandler.MemoryFileUploadHandler"]


@pytest.mark.parametrize("extra", [1, 300 * 1024, 5 * 1024 * 1024])
def test_a_file_too_large_is_refused_with_the_text_kept(
    jurist: Client, url: str, store: Path, extra: int
) -> None:
    large = picture() + bytes(house.DOCUMENT_MAX_BYTES + extra - len(picture()))
    response = jurist.post(url, typed(large, title="Trop lourd"))
    html = response.content.decode()
    assert response.status_code == 422
    assert "10,0" in html
    assert "Trop lourd" in html
    assert files_in(store) == []


def test_a_stored_file_holds_no_plain_byte(jurist: Client, url: str, store: Path) -> None:
    """A PDF is text: its own words would be seen at once."""
    made = new_pdf()
    made.pages[0].obj.Contents = pikepdf.Stream(made, f"BT ({CANARY}) Tj ET".encode())
    content = written(made, compress_streams=False)
    assert CANARY.encode() in content
    assert jurist.post(url, typed(content, title=CANARY)).status_code == 302
    (stored,) = files_in(store)
    assert CANARY.encode() not in stored.read_bytes()
    assert b"%PDF" not in stored.read_bytes()
    assert CANARY not in str(stored)
    with pikepdf.open(io.BytesIO(document_store.read(LegalDocument.objects.get()))) as kept:
        assert CANARY.encode() in kept.pages[0].obj.Contents.read_bytes()


STARTS = [
    b"",
    b"\xff\xd8\xff\xe0",
    b"\x89PNG\r\n\x1a\n",
    b"RIFF\x10\0\0\0WEBP",
    b"%PDF-1.7\n",
    b"PK",
]
HONEST = [picture(), picture("PNG"), picture("WEBP"), located(), pdf(2), dangerous_pdf()]

noise = st.builds(
    lambda start, rest: start + rest, st.sampled_from(STARTS), st.binary(max_size=400)
)


@st.composite
def harmed(draw: st.DrawFn) -> bytes:
    """An honest file with a few bytes changed, taken out or put in."""
    content = bytearray(draw(st.sampled_from(HONEST)))
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(content) - 1))
        content[place : place + draw(st.integers(0, 8))] = draw(st.binary(max_size=8))
    return bytes(content)


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(content=noise | harmed(), name=st.text(max_size=20))
def test_no_file_makes_the_page_fail(jurist: Client, url: str, content: bytes, name: str) -> None:
    response = jurist.post(url, typed(file=upload(content, name or "x")))
    assert response.status_code in (302, 400, 422)


@settings(
    max_examples=600,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(content=noise | harmed())
def test_the_reader_says_yes_or_no_to_every_file(
    monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    """The reader itself, many times: what it takes, it can read again."""
    limits = {"pixels": 10**6, "pages": 5, "bytes": 10**6, "expanded": 10**7,
              "expanded_image": 10**7}  # fmt: skip
    # In its own process the reader sets these for good; here they are given back.
    with warnings.catch_warnings(), monkeypatch.context() as patch:
        patch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)
        try:
            answer, _pages, made = document_parser.clean(content, limits)
        except document_parser.Refused as refused:
            answer, made = str(refused), b""
        again = document_parser.clean(made, limits)[0] if made else answer
    assert again == answer
    assert answer in ({"application/pdf", "image/jpeg", "image/png"} if made else SENTENCES)


# --- spreadsheets -----------------------------------------------------------------------------


def packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def workbook(sheet: str) -> bytes:
    """An XLSX of one sheet, whose cells are written by hand."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    made = sheets.saved(openpyxl.Workbook())
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    written_by_hand = f'<worksheet xmlns="{main}">{sheet}</worksheet>'
    return packed(parts | {"xl/worksheets/sheet1.xml": written_by_hand.encode()})


def cell(place: str, text: str = "Awa") -> str:
    row = re.sub(r"\D", "", place)
    return f'<row r="{row}"><c r="{place}" t="inlineStr"><is><t>{text}</t></is></c></row>'


LAUGHS = "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" if n else "<!ENTITY a0 'ha'>" for n in range(12)
)
HOSTILE: dict[str, tuple[bytes, set[str]]] = {
    "a bomb": (packed({"xl/workbook.xml": bytes(200 << 20)}), {"unfolds"}),
    "a zip of something else": (packed({"word/document.xml": b"<w/>"}), {"unknown"}),
    "a page of HTML": (b"PK" + HTML, {"damaged"}),
    "the last cell there can be": (
        workbook(f"<sheetData>{cell('A1')}{cell('XFD1048576')}</sheetData>"),
        {"unfolds", "damaged", "too_many_rows"},
    ),
    "a cell that is nowhere": (
        workbook(f"<sheetData>{cell('A1')}{cell('ZZZZ99999999999')}</sheetData>"),
        {"unfolds", "damaged"},
    ),
    "laughs": (
        packed({"xl/workbook.xml": f"<!DOCTYPE x [{LAUGHS}]><x>&a11;</x>".encode()}),
        {"damaged", "unfolds"},
    ),
    "a cell without an end": (b'a;b\r\n"' + b"x" * (9 << 20), {"quotes", "unfolds"}),
    "letters without number": (b"x" * 20_000 + b"\r\n", set()),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_spreadsheet_is_refused_in_its_own_process(what: str) -> None:
    content, codes = HOSTILE[what]
    if not codes:
        table = spreadsheets.read(content)
        assert len(table.rows[0][1][0]) == spreadsheets.LIMITS["cell"]
        return
    with pytest.raises(spreadsheets.Refused) as refused:
        spreadsheets.read(content)
    assert refused.value.code in codes


def test_an_honest_workbook_of_the_same_make_is_read() -> None:
    table = spreadsheets.read(workbook(f"<sheetData>{cell('A1')}{cell('B3', 'Oury')}</sheetData>"))
    assert table.rows == [(1, ["Awa", ""]), (3, ["", "Oury"])]


def test_the_reader_of_spreadsheets_is_given_no_key_and_no_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: dict[str, object] = {}

    def run(command: list[str], **more: object) -> object:
        given.update(more, command=command)
        return subprocess.CompletedProcess(command, 0, b'{"rows": [], "flags": {}}', b"")

    monkeypatch.setattr(spreadsheets.subprocess, "run", run)
    spreadsheets.read(b"a;b")
    assert given["env"] == {}
    assert "-I" in given["command"]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_refusal(content: bytes) -> None:
    limits = {**spreadsheets.LIMITS, "seconds": 1}
    for start in (b"", b"PK\x03\x04", b"\xff\xfe"):
        try:
            found = spreadsheet_parser.parse(start + content, limits)
        except spreadsheet_parser.Refused as refused:
            found = {"rows": spreadsheets.SENTENCES[str(refused)]}
        assert found["rows"]
