"""Which column is which: guessed from the headings, in French or English, then said by a person."""

import hashlib
import hmac
import json
from dataclasses import dataclass

from django.conf import settings

from cases.choices import ImportField
from cases.imports.reading import Table
from cases.names import fold

F = ImportField
Columns = dict[str, int]  # {ImportField: place of the column from the left, 0 first}
LOOKED_AT = 10  # first rows, among which the headings are

# Folded headings of each field; the first word of the list of columns of `import_minors` is the
# value itself ("given names").
HEADINGS: dict[str, set[str]] = {
    F.GIVEN_NAMES: {"prenom", "prenoms", "prenom s", "prenom usuel", "first name", "first names",
                    "given name", "forename", "nom et prenom", "prenom et nom", "nom prenom",
                    "prenom nom", "name", "full name", "nom complet"},
    F.FAMILY_NAME: {"nom", "nom de famille", "noms", "last name", "surname", "family name",
                    "nom usuel"},
    F.OTHER_NAMES: {"autre nom", "autres noms", "alias", "surnom", "surnoms", "other name",
                    "nickname", "aka", "dit"},
    F.SEX: {"sexe", "genre", "gender", "m f", "f m", "h f", "f g"},
    F.BIRTH: {"date de naissance", "naissance", "ne e le", "ne le", "nee le", "ddn", "age", "annee",
              "annee de naissance", "date naissance", "birth date", "birthdate", "date of birth",
              "dob", "born on", "born", "year of birth", "age dit", "date de naissance dite",
              "age ou date de naissance"},
    F.COUNTRY: {"pays", "pays d origine", "pays dorigine", "nationalite", "origine",
                "country of origin", "nationality", "pays de naissance"},
    F.LANGUAGES: {"langue", "langues", "langue parlee", "langues parlees", "language", "spoken",
                  "langue maternelle"},
    F.PHONE: {"telephone", "tel", "portable", "mobile", "numero de telephone", "numero", "n tel",
              "phone number", "num tel", "telephone portable", "gsm"},
    F.FIRST_SEEN_ON: {"premiere venue", "premier passage", "date d arrivee", "date darrivee",
                      "arrivee", "vu la premiere fois", "vu le", "date de premiere venue",
                      "first seen", "first visit", "first arrival", "arrival date", "arrived on",
                      "date du premier passage", "premier accueil", "date d accueil"},
}  # fmt: skip
_FIELD_OF = {
    heading: ImportField(field)
    for field, headings in HEADINGS.items()
    for heading in {*headings, fold(field.replace("_", " "))}
}


@dataclass(frozen=True)
class Heading:
    """A column as the person sees it: "C", its heading, and what stands first under it."""

    place: int
    text: str
    sample: str

    @property
    def letter(self) -> str:
        return letter(self.place)


def letter(place: int) -> str:
    """Return "A" for 0, "AA" for 26: how spreadsheet programs name columns."""
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(65 + rest) + found
    return found


def _guess(cells: list[str]) -> Columns:
    found: Columns = {}
    for place, cell in enumerate(cells):
        field = _FIELD_OF.get(fold(cell))
        if field is not None:
            found.setdefault(field, place)
    return found


def head_of(table: Table) -> int:
    """Return the place, among the rows, of the one that holds the most headings known here."""
    first = table.rows[:LOOKED_AT]
    return max(range(len(first)), key=lambda place: (len(_guess(first[place][1])), -place))


def guess(table: Table) -> Columns:
    return _guess(table.rows[head_of(table)][1])


def headings(table: Table) -> list[Heading]:
    """Return every column with a heading or something under it."""
    head = head_of(table)
    texts = table.rows[head][1]
    under = table.rows[head + 1 : head + 1 + LOOKED_AT]
    width = max([len(texts), *(len(cells) for _number, cells in under)])
    found = []
    for place in range(width):
        text = texts[place] if place < len(texts) else ""
        samples = (cells[place] for _number, cells in under if place < len(cells) and cells[place])
        sample = next(samples, "")
        if text or sample:
            found.append(Heading(place, text, sample))
    return found


def fingerprint(table: Table) -> str:
    """Return what tells these headings again; without the key it says nothing of them.

    A file without headings has names in their place.
    """
    texts = json.dumps([fold(cell) for cell in table.rows[head_of(table)][1]])
    key = b"cases.imports.columns|" + settings.SECRET_KEY.encode()
    return hmac.new(key, texts.encode(), hashlib.sha256).hexdigest()
