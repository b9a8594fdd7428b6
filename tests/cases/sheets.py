"""Spreadsheets for the tests, written by another program than the one that reads them."""

import datetime
import io
import random
from typing import Any

import openpyxl

HEADINGS = [
    "given_names", "family_name", "other_names", "sex", "birth", "country", "languages", "phone",
    "first_seen_on",
]  # fmt: skip
AWA = ["Awa", "Traoré", "Awatou", "F", "16", "Mali", "bambara", "06 12 34 56 78", "12/03/2025"]
OURY = ["Mamadou Oury", "Diallo", "", "M", "2009", "Guinée", "peul, français", "", ""]


def xlsx(*rows: list[Any], headings: list[str] | None = HEADINGS) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ([headings] if headings else []) + list(rows):
        sheet.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def csv(
    *rows: list[str], separator: str = ";", encoding: str = "utf-8", headings: Any = HEADINGS
) -> bytes:
    lines = [separator.join(f'"{cell}"' for cell in row) for row in [headings, *rows]]
    return "\r\n".join(lines).encode(encoding)


GIVEN = ["Mamadou", "Ibrahima", "Aïssatou", "Ousmane", "Fatoumata", "Sékou", "Mariam", "Lamine",
         "Abdoulaye", "Kadiatou", "Moussa", "Amadou", "Boubacar", "Hawa", "Idrissa"]  # fmt: skip
FAMILY = ["Diallo", "Bah", "Camara", "Traoré", "Keïta", "Sylla", "Condé", "Touré", "Barry",
          "Cissé", "Kanté", "Sow", "Konaté", "Coulibaly", "Doumbia"]  # fmt: skip
SYLLABLES = ["ba", "ko", "ri", "su", "ma", "ne", "du", "fa", "li", "to", "ga", "we", "ya", "zo"]


def many(count: int, *, seed: int = 5) -> bytes:
    """A CSV of as many people: half of the names common, half of them made of syllables."""
    draw = random.Random(seed)
    first = datetime.date(2024, 1, 1)
    rows = []
    for number in range(count):
        is_common = draw.random() < 0.5
        made = ["".join(draw.choices(SYLLABLES, k=4)).title() for _i in range(2)]
        given, family = (draw.choice(GIVEN), draw.choice(FAMILY)) if is_common else made
        day = first + datetime.timedelta(days=draw.randrange(700))
        phone = f"06{number:08d}" if draw.random() < 0.5 else ""
        rows.append(
            [given, family, "", draw.choice("FM"), str(draw.randrange(2006, 2012)), "Guinée",
             "français", phone, day.isoformat() if draw.random() < 0.5 else ""]
        )  # fmt: skip
    return csv(*rows)
