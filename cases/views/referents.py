"""Who answers for a young person at each desk; what those who have left leave behind."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cases import actions, forms, permissions, referents, tasks
from cases.case_pages import case_context, minor_or_404
from cases.choices import DeskKind
from cases.task_tabs import task_tabs
from staff import audit
from staff.http import StaffRequest, posted, status_of
from staff.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def name_referent(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_name_referent(request.user)
    minor = minor_or_404(request, reference)
    form = forms.NameReferentForm(posted(request), user=request.user)
    if form.is_valid():
        try:
            actions.name_referent(by=request.user, minor=minor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("colleague", error.messages)
        else:
            messages.success(request, _("Referent recorded."))
            return redirect("cases:case", reference)
    context = case_context(request, minor, "cases:case") | {
        "form": form,
        "referents": referents.of_minor(minor, request.user),
    }
    return render(request, "cases/name_referent.html", context, status=status_of(form))


@require_safe
def to_hand_over(request: StaffRequest) -> HttpResponse:
    """Whoever has left with something to do, or young people to answer for, desk by desk."""
    permissions.check_hand_over(request.user)
    context = {
        "lines": referents.left_behind(),
        "tabs": task_tabs(request.user, "cases:to_hand_over"),
    }
    return render(request, "cases/to_hand_over.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """All that one person leaves at one desk, or what is ticked, given in one act."""
    permissions.check_hand_over(request.user)
    if kind not in DeskKind.values:
        raise Http404
    person = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    form = forms.HandOverForm(posted(request), person=person, kind=kind)
    if form.is_valid() and _is_handed_over(request, person, kind, form):
        return redirect("cases:to_hand_over")
    audit.record(by=request.user, action="read_tasks")
    left = referents.tasks_of(person, kind).with_what_opens_them()
    minors = referents.minors_of(person, kind).prefetch_related("minor__names", "minor__claims")
    context = {
        "person": person,
        "desk": DeskKind(kind).label,
        "form": form,
        "tasks": tasks.lines(request.user, left[: referents.SHOWN]),
        "task_count": left.count(),
        "minors": minors[: referents.SHOWN],
        "minor_count": minors.count(),
        "ticked": [int(n) for n in request.POST.getlist("task") if n.isdecimal()],
        "minors_ticked": [int(n) for n in request.POST.getlist("minor") if n.isdecimal()],
    }
    return render(request, "cases/hand_over.html", context, status=status_of(form))


def _is_handed_over(
    request: StaffRequest, person: User, kind: str, form: forms.HandOverForm
) -> bool:
    wanted = form.cleaned_data
    try:
        count = actions.hand_over(
            by=request.user,
            person=person,
            desk_kind=kind,
            to=wanted["to"],
            tasks_left=wanted["task"],
            minors_left=wanted["minor"],
        )
    except ValidationError as error:
        form.add_error("to", error.messages)
        return False
    said = ngettext("%(count)d thing handed over.", "%(count)d things handed over.", count)
    messages.success(request, said % {"count": count})
    return True
