"""The evening's page: what each room has not finished. Each room brings its own lines."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from cases import activities, appointments, nights, queries, registry, tallies
from cases.models import Alert
from staff.models import Site, User
from staff.templatetags.escale import clock


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
    found = [
        *_alerts(site, user),
        *_presence(site),
        *_nights(site),
        *_outings(site, user),
        *_unsettled(site, user),
        *_tallies(site),
    ]
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
    waiting = sum(line.total for line in queries.desks_at(site, today))
    if waiting:
        text = ngettext(
            "%(count)d ticket still in a queue", "%(count)d tickets still in a queue", waiting
        )
        yield Check(text % {"count": waiting}, "wait", reverse("cases:queues"), gettext("Queues"))


def _nights(site: Site) -> Iterable[Check]:
    """Nobody leaves without somebody knowing where to."""
    left = nights.nights_left(timezone.localdate(), site)
    url, link = reverse("cases:tonight"), gettext("Tonight")
    if left.not_handed_over:
        text = ngettext(
            "%(count)d young person to be oriented, not named to a partner yet",
            "%(count)d young people to be oriented, not named to a partner yet",
            left.not_handed_over,
        )
        yield Check(text % {"count": left.not_handed_over}, "moon", url, link)
    if left.without_answer:
        text = ngettext(
            "%(count)d young person of whom nobody asked where to tonight",
            "%(count)d young people of whom nobody asked where to tonight",
            left.without_answer,
        )
        yield Check(text % {"count": left.without_answer}, "moon", url, link)


def _outings(site: Site, user: User) -> Iterable[Check]:
    for line in activities.still_out(timezone.localdate(), site, user):
        said = {"what": line.label, "time": clock(line.activity.ends_at)}
        yield Check(
            gettext("Not noted back: %(what)s, expected at %(time)s") % said,
            "exit",
            reverse("cases:activity", args=[line.activity.pk]),
            gettext("Activities"),
        )


def _unsettled(site: Site, user: User) -> Iterable[Check]:
    """Her own desks' appointments of which nobody said what became."""
    count = len(appointments.to_settle(site, user))
    if count:
        text = ngettext(
            "%(count)d appointment of your desk to settle",
            "%(count)d appointments of your desk to settle",
            count,
        )
        yield Check(
            text % {"count": count},
            "calendar",
            reverse("cases:appointments"),
            gettext("Appointments"),
        )


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
