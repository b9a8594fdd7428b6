"""The spelling that somebody typed and then opened a file with: offered as one more of its names.

Between the search and the file it travels sealed, for her alone: no name stands in an address.
"""

import json
import time
from urllib.parse import urlencode

from cases.models import Minor
from cases.names import fold, sound
from cases.search import spellings
from staff import encryption
from staff.keyring import KeyFileError
from staff.models import User

KEPT_SECONDS = 15 * 60
SHORTEST = 3  # letters
_COMPARTMENT = "typed name"


def token(user: User, text: str) -> str:
    """Return what the links of a search carry; "" for what is no name."""
    folded = fold(text)
    if len(folded) < SHORTEST or any(letter.isdigit() for letter in folded):
        return ""
    said = json.dumps([" ".join(text.split())[:200], time.time()])
    return encryption.seal_text(said, compartment=_COMPARTMENT, place=_place(user))


def carried_by_links(user: User, text: str) -> dict[str, str]:
    """Return what the templates of a search add to their links and forms."""
    carried = token(user, text)
    return {"typed": carried, "typed_query": f"?{urlencode({'typed': carried})}" if carried else ""}


def offered(user: User, carried: str, minor: Minor) -> str:
    """Return the spelling that the file does not know yet; "" when there is none to offer."""
    try:
        text, at = json.loads(
            encryption.open_text(carried, compartment=_COMPARTMENT, place=_place(user))
        )
    except (encryption.SealError, KeyFileError, ValueError):  # an address that is no link of ours
        return ""
    borne = {word for name in minor.names.all() for word in name.folded.split()}
    new = set(fold(text).split()) - borne
    is_begun = any(word.startswith(typed) for typed in new for word in borne)  # not typed whole
    is_spelling = all(_is_heard(word, borne) for word in new)
    is_worth = new and is_spelling and not is_begun
    return text if is_worth and time.time() - at < KEPT_SECONDS else ""


def _is_heard(word: str, borne: set[str]) -> bool:
    """Whether this word is one of the file's as somebody may hear it; else it is another name."""
    return sound(word) in map(sound, borne) or bool(spellings.others(word) & borne)


def _place(user: User) -> str:
    return f"typed|{user.pk}"
