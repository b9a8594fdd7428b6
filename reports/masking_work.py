"""Working out what is masked, apart from the page where it takes long."""

from django.core.cache import cache
from django.utils import timezone, translation

from reports import line_rights, outside, permissions
from reports.audiences import Audience
from reports.periods import AnyPeriod
from reports.weekly import report_on
from staff import background
from staff.models import Site, User

COMMAND = "work_out_masking"
ASKED = 120  # seconds in which it is not begun a second time


def _kind(user: User, period: AnyPeriod, audience: Audience) -> str:
    """What is hidden may hang on who asks, and on the language: which of two is the tenth."""
    return f"masking:{user.pk}:{period}:{audience.code}:{translation.get_language()}"


def is_under_way(user: User, period: AnyPeriod, audience: Audience) -> bool:
    """Whether a process is at it, or about to be: one that ended without a result is not."""
    kind = _kind(user, period, audience)
    asked_at = cache.get(kind)
    if asked_at is None:
        return background.is_running(kind)
    return not background.has_stopped(kind, since=asked_at)


def ask(user: User, period: AnyPeriod, audience: Audience) -> bool:
    """Have it worked out apart; return whether it is. Not when that has just been tried."""
    if is_under_way(user, period, audience):
        return True
    if not cache.add(_kind(user, period, audience), timezone.now(), ASKED):
        return False
    language = translation.get_language() or ""
    background.start(COMMAND, str(period), audience.code, language, str(user.pk))
    return True


def work_out(period: AnyPeriod, audience: Audience, user: User) -> None:
    """Work it out, and keep it for the page."""
    kind = _kind(user, period, audience)
    sites = list(Site.objects.visible_to(user).order_by("pk"))
    known, codes = permissions.known_to(user), line_rights.codes_of(user)
    with background.turn(kind):
        outside.for_user(
            user,
            audience,
            period,
            sites,
            lambda: report_on(period, sites, known, codes),
            waits=True,
        )
    cache.delete(kind)
