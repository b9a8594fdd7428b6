"""Files that may be one person's: the list, side by side, joining and taking apart."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import actions, duplicates, finder, permissions
from cases.case_pages import case_context, minor_or_404
from cases.choices import Verdict
from cases.models import Minor
from staff import audit
from staff.http import StaffRequest, attempt


@require_safe
def likely_pairs(request: StaffRequest) -> HttpResponse:
    """The likeliest pairs first, and how far the search of the whole base is."""
    permissions.check_review_duplicates(request.user)
    state = request.GET.get("state", "")
    state = state if state in duplicates.STATES else duplicates.TO_REVIEW
    page = Paginator(duplicates.likely(state), duplicates.PAIRS_A_PAGE).get_page(
        request.GET.get("page")
    )
    audit.record(by=request.user, action="read_duplicates")
    context = {"page_obj": page, "state": state, "states": duplicates.STATES.items()}
    return render(request, "cases/duplicates.html", context | _search_context())


def _search_context() -> dict[str, object]:
    run = finder.last_run()
    return {"run": run, "is_searching": run is not None and finder.is_at_work(run)}


@require_safe
def finder_progress(request: StaffRequest) -> HttpResponse:
    """The part of the list that says how far the search is, asked for again every two seconds."""
    permissions.check_review_duplicates(request.user)
    context = _search_context() | {"was_waited_for": True}
    return render(request, "cases/includes/finder_progress.html", context)


@require_POST
def find_duplicates(request: StaffRequest) -> HttpResponse:
    """Search the whole base in the background; of two clicks, one search."""
    permissions.check_review_duplicates(request.user)
    if actions.find_duplicates(by=request.user) is None:
        messages.info(request, _("A search is at work already."))
    else:
        messages.success(request, _("The search has begun: you may leave this page."))
    return redirect("cases:likely_pairs")


def _two_or_404(request: StaffRequest, one: str, other: str) -> tuple[Minor, Minor]:
    """Return two different files in use; raises Http404."""
    in_use = Minor.objects.visible_to(request.user).current().with_identity()
    found = {minor.reference: minor for minor in in_use.filter(reference__in=[one, other])}
    if len(found) != 2:
        raise Http404
    for minor in found.values():
        audit.record_page(by=request.user, action="read_pair", minor_id=minor.pk)
    return found[one], found[other]


@require_safe
def pair(request: StaffRequest, one: str, other: str) -> HttpResponse:
    """Two files side by side, and the three answers."""
    permissions.check_review_duplicates(request.user)
    minors = _two_or_404(request, one, other)
    first, second = sorted(minors, key=lambda minor: minor.pk)
    context = {
        "sides": [duplicates.side_of(minor, request.user) for minor in (first, second)],
        "likely": duplicates.likely_pair(first, second),
        "verdicts": duplicates.last_verdicts(first.pk, second.pk).select_related("by")[:5],
    }
    return render(request, "cases/pair.html", context)


@require_POST
def judge_pair(request: StaffRequest, one: str, other: str) -> HttpResponse:
    """Keep one of the three answers. The same person: nothing is joined before the preview."""
    permissions.check_review_duplicates(request.user)
    verdict = request.POST.get("verdict", "")
    first, second = _two_or_404(request, one, other)
    if verdict not in Verdict.values:
        messages.error(request, _("Say whether it is the same person."))
        return redirect("cases:pair", one, other)
    actions.judge_pair(by=request.user, one=first, other=second, verdict=verdict)
    if verdict == Verdict.SAME:
        kept, gone = sorted((first, second), key=lambda minor: minor.pk)
        return redirect("cases:join_files", kept.reference, gone.reference)
    if verdict == Verdict.ANOTHER:
        messages.success(request, _("Noted: these two files will not be offered again."))
    else:
        messages.success(request, _("Noted: the pair stays in the list, under “Not sure”."))
    return redirect("cases:likely_pairs")


@require_http_methods(["GET", "HEAD", "POST"])
def join_files(request: StaffRequest, kept: str, gone: str) -> HttpResponse:
    """What joining would do, and the button that does it."""
    permissions.check_review_duplicates(request.user)
    stays, goes = _two_or_404(request, kept, gone)
    if request.method == "POST":
        try:
            actions.join_files(by=request.user, kept=stays, gone=goes)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect("cases:pair", kept, gone)
        messages.success(request, _("The two files are one. It can be undone from this page."))
        return redirect("cases:case", kept)
    context = {"preview": duplicates.preview(stays, goes, request.user)}
    return render(request, "cases/join_files.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def undo_join(request: StaffRequest, reference: str, pk: int) -> HttpResponse:
    """What taking two files apart would do, and the button that does it."""
    permissions.check_review_duplicates(request.user)
    minor = minor_or_404(request, reference)
    merge = get_object_or_404(duplicates.merges_of(minor), pk=pk)
    if request.method == "POST":
        attempt(
            request,
            actions.undo_join,
            said=_("The two files are apart again, as they were."),
            merge=merge,
        )
        return redirect("cases:case", reference)
    context = case_context(request, minor, "cases:case") | {
        "merge": merge,
        "names": duplicates.names_that_return(merge),
        "refusal": duplicates.refusal_of(merge),
    }
    return render(request, "cases/undo_join.html", context)


@require_POST
def tick_check(request: StaffRequest, reference: str, pk: int, kind: str) -> HttpResponse:
    """A desk has looked at what two joined files say."""
    permissions.check_tick_check(request.user, kind)
    minor = minor_or_404(request, reference)
    merge = get_object_or_404(minor.merges.standing(), pk=pk)
    actions.tick_check(by=request.user, merge=merge, kind=kind)
    messages.success(request, _("Checked, with your name."))
    return redirect("cases:case", reference)
