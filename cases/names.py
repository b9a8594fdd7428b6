"""Names as keys: the one normaliser for saving and searching, and how a name sounds.

The sound rules are those measured on 222 groups of spellings (French and English colonial
spellings of West Africa, the Maghreb, the Horn, Afghanistan, Bangladesh): two spellings of one
name mostly share their consonant skeleton.
"""

import re
import unicodedata

_ARABIC = str.maketrans(
    {
        "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ب": "b", "پ": "p", "ت": "t", "ټ": "t",
        "ث": "s", "ج": "j", "چ": "tch", "ځ": "z", "څ": "s", "ح": "h", "خ": "kh", "د": "d",
        "ډ": "d", "ذ": "z", "ر": "r", "ړ": "r", "ز": "z", "ژ": "j", "ږ": "j", "س": "s", "ش": "ch",
        "ښ": "ch", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f",
        "ق": "k", "ک": "k", "ك": "k", "ګ": "g", "گ": "g", "ل": "l", "م": "m", "ن": "n",
        "ڼ": "n", "ه": "h", "ة": "a", "و": "ou", "ؤ": "ou", "ي": "i", "ی": "i", "ى": "a",
        "ې": "e", "ۍ": "i", "ئ": "i", "ء": "", "ـ": "", "\u200c": " ",
    }
)  # fmt: skip
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i",
                          "ɓ": "b", "ɗ": "d", "ŋ": "n", "ɲ": "n", "ƴ": "y", "ɛ": "e",
                          "ɔ": "o"})  # fmt: skip
_APOSTROPHES = re.compile(r"['’ʼ`´‘ʻʿʾ]")
UNSEEN = {"Mn", "Me", "Cf", "Cs"}  # accents, joiners and marks of direction, halves of a character

_SOUND_RULES = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        (r"ph", "f"), (r"tch|tsh|sch|ch|sh", "s"), (r"kh", "k"), (r"gh", "g"), (r"dh", "d"),
        (r"th", "t"), (r"qu|q|ck|cc", "k"), (r"c(?=[eiy])", "s"), (r"c", "k"), (r"x", "ks"),
        (r"ou(?=[aei])", "w"), (r"ou|oo|ow|aw|au", "u"), (r"dj|dy(?=[aeou])|di(?=[aeou])", "j"),
        (r"gu(?=[eiy])", "g"), (r"g(?=[ei])", "j"), (r"gn|ny", "n"), (r"ee", "i"),
        (r"ay|ai|ey|ei", "e"), (r"y", "i"),
        (r"o", "u"), (r"v", "w"), (r"z", "s"), (r"(.)\1+", r"\1"), (r"h", ""),
        (r"(?<=..)[aeiu]+$", ""),
    ]
]  # fmt: skip

_CLOSED, _OPEN = re.compile("[ei]+"), re.compile("[uw]+")
# The article of Arabic names as it is heard, said or left out: "Elsayed", "Alsayed", "Sayed".
_ARTICLE = re.compile("^[aiu]l(?=[bdfgjkmnpqrstwx][a-z]{2})")


def fold(text: str) -> str:
    """Return the text in plain small letters and digits, words apart by one space.

    Accents, case, apostrophes and what nobody sees vanish, hyphens become spaces; Arabic, Persian
    and Pashto letters become Latin ones, other scripts stay: "N'Diaye-Gassama" -> "ndiaye gassama".
    """
    text = unicodedata.normalize("NFKC", text).translate(_ARABIC)
    text = _APOSTROPHES.sub("", text).casefold().translate(_LETTERS)
    return " ".join("".join(map(_plain, unicodedata.normalize("NFKD", text))).split())


def _plain(character: str) -> str:
    """Return the character if it is a letter or a digit, "" if nobody sees it, else a space."""
    category = unicodedata.category(character)
    if category in UNSEEN:
        return ""
    return character if category[0] in "LN" or category == "Mc" else " "


def ear(word: str) -> str:
    """Return how a folded word is heard, its vowels kept but for the last: "diallo" -> "jal"."""
    for pattern, replacement in _SOUND_RULES:
        word = pattern.sub(replacement, word)
    return _OPEN.sub("u", _CLOSED.sub("i", word))


def sound(word: str) -> str:
    """Return how a folded word sounds: its first letter and its consonants, merged by ear.

    "mamadou", "mouhamadou" and "mamadu" all give "mmd"; "diallo" and "jalloh" give "jl". A word
    with one consonant keeps its vowels ("oury", "ba"), else half the names would be one.
    """
    word = _ARTICLE.sub("", ear(word))
    skeleton = word[:1] + re.sub(r"[aeiuw]", "", word[1:])
    return skeleton if len(skeleton) > 1 else word


def sounds(folded: str) -> list[str]:
    """Return the sounds of the words of a folded text."""
    return [sound(word) for word in folded.split()]
