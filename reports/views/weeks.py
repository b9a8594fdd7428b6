"""The week: on the page, validated, as a spreadsheet, as a CSV."""

from dataclasses import dataclass, replace
from itertools import pairwise

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinics import permissions as clinic_permissions
from reports import (
    actions,
    audiences,
    comparisons,
    dhis2,
    export_pages,
    formats,
    forms,
    freezing,
    line_pages,
    line_rights,
    narrative,
    outside,
    permissions,
)
from reports.audiences import Audience
from reports.figures import Need
from reports.formats import Format
from reports.freezing import Received
from reports.models import FrozenWeek, WeekNote
from reports.outside import Outside
from reports.periods import NoSuchWeek, Week, parse, week_of
from reports.weekly import Report, report_on
from staff import audit, backups
from staff import permissions as staff_permissions
from staff.http import StaffRequest, attempt, posted, status_of, whole_number
from staff.models import Site

OLDEST_YEAR = 2000  # no centre of ours is older


@require_safe
def this_week(request: StaffRequest) -> HttpResponse:
    permissions.check_see_week(request.user)
    return redirect("reports:week", str(week_of(timezone.localdate())))


def sites_asked(request: StaffRequest) -> list[Site]:
    """Return the site of `?site=`, or all those this person may see."""
    sites = list(Site.objects.visible_to(request.user).order_by("pk"))
    wanted = whole_number(request.GET.get("site"))
    return [site for site in sites if site.pk == wanted] or sites


def read_week(text: str) -> Week:
    """Return the week of an address; raises NoSuchWeek, for one to come or of long ago too."""
    week = parse(text)
    if week.year < OLDEST_YEAR or week.start > timezone.localdate():
        raise NoSuchWeek(text)
    return week


@dataclass(frozen=True)
class Asked:
    """A week at some sites: what was validated of it, and what is counted today.

    `site` is None for all of them together; `is_whole`: whether that is the whole house, so that it
    can be validated as such.
    """

    week: Week
    sites: list[Site]
    site: Site | None
    is_whole: bool
    last: FrozenWeek | None
    known: frozenset[Need]
    codes: frozenset[str] | None  # the figures that this reader is told; None: all of them

    @property
    def site_id(self) -> int | None:
        return self.site.pk if self.site else None

    @property
    def can_be_frozen(self) -> bool:
        return self.is_whole and self.week.end < timezone.localdate()

    def live(self) -> Report:
        return report_on(self.week, self.sites, self.known, self.codes)

    def shown(self) -> Report:
        """The last version that was validated, or today's count where there is none."""
        if self.last is None:
            return self.live()
        return freezing.report_of(self.last, self.sites, self.known).only(self.codes)

    def compared(self, report: Report) -> Report:
        """Beside the earlier weeks of the same sites: there are none of some of them only."""
        if not self.is_whole:
            return report
        return comparisons.with_comparisons(report, self.site, self.known)


def _asked(request: StaffRequest, text: str) -> Asked:
    """Raises NoSuchWeek."""
    week = read_week(text)
    sites = sites_asked(request)
    site = sites[0] if len(sites) == 1 and request.GET.get("site") else None
    return _of_sites(request, week, sites, site)


def _of_sites(request: StaffRequest, week: Week, sites: list[Site], site: Site | None) -> Asked:
    is_whole = site is not None or freezing.is_whole_house(sites)
    last = (
        FrozenWeek.objects.visible_to(request.user)
        .of(week, site)
        .select_related("frozen_by")
        .first()
    )
    known = permissions.known_to(request.user)
    codes = line_rights.codes_of(request.user)
    return Asked(week, sites, site, is_whole, last if is_whole else None, known, codes)


def _by_site(request: StaffRequest, asked: Asked, *, is_live: bool) -> list[Report]:
    """Return the report of each site, as it was validated by itself, if it was."""
    each = [_of_sites(request, asked.week, [site], site) for site in asked.sites]
    return [one.live() if is_live else one.shown() for one in each]


def no_such_week(request: StaffRequest) -> HttpResponse:
    context = {"this_week": week_of(timezone.localdate())}
    return render(request, "reports/no_such_week.html", context, status=404)


@require_safe
def week(request: StaffRequest, week: str) -> HttpResponse:
    """As it was validated, if it was; `?live` counts anew."""
    permissions.check_see_week(request.user)
    try:
        asked = _asked(request, week)
    except NoSuchWeek:
        return no_such_week(request)
    if audience := audience_asked(request):
        return outside_week(request, asked, audience)
    live = asked.live()
    frozen = asked.last if "live" not in request.GET else None
    report = asked.compared(asked.shown() if frozen else live)
    received = freezing.reports_of(asked.week, asked.sites)
    context = {
        "report": line_pages.with_links(report, request.user, asked.site),
        "sees_all": permissions.can_see_all_figures(request.user),
        "may_see_signals": clinic_permissions.can_see_signals(request.user),
        "asked": asked,
        **_in_words(request, asked, report, received),
        "is_running": asked.week.end >= timezone.localdate(),
        "has_next": asked.week.next.start <= timezone.localdate(),
        "all_sites": Site.objects.visible_to(request.user).order_by("pk"),
        "received": received,
        "changed": len(freezing.changes(asked.shown(), live)) if asked.last else 0,
        "is_damaged": frozen is not None and not freezing.is_whole(frozen),
        "may_freeze": _may_freeze(request, asked),
        "lines_url": export_pages.url_from_week(request.user, asked.week, asked.site),
        "may_check_trail": staff_permissions.can_read_audit(request.user),
        "formats": list(formats.FORMATS.values()),
        "dhis2": dhis2.sending(report),
        "may_map": permissions.can_map_figures(request.user),
        "audiences": list(audiences.AUDIENCES.values()) if _may_send(request) else [],
        "backups": backups.state() if staff_permissions.can_see_backups(request.user) else None,
    }
    return render(request, "reports/week.html", context)


@require_safe
def lines(request: StaffRequest, week: str, code: str, name: str, part: str = "") -> HttpResponse:
    """What was counted, as it counts today: for whoever may read it, and recorded before."""
    if not line_rights.has_lines(code, name):
        raise Http404
    permissions.check_open_lines(request.user, code, name)
    try:
        asked = _asked(request, week)
    except NoSuchWeek:
        return no_such_week(request)
    narrowed = replace(asked, codes=frozenset({code}))
    wanted = line_pages.asked(narrowed.live(), code, name, part)
    if wanted is None:
        raise Http404
    audit.record(by=request.user, action="read_lines", site_id=asked.site_id)
    frozen = narrowed.shown() if asked.last else None
    number = request.GET.get("page")
    context = {
        "asked": asked,
        "shown": line_pages.shown(wanted, request.user, number, frozen, (code, name, part)),
        "sites": ", ".join(site.name for site in asked.sites),
        "back": asked_url(asked, "reports:week"),
    }
    return render(request, "reports/lines.html", context)


@require_safe
def week_changes(request: StaffRequest, week: str) -> HttpResponse:
    """What a later version, or today's count, says otherwise, line by line."""
    permissions.check_see_all_figures(request.user)
    try:
        asked = _asked(request, week)
    except NoSuchWeek:
        return no_such_week(request)
    if not asked.is_whole:
        raise Http404
    if asked.last is None:
        return redirect(asked_url(asked, "reports:week"))
    versions = (
        FrozenWeek.objects.visible_to(request.user)
        .of(asked.week, asked.site)
        .select_related("frozen_by")
    )
    reports = [asked.live()]
    reports += [freezing.report_of(one, asked.sites, asked.known) for one in versions]
    steps = [
        {"frozen": older.frozen, "next": newer.frozen, "lines": freezing.changes(older, newer)}
        for newer, older in pairwise(reports)
    ]
    context = {"asked": asked, "steps": steps, "may_freeze": _may_freeze(request, asked)}
    return render(request, "reports/week_changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write_week(request: StaffRequest, week: str) -> HttpResponse:
    """The week in words: as it was written, or as its figures say it (`?anew`)."""
    permissions.check_write_week(request.user)
    try:
        asked = _asked(request, week)
    except NoSuchWeek:
        return no_such_week(request)
    if not asked.is_whole:
        raise Http404
    last = _note_of(request, asked)
    form = forms.WriteWeekForm(
        posted(request), initial=_words(asked, last, request),
        week=asked.week, site=asked.site, last=last,
    )  # fmt: skip
    if form.is_valid() and _write(request, asked, form):
        return redirect(asked_url(asked, "reports:week"))
    context = {"asked": asked, "form": form, "last": last, "back": asked_url(asked, "reports:week")}
    return render(request, "reports/write_week.html", context, status=status_of(form))


def _in_words(
    request: StaffRequest, asked: Asked, report: Report, received: list[Received]
) -> dict[str, object]:
    """What the panel of words shows: somebody's, or else those of the figures."""
    return {
        "note": _note_of(request, asked) if asked.is_whole else None,
        "said": narrative.paragraph(report),
        "points": narrative.points(report, received),
        "may_write": asked.is_whole and permissions.can_write_week(request.user),
    }


def _note_of(request: StaffRequest, asked: Asked) -> WeekNote | None:
    rows = WeekNote.objects.visible_to(request.user).of(asked.week, asked.site)
    return rows.select_related("written_by").first()


def _words(asked: Asked, last: WeekNote | None, request: StaffRequest) -> dict[str, str]:
    if last is not None and "anew" not in request.GET:
        return {"text": last.shown("text"), "points": last.shown("points")}
    report = asked.compared(asked.shown())
    received = freezing.reports_of(asked.week, asked.sites)
    points = narrative.points(report, received)
    return {"text": narrative.paragraph(report), "points": "\n".join(points)}


def _write(request: StaffRequest, asked: Asked, form: forms.WriteWeekForm) -> bool:
    try:
        actions.write_week(by=request.user, note=form.instance)
    except ValidationError as error:  # the colleague was a moment earlier: nothing typed is lost
        form.add_error(None, error)
        return False
    messages.success(request, _("The week is written."))
    return True


def _may_freeze(request: StaffRequest, asked: Asked) -> bool:
    return permissions.can_freeze_week(request.user) and asked.can_be_frozen


def asked_url(asked: Asked, view: str) -> str:
    """Return the address of a page of the same week and site."""
    url = reverse(view, args=[asked.week])
    return f"{url}?site={asked.site.pk}" if asked.site else url


@require_http_methods(["GET", "HEAD", "POST"])
def freeze_week(request: StaffRequest, week: str) -> HttpResponse:
    """What is validated is read once more, with what it is worth; then it stays."""
    permissions.check_freeze_week(request.user)
    try:
        asked = _asked(request, week)
    except NoSuchWeek:
        return no_such_week(request)
    if not asked.is_whole:  # some of the sites only: neither one of them nor the whole house
        raise Http404
    form = forms.FreezeWeekForm(posted(request), last=asked.last)
    if form.is_valid():
        said = _("The week is validated: these figures stay.")
        attempt(
            request, actions.freeze_week, said=said,
            week=asked.week, sites=asked.sites, site=asked.site, why=form.why,
        )  # fmt: skip
        return redirect(asked_url(asked, "reports:week"))
    live = asked.live()
    context = {
        "asked": asked,
        "form": form,
        "received": freezing.reports_of(asked.week, asked.sites),
        "lines": freezing.changes(asked.shown(), live) if asked.last else [],
        "quality": [s for s in live.sections if any(f.code == "W25" for f in s.figures)],
        "back": asked_url(asked, "reports:week"),
    }
    return render(request, "reports/freeze_week.html", context, status=status_of(form))


@require_safe
def week_file(request: StaffRequest, week: str, ending: str) -> HttpResponse:
    """The week as a file of one of the formats; `?live` counts anew."""
    permissions.check_export_week(request.user)
    wanted = formats.FORMATS.get(ending)
    if wanted is None:
        raise Http404
    try:
        asked = _asked(request, week)
    except NoSuchWeek:
        return no_such_week(request)
    if audience := audience_asked(request):
        sent = _outside(request, asked, audience)
        if sent is None or sent.refusal:
            return not_sent(request, asked, sent)
        return _written(request, asked, wanted, sent.told, f"{asked.week}-{audience.code}")
    return _written(request, asked, wanted, _inside(request, asked, wanted), str(asked.week))


def _inside(request: StaffRequest, asked: Asked, wanted: Format) -> Report:
    is_live = "live" in request.GET
    report = asked.compared(asked.live() if is_live else asked.shown())
    if wanted.tells_sites_apart and asked.site is None:
        report = replace(report, by_site=_by_site(request, asked, is_live=is_live))
    return report


def _written(
    request: StaffRequest, asked: Asked, wanted: Format, report: Report, name: str
) -> HttpResponse:
    try:
        content = wanted.write(report)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(asked_url(asked, "reports:week"))
    actions.export_week(by=request.user)
    response = HttpResponse(content, content_type=wanted.content_type)
    response["Content-Disposition"] = f'attachment; filename="escale-{name}.{wanted.ending}"'
    return response


# --- outside the house ----------------------------------------------------------------------------


def audience_asked(request: StaffRequest) -> Audience | None:
    """Return the audience of `?audience=`; None: the house. A slip must not give it the whole."""
    code = request.GET.get("audience", "")
    if code in ("", audiences.INSIDE):
        return None
    if code not in audiences.AUDIENCES:
        raise Http404
    return audiences.AUDIENCES[code]


def _may_send(request: StaffRequest) -> bool:
    """Only who has the whole house: it leaves together or not at all."""
    return freezing.is_whole_house(list(Site.objects.visible_to(request.user)))


def _outside(request: StaffRequest, asked: Asked, audience: Audience) -> Outside | None:
    """Return what this audience is told; None: that of some sites is told to nobody outside."""
    if not _may_send(request):
        raise Http404
    if not freezing.is_whole_house(asked.sites):
        return None
    versions = list(FrozenWeek.objects.visible_to(request.user).of(asked.week, None))
    return outside.of(audience, versions[::-1], asked.sites, asked.known, asked.live)


def not_sent(request: StaffRequest, asked: Asked, sent: Outside | None) -> HttpResponse:
    reason = sent.refusal if sent else outside.NOT_TOGETHER
    context = {"asked": asked, "reason": reason, "is_of_some_sites": sent is None}
    return render(request, "reports/not_sent.html", context, status=409)


def outside_week(request: StaffRequest, asked: Asked, audience: Audience) -> HttpResponse:
    """The page as it may be handed on: nothing of the house stands on it but its figures."""
    sent = _outside(request, asked, audience)
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
def week_audience(request: StaffRequest, week: str) -> HttpResponse:
    """What is masked of a week before it leaves, and why."""
    permissions.check_export_week(request.user)
    audience = audience_asked(request) or audiences.PARTNERS
    try:
        asked = _asked(request, week)
    except NoSuchWeek:
        return no_such_week(request)
    sent = _outside(request, asked, audience)
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
        "wider": outside.wider(asked.week, audience) if sent.is_mostly_hidden else [],
        "formats": [] if sent.refusal else list(formats.FORMATS.values()),
    }
    return render(request, "reports/week_audience.html", context)
