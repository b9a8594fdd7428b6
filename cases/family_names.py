"""What administrations print when there is no name: here it is a status, never a text."""

from cases.names import fold

# "Family name unknown", "first name unknown", "last name unknown", and what France prints.
STAND_INS = frozenset({"snu", "fnu", "lnu", "xxx"})
# The whole box: "sans nom", "SP" (sans prénom), "NSP" (ne sait pas).
WHOLE = frozenset(
    {
        "sp", "nsp", "sans nom", "sans prenom", "sans nom de famille", "inconnu", "inconnue",
        "neant", "no name", "no family name", "unknown",
    }
)  # fmt: skip


def without_stand_ins(text: str) -> str:
    """Return the name that is left: "Ahmad" of "Ahmad SNU", "" of "XXX" or of "sans nom"."""
    if fold(text) in WHOLE:
        return ""
    return " ".join(word for word in text.split() if fold(word) not in STAND_INS)
