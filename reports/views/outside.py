"""What partners and the public are told: before it leaves, and as it leaves."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports import (
    audiences,
    formats,
    freezing,
    masking_work,
    outside,
    period_bar,
    permissions,
)
from reports.audiences import Audience
from reports.kept_maskings import TakesLong
from reports.outside import Outside
from reports.periods import NoSuchPeriod
from reports.views.asked import Asked, asked_of
from staff.http import StaffRequest
from staff.models import Site

LISTED = 6  # sendings on the preview


def audience_asked(request: StaffRequest) -> Audience | None:
    """Return the audience of `?audience=`; None: the house. A slip must not give it the whole."""
    code = request.GET.get("audience", "")
    if code in ("", audiences.INSIDE):
        return None
    if code not in audiences.AUDIENCES:
        raise Http404
    return audiences.AUDIENCES[code]


def may_send(request: StaffRequest) -> bool:
    """Only who has the whole house: it leaves together or not at all."""
    return freezing.is_whole_house(list(Site.objects.visible_to(request.user)))


def told_outside(request: StaffRequest, asked: Asked, audience: Audience) -> Outside | None:
    """Return what this audience is told; None: that of some sites is told to nobody outside.

    Raises BeingWorkedOut where the page should say so, and wait.
    """
    if not may_send(request):
        raise Http404
    if not freezing.is_whole_house(asked.sites):
        return None
    who = request.user, audience, asked.period
    if masking_work.is_under_way(request.user, asked.period, audience):
        raise BeingWorkedOut(asked, audience)
    try:
        return outside.for_user(*who, asked.sites, asked.live, waits=False)
    except TakesLong:
        if masking_work.ask(request.user, asked.period, audience):
            raise BeingWorkedOut(asked, audience) from None
    return outside.for_user(*who, asked.sites, asked.live, waits=True)


class BeingWorkedOut(Exception):
    """What is masked is not known yet: a process is at it."""

    def __init__(self, asked: Asked, audience: Audience) -> None:
        super().__init__()
        self.asked, self.audience = asked, audience


def may_take_long(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Say on a page that comes back by itself that what it shows is still being worked out."""

    @wraps(view)
    def shown(request: StaffRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BeingWorkedOut as wait:
            context = {"asked": wait.asked, "audience": wait.audience}
            return render(request, "reports/being_worked_out.html", context)

    return shown


def not_sent(request: StaffRequest, asked: Asked, sent: Outside | None) -> HttpResponse:
    reason = sent.refusal if sent else outside.NOT_TOGETHER
    context = {"asked": asked, "reason": reason, "is_of_some_sites": sent is None}
    return render(request, "reports/not_sent.html", context, status=409)


def outside_week(request: StaffRequest, asked: Asked, audience: Audience) -> HttpResponse:
    """The page as a file has it, to be read here: what leaves is a file, and is remembered."""
    permissions.check_export_week(request.user)
    sent = told_outside(request, asked, audience)
    if sent is None:
        return not_sent(request, asked, sent)
    context = {
        "asked": asked,
        "sent": sent,
        "hidden_count": len(sent.hidden),
        "formats": [] if sent.refusal else list(formats.FORMATS.values()),
    }
    return render(request, "reports/week_outside.html", context)


@require_safe
@may_take_long
def week_audience(request: StaffRequest, period: str) -> HttpResponse:
    """What is masked of a week before it leaves, and why."""
    permissions.check_export_week(request.user)
    audience = audience_asked(request) or audiences.PARTNERS
    try:
        asked = asked_of(request, period)
    except NoSuchPeriod as wrong:
        return period_bar.no_such_period(request, wrong)
    sent = told_outside(request, asked, audience)
    if sent is None:
        return not_sent(request, asked, sent)
    tabs = [
        {"label": one.label, "url": f"?audience={one.code}", "is_current": one is audience}
        for one in audiences.AUDIENCES.values()
    ]
    context = {
        "asked": asked,
        "sent": sent,
        "tabs": tabs,
        "hidden": sent.hidden,
        "register": outside.register_of(sent)[:LISTED],
        "more": max(len(sent.register) - LISTED, 0),
        "wider": outside.wider(asked.period, audience) if sent.is_mostly_hidden else [],
        "formats": [] if sent.refusal else list(formats.FORMATS.values()),
    }
    return render(request, "reports/week_audience.html", context)
