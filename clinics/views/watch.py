"""The week's signals: counts, who saw each, what is done, whether the ARS was told; the rules."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clinics import actions, forms, permissions
from clinics.problems import problems
from clinics.watch import pages, rules
from clinics.watch.pages import IsoWeek
from staff import audit
from staff.http import StaffRequest, posted, status_of
from staff.models import Site

OLDEST_YEAR = 2000  # no centre of ours is older


def _week(year: int, number: int) -> IsoWeek:
    """Return the week of an address; raises Http404 for none, one to come, one of long ago."""
    week = IsoWeek(year, number)
    try:
        is_ours = year >= OLDEST_YEAR and week.monday <= timezone.localdate()
    except ValueError as error:
        raise Http404 from error
    if not is_ours:
        raise Http404
    return week


@require_safe
def this_weeks_signals(request: StaffRequest) -> HttpResponse:
    permissions.check_see_signals(request.user)
    week = pages.week_of(timezone.localdate())
    return redirect("clinics:signals", week.year, week.number)


@require_safe
def signals(request: StaffRequest, year: int, number: int) -> HttpResponse:
    """Those of her sites; counts only."""
    permissions.check_see_signals(request.user)
    week = _week(year, number)
    sites = list(Site.objects.visible_to(request.user).order_by("pk"))
    lines = pages.lines(week, sites, request.user)
    context = {
        "week": week,
        "has_next": week.next.monday <= timezone.localdate(),
        "is_running": week.sunday >= timezone.localdate(),
        "waiting": [line for line in lines if not line.steps],
        "seen": [line for line in lines if line.steps],
    }
    return render(request, "clinics/signals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def signal(
    request: StaffRequest, year: int, number: int, site_pk: int, rule: str, about: str
) -> HttpResponse:
    """One signal: what is done about it; who is behind it, for the care team alone."""
    permissions.check_see_signals(request.user)
    week = _week(year, number)
    site = get_object_or_404(Site.objects.visible_to(request.user), pk=site_pk)
    line = pages.line_or_none(week, site, rule, about, request.user)
    if line is None:
        raise Http404
    may_act = permissions.can_act_on_signals(request.user)
    if request.method == "POST":
        permissions.check_act_on_signals(request.user)
    form = forms.SignalStepForm(posted(request), week=week, line=line)
    if form.is_valid():
        actions.record_signal_step(by=request.user, step=form.instance)
        messages.success(request, _("Written down."))
        return redirect("clinics:signals", year, number)
    context = {"week": week, "line": line, "form": form, "may_act": may_act}
    context["people"] = _people(request, week, line)
    return render(request, "clinics/signal.html", context, status=status_of(form))


def _people(request: StaffRequest, week: IsoWeek, line: pages.SignalLine) -> object:
    """Return who is behind a count, None for whoever reads counts; reading it is recorded."""
    if not permissions.can_see_health(request.user):
        return None
    audit.record(by=request.user, action="read_signal", site_id=line.site.pk)
    return pages.who(week, line, request.user)


@require_safe
def signal_rules(request: StaffRequest) -> HttpResponse:
    permissions.check_see_signals(request.user)
    context = {
        "lines": [(rule, pages.threshold_of(rule), _problems(rule)) for rule in rules.current()],
        "may_edit": permissions.can_edit_signal_rules(request.user),
    }
    return render(request, "clinics/signal_rules.html", context)


def _problems(rule: rules.Rule) -> str:
    """Return in words what a rule counts."""
    known = problems()
    if rule.is_each:
        return _("each illness of the list, on its own")
    return ", ".join(str(known[code]) for code in sorted(rule.problems))


@require_http_methods(["GET", "HEAD", "POST"])
def change_signal_rule(request: StaffRequest, rule: str) -> HttpResponse:
    permissions.check_edit_signal_rules(request.user)
    found = rules.rule_or_none(rule)
    if found is None:
        raise Http404
    form = forms.SignalRuleForm(posted(request), rule=found)
    if form.is_valid():
        actions.change_signal_rule(by=request.user, rule=form.instance)
        messages.success(request, _("From now on the rule counts so. Past weeks are read anew."))
        return redirect("clinics:signal_rules")
    context = {"form": form, "rule": found, "problems": _problems(found)}
    return render(request, "clinics/change_signal_rule.html", context, status=status_of(form))
