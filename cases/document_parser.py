"""The program that reads a file nobody trusts: alone in its process, counted in memory and time.

Started by cases.document_cleaning as `python -I document_parser.py`, it knows nothing of the house
and holds no key. On standard input a line of JSON (the limits), then the file; on standard output
a line of JSON (what it is, or the code of a refusal), then the file made anew: a picture decoded
and encoded again, a PDF of pages only. Nothing of either touches a disk.
"""

import json
import resource
import struct
import sys
import warnings
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image, ImageOps

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
QUALITY = 90
PAGE_KEYS = {"/Type", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate",
             "/Resources", "/Contents", "/UserUnit", "/Group", "/Parent"}  # fmt: skip
# What an action may be (PDF 32000-1, 12.6.4.1 and its extensions).
ACTIONS = {"/GoTo", "/GoToR", "/GoToE", "/GoToDp", "/Launch", "/Thread", "/URI", "/Sound", "/Movie",
           "/Hide", "/Named", "/SubmitForm", "/ResetForm", "/ImportData", "/JavaScript",
           "/SetOCGState", "/Rendition", "/Trans", "/GoTo3DView", "/RichMediaExecute"}  # fmt: skip
# Keys of a page or of a typed object that act, name another file, or tell where and by whom.
# /F, in a stream, says that its content stands in a file elsewhere.
UNWANTED = {"/AA", "/OpenAction", "/JS", "/XFA", "/EF", "/AF", "/Metadata", "/PieceInfo", "/OPI",
            "/Ref", "/Alternates", "/LastModified", "/PtData", "/Measure", "/GPTS"}  # fmt: skip
UNWANTED_IN_STREAMS = UNWANTED | {"/F", "/FFilter", "/FDecodeParms", "/A"}
# Their pictures are measured by their points instead.
PICTURE_FILTERS = {"/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"}
# Segments of a JPEG that are the picture itself: the rest (EXIF, XMP, comments) is dropped.
JPEG_KEPT_APPS = {0xE0, 0xEE}  # JFIF; Adobe, which says how the colours are written
JPX_KEPT = {b"jP  ", b"ftyp", b"jp2h", b"jp2c"}


class Refused(Exception):
    """The file is not taken; its text is a code of cases.document_cleaning.SENTENCES."""


def limit(memory: int, seconds: int) -> None:
    """Let the system stop what gets out of hand; no file is ever opened for writing."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def kind_of(content: bytes) -> str:
    """Return "picture" or "pdf" from the first bytes; raises Refused, saying what it looks like."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf\x00\t\n\x0c\r ")
    if not start:
        raise Refused("empty")
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return "picture"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "picture"
    if start.startswith(b"%PDF-"):
        return "pdf"
    if content[4:8] == b"ftyp":
        raise Refused("heic")
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        raise Refused("office")
    raise Refused("unknown")


# --- pictures ---------------------------------------------------------------------------------


def clean_picture(content: bytes, max_pixels: int, max_bytes: int) -> tuple[str, int, bytes]:
    """Decode, turn upright, and encode again: the pixels pass, nothing that was around them."""
    warnings.simplefilter("ignore")  # odd notes around a picture: they are dropped anyway
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.MAX_IMAGE_PIXELS = max_pixels
    try:
        with Image.open(BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as image:
            if image.width * image.height > max_pixels:
                raise Refused("too_many_pixels")
            is_jpeg = image.format in ("JPEG", "MPO")  # MPO: a telephone's photo and its depth map
            if not is_jpeg and getattr(image, "n_frames", 1) > 1:
                raise Refused("animated")
            is_png = image.format == "PNG"
            plain = flat(ImageOps.exif_transpose(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("too_many_pixels") from error
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError,
            struct.error, zlib.error, OverflowError, AttributeError, NotImplementedError,
            RuntimeError) as error:  # fmt: skip
        raise Refused("damaged") from error
    # A new image holds pixels only: whatever Pillow remembered of the old one stays behind.
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    if is_png and len(made := encoded(bare, "PNG", optimize=True)) <= max_bytes:
        return PNG, 1, made
    return JPEG, 1, encoded(bare, "JPEG", quality=QUALITY, optimize=True)


def flat(image: Image.Image) -> Image.Image:
    """Return grey or colours, on white paper where the picture was transparent."""
    if image.mode.startswith("I") or image.mode == "F":  # 16 bits of grey
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("1", "L", "RGB"):
        # Said to be transparent by a single colour: the paper behind it is white anyway.
        return image.convert("L") if image.mode == "1" else image
    if image.mode in ("LA", "PA", "RGBA", "RGBa", "La") or "transparency" in image.info:
        with_alpha = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(with_alpha, mask=with_alpha.getchannel("A"))
        return paper
    return image.convert("RGB")


def encoded(image: Image.Image, form: str, **options: Any) -> bytes:
    made = BytesIO()
    image.save(made, form, **options)
    return made.getvalue()


# --- PDF --------------------------------------------------------------------------------------


def clean_pdf(content: bytes, limits: dict[str, int]) -> tuple[str, int, bytes]:
    """Write a new PDF with the pages of the old one and nothing that stood around them."""
    try:
        with (
            pikepdf.open(BytesIO(content), attempt_recovery=False) as old,
            pikepdf.new() as new,
        ):
            pages = page_count(old, limits["pages"])
            check_expansion(old, limits)
            flatten_forms(old)
            for page in old.pages:
                keep_only(page.obj, PAGE_KEYS)
            new.pages.extend(old.pages)
            for found in new.objects:
                scrub(new, found)
            made = BytesIO()
            new.save(made, deterministic_id=True, encryption=False)
            return PDF, pages, made.getvalue()
    except pikepdf.PasswordError as error:
        raise Refused("locked") from error
    except (pikepdf.PdfError, pikepdf.ForeignObjectError, pikepdf.DependencyError, ValueError,
            TypeError, KeyError, AttributeError, IndexError, RuntimeError, OverflowError,
            NotImplementedError, zlib.error) as error:  # fmt: skip
        raise Refused("damaged") from error


def page_count(pdf: pikepdf.Pdf, most: int) -> int:
    """Count the pages; raises Refused when there are none or too many."""
    count = len(pdf.pages)
    if count == 0:
        raise Refused("damaged")
    if count > most:
        raise Refused("too_many_pages")
    return count


def flatten_forms(pdf: pikepdf.Pdf) -> None:
    """Write what was typed in a form, and what was noted, onto the page itself."""
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and form.get("/NeedAppearances"):
        pdf.generate_appearance_streams()
    pdf.flatten_annotations("screen")


def keep_only(found: pikepdf.Object, keys: set[str]) -> None:
    for key in [key for key in found.keys() if key not in keys]:  # noqa: SIM118 - a PDF object
        del found[key]


def check_expansion(pdf: pikepdf.Pdf, limits: dict[str, int]) -> None:
    """Raise Refused when some bytes would unfold into far too many, wherever they are opened."""
    total = 0
    for found in pdf.objects:
        if not isinstance(found, pikepdf.Stream):
            continue
        is_image = found.get("/Subtype") == "/Image"
        if is_image:
            if int(found.get("/Width", 0)) * int(found.get("/Height", 0)) > limits["pixels"]:
                raise Refused("too_many_pixels")
            most = limits["expanded_image"]
        else:
            most = limits["expanded"] - total
        size = expanded_size(found, most)
        if size > most:
            raise Refused("unfolds")
        total += 0 if is_image else size


def expanded_size(stream: pikepdf.Stream, most: int) -> int:
    """Return how many bytes a stream unfolds into.

    Raises Refused when what it is packed in, once or again, passes `most` on the way.
    """
    filters = filters_of(stream)
    if set(filters) == {"/FlateDecode"}:  # once, or packed again
        pieces: Iterable[bytes] = [stream.read_raw_bytes()]
        for _filter in filters:
            pieces = unfolded(pieces, most)
        return sum(map(len, pieces))
    if not filters or filters[-1] in (
        "/DCTDecode",
        "/JPXDecode",
        "/CCITTFaxDecode",
        "/JBIG2Decode",
    ):
        return len(stream.read_raw_bytes())
    return len(stream.read_bytes())  # a rare filter: the memory limit watches


def unfolded(packed: Iterable[bytes], most: int) -> Iterator[bytes]:
    """Yield what was packed, a mebibyte at most at a time; raises Refused past `most` bytes."""
    unfolding, size = zlib.decompressobj(), 0
    for left in packed:
        while left:
            piece = unfolding.decompress(left, 1 << 20)
            size += len(piece)
            if size > most:
                raise Refused("unfolds")
            yield piece
            left = unfolding.unconsumed_tail


def filters_of(stream: pikepdf.Stream) -> list[str]:
    found = stream.get("/Filter")
    if found is None:
        return []
    if isinstance(found, pikepdf.Name):
        return [str(found)]
    return [str(name) for name in found]


def scrub(pdf: pikepdf.Pdf, found: Any) -> None:
    """Take out of one object whatever acts, points outside or tells more than the page shows."""
    if isinstance(found, pikepdf.Stream):
        for key in UNWANTED_IN_STREAMS & set(found.keys()):
            del found[key]
        scrub_picture(pdf, found)
    elif isinstance(found, pikepdf.Dictionary):
        if str(found.get("/S", "")) in ACTIONS:
            keep_only(found, set())
        if "/Type" in found:  # elsewhere a key may be the name somebody gave to a font
            for key in UNWANTED & set(found.keys()):
                del found[key]
    for child in children(found):
        if not child.is_indirect:
            scrub(pdf, child)


def children(found: Any) -> Iterator[Any]:
    values: Any = []
    if isinstance(found, pikepdf.Stream):
        values = [found.get(key) for key in found.keys()]  # noqa: SIM118 - a PDF object
    elif isinstance(found, pikepdf.Dictionary):
        values = [value for _key, value in found.items()]
    elif isinstance(found, pikepdf.Array):
        values = list(found)
    return (v for v in values if isinstance(v, pikepdf.Dictionary | pikepdf.Array))


def scrub_picture(pdf: pikepdf.Pdf, stream: pikepdf.Stream) -> None:
    """Take the camera's notes out of a picture that stands in the page as it was taken."""
    filters = filters_of(stream)
    if not filters or filters[-1] not in ("/DCTDecode", "/JPXDecode"):
        return
    raw = stream.read_raw_bytes()
    if len(filters) > 1:
        if stream.get("/DecodeParms") is not None:
            raise Refused("damaged")
        outer = pikepdf.Stream(pdf, raw)
        outer.Filter = pikepdf.Array([pikepdf.Name(name) for name in filters[:-1]])
        raw = outer.read_bytes()
    bare = bare_jpeg(raw) if filters[-1] == "/DCTDecode" else bare_jpx(raw)
    parameters: Any = stream.get("/DecodeParms")
    stream.write(bare, filter=pikepdf.Name(filters[-1]), decode_parms=parameters)


def bare_jpeg(content: bytes) -> bytes:
    """Return a JPEG without its notes, its pixels untouched; raises Refused."""
    if content[:2] != b"\xff\xd8":
        raise Refused("damaged")
    kept, at = bytearray(content[:2]), 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            raise Refused("damaged")
        marker = content[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        is_note = marker == 0xFE or (0xE0 <= marker <= 0xEF and marker not in JPEG_KEPT_APPS)
        if marker == 0xDA:  # the pixels, to the last end of image
            last = content.rfind(b"\xff\xd9")
            return bytes(kept + (content[at : last + 2] if last > at else content[at:]))
        if not is_note:
            kept += content[at:end]
        at = end
    raise Refused("damaged")


def bare_jpx(content: bytes) -> bytes:
    """Return a JPEG 2000 picture without the boxes that are not the picture."""
    if content.startswith(b"\xff\x4f\xff\x51"):
        return content  # pixels without any box
    kept, at = bytearray(), 0
    while at + 8 <= len(content):
        size, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16], "big")
        end = len(content) if size == 0 else at + size
        if end < at + 8 or end > len(content):
            raise Refused("damaged")
        if name in JPX_KEPT:
            kept += content[at:end]
        at = end
    return bytes(kept)


# --- one file in, one file out ----------------------------------------------------------------


def clean(content: bytes, limits: dict[str, int]) -> tuple[str, int, bytes]:
    """Return the media type, the number of pages and the content made anew; raises Refused."""
    if kind_of(content) == "pdf":
        return clean_pdf(content, limits)
    return clean_picture(content, limits["pixels"], limits["bytes"])


def main() -> None:
    limits = json.loads(sys.stdin.buffer.readline())
    limit(limits["memory"], limits["seconds"])
    made = b""
    try:
        media_type, pages, made = clean(sys.stdin.buffer.read(), limits)
        answer = {"media_type": media_type, "pages": pages}
    except Refused as refused:
        answer = {"refused": str(refused)}
    except (MemoryError, RecursionError):
        answer = {"refused": "unfolds"}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + made)


if __name__ == "__main__":
    main()
