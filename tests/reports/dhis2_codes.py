"""Codes for the tests, kept through the house's own action."""

from reports import actions
from reports.choices import Dhis2Kind
from reports.figures import Key
from reports.mapping import Target, What
from staff.models import Site, User


def line(*key: str) -> What:
    found: Key = (key[0], key[1], key[2] if len(key) > 2 else "")
    return What(Dhis2Kind.FIGURE, found)


def unit(site: Site | None) -> What:
    return What(Dhis2Kind.ORG_UNIT, site=site.pk if site else None)


DATA_SET = What(Dhis2Kind.DATA_SET)
ATTRIBUTE_COMBO = What(Dhis2Kind.ATTRIBUTE_COMBO)


def give(by: User, codes: dict[What, str]) -> None:
    """`codes`: "ELEMENT" or "ELEMENT/COMBO" of each; "" takes it out."""
    targets = {what: Target(*text.split("/")) for what, text in codes.items()}
    actions.map_figures(by=by, codes=targets)
