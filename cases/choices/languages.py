"""Languages and countries, named in the language of the page."""

from collections.abc import Callable

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cases.choices.answers import NO_ANSWER, UNKNOWN
from cases.names import fold

# Languages met at the centre and on the routes (field sheet, sections 7 and 8). Babel names them;
# those it does not know are named here.
LANGUAGE_CODES = [
    "fr", "ff", "bm", "man", "sus", "snk", "dyu", "wo", "en", "ar", "ln", "prs", "ps", "bn",
    "ti", "am", "om", "so", "pt", "kea", "es", "it", "ur", "pa", "fa", "ckb", "ku", "tr", "sw",
    "kg", "lua", "ha", "yo", "ig", "ee", "bci", "mos", "son", "tmh", "kri", "zag", "fvr", "apd",
    "mey", "kab", "ber", "vi", "zh", "ru", "uk", "sq", "ne", "ta", "other",
]  # fmt: skip
OWN_LANGUAGE_NAMES = {
    "man": _("Malinke, Mandinka"),
    "prs": _("Dari"),
    "kea": _("Cape Verdean Creole"),
    "zag": _("Zaghawa"),
    "fvr": _("Fur"),
    "apd": _("Sudanese Arabic"),
    "mey": _("Hassaniya"),
    "ber": _("Berber"),
    "son": _("Songhay"),
    "ff": _("Fula (Pular, Peul)"),
    "other": _("Other language"),
    UNKNOWN: _("Unknown"),
}
COUNTRY_CODES = [
    "AF", "AO", "BD", "BF", "BJ", "CD", "CF", "CG", "CI", "CM", "CV", "DJ", "DZ", "EG", "ER", "ET",
    "GA", "GH", "GM", "GN", "GQ", "GW", "HT", "IN", "IQ", "IR", "KE", "KM", "LK", "LR", "LY", "MA",
    "MG", "ML", "MM", "MR", "NE", "NG", "NP", "PK", "PS", "RW", "SD", "SL", "SN", "SO", "SS", "SY",
    "TD", "TG", "TN", "TR", "TZ", "UG", "UA", "VN", "YE", "AL", "AM", "AZ", "BI", "BR", "CN", "CO",
    "GE", "KG", "KZ", "LB", "MD", "MN", "MZ", "NA", "RU", "TJ", "UZ", "VE", "XK", "ZA", "ZM", "ZW",
]  # fmt: skip


def _names(kind: str) -> dict[str, str]:
    try:
        locale = Locale.parse(get_language() or "fr")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("fr")
    return getattr(locale, kind)


def language_name(code: str) -> str:
    """Return the language's name in the language of the page; the code itself if unknown."""
    if code in OWN_LANGUAGE_NAMES:
        return str(OWN_LANGUAGE_NAMES[code])
    name = _names("languages").get(code, code)
    return name[:1].upper() + name[1:]


def country_name(code: str) -> str:
    """Return the country's name in the language of the page, or which answer there was not."""
    return str(dict(NO_ANSWER).get(code) or _names("territories").get(code, code))


def _sorted_by_name(codes: list[str], name: Callable[[str], str]) -> list[tuple[str, str]]:
    return sorted(((code, name(code)) for code in codes), key=lambda pair: fold(pair[1]))


def language_choices() -> list[tuple[str, str]]:
    named = _sorted_by_name([c for c in LANGUAGE_CODES if c != "other"], language_name)
    return [*named, ("other", language_name("other")), (UNKNOWN, language_name(UNKNOWN))]


def country_choices() -> list[tuple[str, str]]:
    no_answer = [(code, str(label)) for code, label in NO_ANSWER]
    return [*_sorted_by_name(COUNTRY_CODES, country_name), *no_answer]


# Which languages to offer first for a country (field sheet, section 7).
LANGUAGES_OF_COUNTRY = {
    "GN": ["fr", "ff", "man", "sus"], "ML": ["bm", "fr", "snk"], "CI": ["fr", "dyu", "bci"],
    "AF": ["prs", "ps"], "SD": ["ar", "apd", "fvr", "zag"], "GM": ["en", "man", "ff", "wo"],
    "BD": ["bn", "en"], "CD": ["ln", "fr", "sw", "lua", "kg"], "ER": ["ti"], "ET": ["am", "om"],
    "SN": ["wo", "fr", "ff"], "CM": ["fr", "en"], "CG": ["ln", "fr"], "AO": ["pt", "ln"],
    "SL": ["en", "kri"], "NG": ["en", "ha", "yo", "ig"], "SO": ["so"], "GW": ["pt", "ff"],
    "MR": ["ar", "mey", "ff", "snk"], "PK": ["ur", "ps", "pa"], "DZ": ["ar", "kab", "fr"],
    "MA": ["ar", "ber", "fr"], "TN": ["ar", "fr"], "TD": ["ar", "fr"], "BF": ["fr", "mos", "dyu"],
    "EG": ["ar"], "LY": ["ar"], "SY": ["ar", "ku"], "IQ": ["ar", "ckb"], "IR": ["fa"],
}  # fmt: skip
