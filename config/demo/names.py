"""How a young person is named at reception, in the manner of her country."""

import random
from dataclasses import dataclass, replace

from cases.choices import FamilyNameStatus, NameKind, Sex
from cases.names import fold
from config.demo.name_tables import ARABIC_SCRIPT, POOLS, SCRIPT_COUNTRIES, Pool
from config.demo.variants import respell, shorten

# All shares of this module are assumptions.
NO_NAME_GIVEN = 0.01
ONE_BOX = 0.12  # the whole name typed as said, the family name not apart
FAMILY_NOT_ASKED = 0.05
AFGHAN_WITHOUT_SURNAME = 0.6
ALIAS = 0.07
OTHER_SPELLING = 0.06
DOCUMENT = 0.05
OWN_SCRIPT = 0.35


@dataclass(frozen=True)
class Naming:
    """What is written in a file: (kind, text) pairs, and what is known of a family name."""

    names: tuple[tuple[NameKind, str], ...]
    status: FamilyNameStatus

    def get(self, kind: NameKind) -> str:
        return dict(self.names).get(kind, "")


def name_person(rng: random.Random, country: str, sex: Sex) -> Naming:
    """Draw the names of a file."""
    if rng.random() < NO_NAME_GIVEN:
        return Naming((), FamilyNameStatus.NOT_ASKED)
    naming = _as_said(rng, country, POOLS[country], sex)
    others = _others(rng, naming, country, sex)
    return replace(naming, names=_without_repeats(naming.names + others))


def misname(rng: random.Random, naming: Naming) -> Naming:
    """Return the names as somebody else typed them in a second file of the same person."""
    said, family = naming.get(NameKind.AS_SAID), naming.get(NameKind.FAMILY)
    if not said:
        return naming
    if not family:
        return Naming(((NameKind.AS_SAID, respell(rng, said)),), naming.status)
    slip = rng.choice(["family", "family", "given", "swap", "one_box", "shorten", "no_family"])
    if slip == "no_family":
        return Naming(((NameKind.AS_SAID, respell(rng, said)),), FamilyNameStatus.NOT_ASKED)
    if slip == "one_box":
        return Naming(((NameKind.AS_SAID, f"{family} {said}"),), FamilyNameStatus.KNOWN)
    if slip == "swap":
        said, family = family, said
    elif slip == "shorten" and shorten(said) != said:
        said = shorten(said)
    elif slip == "given":
        said = respell(rng, said)
    else:
        family = respell(rng, family)
    return Naming(((NameKind.AS_SAID, said), (NameKind.FAMILY, family)), FamilyNameStatus.KNOWN)


def _given(pool: Pool, sex: Sex) -> list[str]:
    return pool.girls if sex == Sex.FEMALE else pool.boys


def _as_said(rng: random.Random, country: str, pool: Pool, sex: Sex) -> Naming:
    given = rng.choice(_given(pool, sex))
    if not pool.families:
        # Sudan, Chad, Egypt, the Horn: the father's and the grandfather's names follow.
        fathers = rng.sample([boy for boy in pool.boys if boy != given], rng.choice([1, 2, 2]))
        return _alone(" ".join([given, *fathers]))
    if country == "AF" and rng.random() < AFGHAN_WITHOUT_SURNAME:
        return _alone(given)
    family = rng.choice([family for family in pool.families if family != given])
    if country == "CD":
        # Nom, postnom, prénom.
        family = " ".join(rng.sample(pool.families, 2))
    draw = rng.random()
    if draw < FAMILY_NOT_ASKED:
        return Naming(((NameKind.AS_SAID, given),), FamilyNameStatus.NOT_ASKED)
    if draw < FAMILY_NOT_ASKED + ONE_BOX:
        # Cameroon writes the patronym first; elsewhere it may be either way.
        whole = [family, given] if country == "CM" or rng.random() < 0.3 else [given, family]
        return Naming(((NameKind.AS_SAID, " ".join(whole)),), FamilyNameStatus.KNOWN)
    return Naming(((NameKind.AS_SAID, given), (NameKind.FAMILY, family)), FamilyNameStatus.KNOWN)


def _alone(text: str) -> Naming:
    return Naming(((NameKind.AS_SAID, text),), FamilyNameStatus.NONE)


def _others(
    rng: random.Random, naming: Naming, country: str, sex: Sex
) -> tuple[tuple[NameKind, str], ...]:
    said, family = naming.get(NameKind.AS_SAID), naming.get(NameKind.FAMILY)
    found: list[tuple[NameKind, str]] = []
    if rng.random() < ALIAS:
        found.append((NameKind.ALIAS, _alias(rng, said, _given(POOLS[country], sex))))
    if rng.random() < OTHER_SPELLING:
        found.append((NameKind.SPELLING, respell(rng, family or said)))
    if rng.random() < DOCUMENT:
        found.append(
            (NameKind.DOCUMENT, f"{respell(rng, family)} {said}" if family else respell(rng, said))
        )
    own = [ARABIC_SCRIPT.get(word) for word in said.split()]
    if country in SCRIPT_COUNTRIES and all(own) and rng.random() < OWN_SCRIPT:
        found.append((NameKind.ALIAS, " ".join(word for word in own if word)))
    return tuple(found)


def _alias(rng: random.Random, said: str, given: list[str]) -> str:
    """The end of a compound used alone, or a name given on the way."""
    return shorten(said) if len(said.split()) == 2 else rng.choice(given)


def _without_repeats(names: tuple[tuple[NameKind, str], ...]) -> tuple[tuple[NameKind, str], ...]:
    """Drop another name that reads like one already written."""
    seen: set[str] = set()
    kept = []
    for kind, text in names:
        if text and fold(text) not in seen:
            seen.add(fold(text))
            kept.append((kind, text))
    return tuple(kept)
