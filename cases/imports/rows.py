"""One row of a spreadsheet understood, or what is wrong with it in sentences beside its cells.

Nothing is guessed past what is written: an answer that is not on the list is an error, an empty
cell is "not asked". Where a choice had to be made it is said on the page of the columns.
"""

import datetime
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import births, choices, phones
from cases.births import Birth
from cases.choices import FamilyNameStatus, ImportField, NameKind, Precision, Sex
from cases.family_names import without_stand_ins
from cases.imports.columns import Columns
from cases.models.minors import MAX_NAME
from cases.models.phones import ONE_NUMBER
from cases.names import fold

FLAGS: dict[str, str | Promise] = {
    "merged": gettext_lazy("This cell is merged with others. Unmerge them and fill each one."),
    "formula": gettext_lazy("This cell holds a formula. Put its result there, as a plain value."),
    "invisible": gettext_lazy("This cell holds a character that nobody sees. Type it again."),
    "letters": gettext_lazy(
        "Letters were damaged when this file was saved. Save it again as XLSX or “CSV UTF-8”."
    ),
}
SEXES = {
    Sex.FEMALE: {"f", "fille", "feminin", "femme", "female", "girl", "woman"},
    Sex.MALE: {"m", "g", "h", "garcon", "masculin", "homme", "male", "boy", "man"},
    Sex.OTHER: {"autre", "other", "x"},
    Sex.UNKNOWN: {"inconnu", "unknown"},
    Sex.NOT_ASKED: {"", "non demande", "not asked"},
    Sex.DECLINED: {"ne souhaite pas repondre", "refuse", "declined", "does not wish to answer"},
}
SEX_OF = {word: sex for sex, words in SEXES.items() for word in words}
# What people write, beside the names in French and in English.
COUNTRIES = {
    "guinee conakry": "GN", "guinee bissau": "GW", "cote divoire": "CI", "rci": "CI",
    "ivory coast": "CI", "rdc": "CD", "rd congo": "CD", "drc": "CD", "congo rdc": "CD",
    "republique democratique du congo": "CD", "congo kinshasa": "CD", "congo": "CG",
    "congo brazzaville": "CG", "republique du congo": "CG", "gambie": "GM", "the gambia": "GM",
    "centrafrique": "CF", "rca": "CF", "birmanie": "MM", "burma": "MM", "palestine": "PS",
    "soudan du sud": "SS", "cap vert": "CV", "cape verde": "CV", "syrie": "SY", "turquie": "TR",
    "inconnu": "unknown", "unknown": "unknown", "non demande": "not_asked",
    "not asked": "not_asked", "": "not_asked",
}  # fmt: skip
LANGUAGES = {
    "peul": "ff", "poular": "ff", "pular": "ff", "fulani": "ff", "fula": "ff", "fula pular": "ff",
    "fulfulde": "ff",
    "malinke": "man", "mandingue": "man", "mandinka": "man", "soninke": "snk", "sarakole": "snk",
    "dioula": "dyu", "soussou": "sus", "susu": "sus", "dari": "prs", "pachto": "ps",
    "pachtou": "ps", "pashto": "ps", "farsi": "fa", "persan": "fa", "bengali": "bn",
    "bangla": "bn", "tigrigna": "ti", "amharique": "am", "arabe": "ar", "kabyle": "kab",
    "autre": "other", "other": "other", "inconnu": "unknown", "unknown": "unknown", "": "unknown",
}  # fmt: skip
MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?$")  # after a date, in exports of other software
PARTS = re.compile(r"\s*[;,/|+&]\s*|\s+(?:et|ou|and|or)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell: the field it was read as, in words."""

    field: str
    sentence: str


@dataclass
class Person:
    """A row that can be imported; `number` is what the spreadsheet program shows beside it."""

    number: int
    names: list[tuple[str, str]] = field(default_factory=list)  # (NameKind, text)
    family_name_status: str = FamilyNameStatus.NOT_ASKED
    sex: str = Sex.NOT_ASKED
    country: str = choices.NOT_ASKED
    language: str = choices.UNKNOWN
    birth: Birth = field(default_factory=lambda: Birth(Precision.UNKNOWN))
    phone: str = ""
    first_seen_on: datetime.date | None = None

    @property
    def display_name(self) -> str:
        said = (NameKind.AS_SAID, NameKind.FAMILY)
        return " ".join(text for kind, text in self.names if kind in said)


class Reader:
    """Understands the rows of one table; the lists of countries and languages are made once."""

    def __init__(self, columns: Columns, *, today: datetime.date, is_year_only: bool) -> None:
        self.columns, self.today, self.is_year_only = columns, today, is_year_only
        self.countries = _codes(choices.COUNTRY_CODES, choices.country_name) | COUNTRIES
        self.languages = _codes(choices.LANGUAGE_CODES, choices.language_name) | LANGUAGES

    def read(
        self, number: int, cells: list[str], flags: dict[int, str]
    ) -> tuple[Person, list[Problem]]:
        """Return the person of a row and what is wrong with it, in the order of the columns."""
        person, problems = Person(number), []
        readers: dict[str, Callable[[Person, str], None]] = {
            ImportField.GIVEN_NAMES: self._given_names,
            ImportField.FAMILY_NAME: self._family_name,
            ImportField.OTHER_NAMES: self._other_names,
            ImportField.SEX: self._sex,
            ImportField.BIRTH: self._birth,
            ImportField.COUNTRY: self._country,
            ImportField.LANGUAGES: self._languages,
            ImportField.PHONE: self._phone,
            ImportField.FIRST_SEEN_ON: self._first_seen_on,
        }
        for name, place in sorted(self.columns.items(), key=lambda pair: pair[1]):
            try:
                if place in flags:
                    raise ValueError(FLAGS[flags[place]])
                readers[name](person, cells[place] if place < len(cells) else "")
            except ValueError as error:
                problems.append(Problem(name, str(error)))
        if not person.names and not problems:
            first = ImportField.GIVEN_NAMES
            problems.append(Problem(first, _("No name in this row: type one, or delete the row.")))
        return person, problems

    def _given_names(self, person: Person, text: str) -> None:
        if name := clean_name(text):
            person.names.append((NameKind.AS_SAID, name))

    def _family_name(self, person: Person, text: str) -> None:
        if name := clean_name(text):
            person.names.append((NameKind.FAMILY, name))
            person.family_name_status = FamilyNameStatus.KNOWN

    def _other_names(self, person: Person, text: str) -> None:
        names = (clean_name(part) for part in re.split(r"[;,/|]", text))
        person.names += [(NameKind.ALIAS, name) for name in dict.fromkeys(filter(None, names))]

    def _sex(self, person: Person, text: str) -> None:
        found = SEX_OF.get(fold(text))
        if found is None:
            raise ValueError(_("Write girl, boy, other or unknown, or leave it empty."))
        person.sex = found

    def _birth(self, person: Person, text: str) -> None:
        if not text:
            return
        birth = births.parse(MIDNIGHT.sub("", text), today=self.today)
        is_vague = birth.may_be_year_only and self.is_year_only
        person.birth = birth.year_only() if is_vague else birth

    def _country(self, person: Person, text: str) -> None:
        found = self.countries.get(fold(text))
        if found is None:
            raise ValueError(_("No such country. Write its name in full, or “unknown”."))
        person.country = found

    def _languages(self, person: Person, text: str) -> None:
        """The first one is what one speaks now; each has to be a language all the same."""
        found = [self.languages.get(fold(part)) for part in PARTS.split(text)]
        known = [code for code in found if code]
        if len(known) < len(found):
            raise ValueError(_("No such language. Write its name in full, or “other”."))
        person.language = known[0]

    def _phone(self, person: Person, text: str) -> None:
        if not text:
            return
        numbers = [part for part in PARTS.split(text) if len(re.sub(r"\D", "", part)) >= 6]
        if len(numbers) > 1 or len(re.sub(r"\D", "", text)) > 15:
            raise ValueError(
                _("Several numbers in one cell. Keep one; add the others in the file.")
            )
        try:
            person.phone = phones.international(text)
        except ValueError as error:
            raise ValueError(ONE_NUMBER) from error

    def _first_seen_on(self, person: Person, text: str) -> None:
        if not text:
            return
        birth = births.parse(MIDNIGHT.sub("", text), today=self.today)
        if birth.precision != Precision.DAY or birth.born_on is None:
            raise ValueError(_("Type the whole date: 12/03/2025."))
        person.first_seen_on = birth.born_on


def clean_name(text: str) -> str:
    """Return a name with single spaces; raises ValueError with a sentence."""
    text = " ".join(text.split())
    if not text or text in {"-", "–", "/", "."}:
        return ""
    if len(text) > MAX_NAME:
        raise ValueError(_("This name has more than %(most)s characters.") % {"most": MAX_NAME})
    if any(unicodedata.category(letter) in {"So", "Co", "Cn", "Sm", "Sc"} for letter in text):
        raise ValueError(_("This name holds a picture or a sign that is no letter."))
    if not any(unicodedata.category(letter)[0] == "L" for letter in text):
        raise ValueError(_("There is no letter in this name."))
    if without_stand_ins(text) != text:
        raise ValueError(_("This says that there is no name: leave the cell empty."))
    return text


def _codes(codes: list[str], name: Callable[[str], str]) -> dict[str, str]:
    """Return {folded name or code: code}, in French and in English."""
    found = {fold(code): code for code in codes}
    for language in ("en", "fr"):
        with translation.override(language):
            found |= {fold(name(code)): code for code in codes}
    return found
