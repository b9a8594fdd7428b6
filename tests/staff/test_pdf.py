"""Paper: the shipped fonts hold every script, right to left is right, nothing is fetched."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
import typst
from PIL import Image, ImageChops

from staff import pdf

SHEET: dict[str, Any] = {
    "title": "Feuille",
    "lead": "",
    "rows": [],
    "empty": "",
    "closing": [],
    "footer": "K7F2MQ",
}


def picture(language: str = "fr", **data: Any) -> Image.Image:
    made = pdf.render("sharings", {**SHEET, **data}, language=language, kind="png")
    return Image.open(io.BytesIO(made)).convert("L")


def ink(image: Image.Image) -> tuple[int, int, int, int]:
    """Return the box of all that is printed, the footer left out."""
    body = image.crop((0, 0, image.width, image.height * 9 // 10))
    box = ImageChops.invert(body).getbbox()
    assert box is not None
    return box


def documents() -> dict[str, str]:
    found = {path.name: path.read_text(encoding="utf-8") for path in pdf.FOLDER.glob("**/*.typ")}
    assert len(found) >= 2
    return found


def outside(texts: dict[str, str]) -> list[str]:
    """Return the documents that ask for a package: it would be fetched from the network."""
    return [name for name, text in texts.items() if re.search(r"@\w+/", text)]


def test_a_pdf() -> None:
    assert pdf.render("sharings", SHEET, language="fr").startswith(b"%PDF-")


def test_right_to_left_begins_on_the_right() -> None:
    arabic = picture("ar", title="سلام", lead="هذه الورقة لك")
    left, _top, right, _bottom = ink(arabic)
    assert left > arabic.width / 2
    assert right > arabic.width * 0.85
    latin = picture("fr", title="Bonjour", lead="Cette feuille")
    left, _top, right, _bottom = ink(latin)
    assert left < latin.width * 0.15
    assert right < latin.width / 2


def test_arabic_letters_are_joined() -> None:
    def width(title: str) -> int:
        left, _top, right, _bottom = ink(picture("ar", title=title))
        return right - left

    word = "ثبت"
    apart = "\N{ZERO WIDTH NON-JOINER}".join(word)
    assert width(word) < width(apart) * 0.9


@pytest.mark.parametrize(
    ("one", "other"),
    [("Mamadou", "Mamoudaa"), ("محمد", "كريم"), ("ሰላም", "ብርሃ"), ("মামুন", "রহিম")],
)
def test_every_script_of_a_name_has_its_letters(one: str, other: str) -> None:
    """Letters that no font holds are all drawn as the same box: then two words look alike."""
    drawn = ImageChops.difference(picture(title=one), picture(title=other)).getbbox()
    assert drawn is not None
    unknown = "\U0001f0a1\U0001f0a2"  # playing cards: in no font of ours
    boxes = ImageChops.difference(picture(title=unknown), picture(title=unknown[::-1])).getbbox()
    assert boxes is None


def test_what_was_typed_is_no_command() -> None:
    typed = '#read("/etc/passwd") $x$ *b* #panic()'
    pdf.render("sharings", {**SHEET, "title": typed, "lead": typed}, language="fr")


def test_nothing_outside_its_folder_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "inside" / "planted.typ").write_text('#read("../secret.txt")', encoding="utf-8")
    monkeypatch.setattr(pdf, "FOLDER", tmp_path / "inside")
    with pytest.raises(typst.TypstError):
        pdf.render("planted", {}, language="fr")


def test_no_document_asks_for_a_package() -> None:
    assert outside(documents()) == []


def test_a_document_that_asks_for_a_package_is_found() -> None:
    planted = {"a.typ": '#import "@preview/cetz:0.1.0": canvas', "b.typ": '#import "base.typ": x'}
    assert outside(planted) == ["a.typ"]
