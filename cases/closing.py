"""The evening's page: what each room has not finished. Each room brings its own lines."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from cases import queries, registry, tallies
from cases.models import Alert
from staff.models import Site, User


@dataclass(frozen=True)
class Check:
    """One thing that is not finished. `blocks`: the day is not closed while it lasts."""

    text: str
    icon: str
    url: str = ""
    link: str = ""
    blocks: bool = False


def checks(site: Site, user: User) -> list[Check]:
    """Return what is not finished today at a site, what may not wait first."""
    found = [*_alerts(site, user), *_presence(site), *_tallies(site)]
    found += registry.closing_checks(site, user)
    return sorted(found, key=lambda check: not check.blocks)


def _alerts(site: Site, user: User) -> Iterable[Check]:
    """That one waits is everybody's to know; which one, its readers' alone."""
    live = Alert.objects.known_to(user).with_state().live().filter(site=site)
    without = live.without_owner().count()
    if without:
        text = ngettext(
            "%(count)d alert that nobody has taken",
            "%(count)d alerts that nobody has taken",
            without,
        )
        yield Check(
            text % {"count": without},
            "shield",
            reverse("cases:alerts"),
            gettext("Alerts"),
            blocks=True,
        )
    unreached = sum(alert.needs_reaching for alert in live)
    if unreached:
        text = ngettext(
            "%(count)d immediate alert about which nobody was reached",
            "%(count)d immediate alerts about which nobody was reached",
            unreached,
        )
        yield Check(
            text % {"count": unreached},
            "phone",
            reverse("cases:alerts"),
            gettext("Alerts"),
            blocks=True,
        )


def _presence(site: Site) -> Iterable[Check]:
    today = timezone.localdate()
    present = queries.day_at(site, today).present_count
    if present:
        text = ngettext(
            "%(count)d young person still present",
            "%(count)d young people still present",
            present,
        )
        yield Check(
            text % {"count": present}, "door", reverse("cases:reception"), gettext("Reception")
        )
    waiting = sum(
        len(line.waiting) + len(line.in_progress) for line in queries.desks_at(site, today)
    )
    if waiting:
        text = ngettext(
            "%(count)d ticket still in a queue", "%(count)d tickets still in a queue", waiting
        )
        yield Check(text % {"count": waiting}, "wait", reverse("cases:queues"), gettext("Queues"))


def _tallies(site: Site) -> Iterable[Check]:
    uncounted = [
        str(tally.service.label)
        for tally in tallies.tallies_on(timezone.localdate(), site)
        if tally.total is None
    ]
    if uncounted:
        yield Check(
            gettext("Not counted: %(what)s") % {"what": ", ".join(uncounted)},
            "list",
            reverse("cases:tallies"),
            gettext("Tallies"),
        )
