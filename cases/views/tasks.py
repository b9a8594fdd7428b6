"""What is to be done: mine, my desk's; done by one tap, several at once, from the file."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import actions, forms, permissions
from cases import tasks as lists
from cases.case_pages import case_context, minor_or_404
from cases.choices import TaskList
from cases.models import Task
from cases.task_tabs import task_tabs
from staff import audit, undo
from staff.http import (
    StaffRequest,
    attempt,
    back,
    posted,
    site_or_404,
    status_of,
    whole_number,
)

Change = Callable[..., Task]
MOST = 100  # tasks ticked at once: five pages


def which_list(request: StaffRequest) -> TaskList:
    """Return the list that the address names, or the first of hers."""
    hers = lists.lists_for(request.user)
    return next((one for one in hers if one == request.GET.get("of")), hers[0])


@require_safe
def tasks(request: StaffRequest) -> HttpResponse:
    """One of her lists, the overdue first."""
    permissions.check_see_tasks(request.user)
    return _list(request)


def _list(request: StaffRequest, **shown: Any) -> HttpResponse:
    """Return a page of the list; after a bulk change that failed, with what was sent."""
    audit.record(by=request.user, action="read_tasks")
    which = which_list(request)
    context = {
        "page_obj": lists.page_of(request.user, which, request.GET.get("page")),
        "which": which,
        "tabs": task_tabs(request.user, which),
        "postpone": forms.PostponeTaskForm(),
        "give": forms.GiveTaskForm(site=request.site),
        "here": request.POST.get("next", request.get_full_path()),
        "ticked": [],
        "refused": [],
        "error": "",
        **shown,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/tasks.html", context, status=status)


# --- several at once --------------------------------------------------------------------------


@require_POST
def end_tasks(request: StaffRequest) -> HttpResponse:
    permissions.check_see_tasks(request.user)
    form = forms.EndTaskForm(request.POST)
    return _change_ticked(request, form, actions.end_task, "end")


@require_POST
def postpone_tasks(request: StaffRequest) -> HttpResponse:
    permissions.check_see_tasks(request.user)
    form = forms.PostponeTaskForm(request.POST)
    return _change_ticked(request, form, actions.postpone_task, "postpone")


@require_POST
def give_tasks(request: StaffRequest) -> HttpResponse:
    permissions.check_see_tasks(request.user)
    form = forms.GiveTaskForm(request.POST, site=request.site)
    return _change_ticked(request, form, actions.give_task, "give")


def _change_ticked(
    request: StaffRequest, form: django_forms.Form, change: Change, name: str
) -> HttpResponse:
    """Do one thing to each task ticked. Those that cannot be changed come back, each with why."""
    numbers = {whole_number(text) for text in request.POST.getlist("task")[:MOST]}
    found = list(lists.known(request.user).filter(pk__in=numbers).first_due())
    if not found:
        return _list(request, **{name: form, "error": _("Tick the tasks first.")})
    if not form.is_valid():
        return _list(request, **{name: form, "ticked": [task.pk for task in found]})
    refused = _refusals(request, found, change, form.cleaned_data)
    done = len(found) - len(refused)
    if done:
        said = ngettext("%(count)d task changed.", "%(count)d tasks changed.", done)
        messages.success(request, said % {"count": done})
    if refused:
        left = lists.lines(request.user, [task for task in found if task.pk in refused], refused)
        return _list(request, **{name: form, "ticked": list(refused), "refused": left})
    return redirect(back(request, "cases:tasks"))


def _refusals(
    request: StaffRequest, found: list[Task], change: Change, how: dict[str, Any]
) -> dict[int, str]:
    """Change each of them; return {number: why} of those that could not be."""
    refused = {}
    for task in found:
        if not permissions.can_change_task(request.user, task):
            refused[task.pk] = _("Only its desk may change it.")
            continue
        try:
            change(by=request.user, task=task, **how)
        except ValidationError as error:
            refused[task.pk] = error.messages[0]
    return refused


# --- one --------------------------------------------------------------------------------------


def task_or_404(request: StaffRequest, pk: int) -> Task:
    return get_object_or_404(lists.known(request.user), pk=pk)


def task_to_change(request: StaffRequest, pk: int) -> Task:
    """Return the task of this address; raises Http404, PermissionDenied."""
    permissions.check_see_tasks(request.user)
    task = task_or_404(request, pk)
    permissions.check_change_task(request.user, task)
    return task


@require_safe
def task(request: StaffRequest, pk: int) -> HttpResponse:
    """Who has it, since when, what was said; its words for whom they are for."""
    permissions.check_see_tasks(request.user)
    found = task_or_404(request, pk)
    audit.record(by=request.user, action="read_task", subject=found, minor_id=found.minor_id)
    steps = list(found.steps.select_related("by", "owner").order_by("-pk"))
    for step in steps:
        step.task = found
    context = {
        "line": lists.lines(request.user, [found])[0],
        "steps": steps,
        "may_take": permissions.can_take_task(request.user, found)
        and found.owner_id != request.user.pk,
    }
    return render(request, "cases/task.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def make_task(request: StaffRequest) -> HttpResponse:
    """A task about nobody, or about the file whose reference is typed."""
    permissions.check_make_task(request.user)
    form = forms.MakeTaskForm(posted(request), user=request.user, site=site_or_404(request))
    if form.is_valid() and _is_made(request, form):
        return redirect("cases:tasks")
    return render(request, "cases/make_task.html", {"form": form}, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def make_task_for(request: StaffRequest, reference: str) -> HttpResponse:
    """A task about the young person whose file is open."""
    permissions.check_make_task(request.user)
    minor = minor_or_404(request, reference)
    site = site_or_404(request)
    form = forms.MakeTaskForm(posted(request), user=request.user, site=site, minor=minor)
    if form.is_valid() and _is_made(request, form):
        return redirect("cases:case", reference)
    context = case_context(request, minor, "cases:case") | {"form": form}
    return render(request, "cases/make_task_for.html", context, status=status_of(form))


def _is_made(request: StaffRequest, form: forms.MakeTaskForm) -> bool:
    try:
        actions.make_task(by=request.user, task=form.instance)
    except ValidationError as error:  # a colleague has left in this very instant
        form.add_error(None, error)
        return False
    messages.success(request, _("Task made."))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def end_task(request: StaffRequest, pk: int) -> HttpResponse:
    """Done, by one tap from a list or with a word; undone as easily."""
    found = task_to_change(request, pk)
    form = forms.EndTaskForm(posted(request))
    if form.is_valid() and _is_changed(request, form, actions.end_task, found):
        undo.offer(request, url=reverse("cases:reopen_task", args=[pk]), text=_("Task done."))
        return redirect(back(request, "cases:tasks"))
    return _form_page(request, found, form, _("Done, with a word"))


@require_http_methods(["GET", "HEAD", "POST"])
def drop_task(request: StaffRequest, pk: int) -> HttpResponse:
    found = task_to_change(request, pk)
    form = forms.DropTaskForm(posted(request))
    if form.is_valid() and _is_changed(request, form, actions.drop_task, found):
        undo.offer(request, url=reverse("cases:reopen_task", args=[pk]), text=_("Task dropped."))
        return redirect("cases:tasks")
    return _form_page(request, found, form, _("Drop this task"))


@require_http_methods(["GET", "HEAD", "POST"])
def postpone_task(request: StaffRequest, pk: int) -> HttpResponse:
    found = task_to_change(request, pk)
    form = forms.PostponeTaskForm(posted(request), initial={"due_on": found.due_on})
    if form.is_valid() and _is_changed(request, form, actions.postpone_task, found):
        messages.success(request, _("Task postponed."))
        return redirect("cases:task", pk)
    return _form_page(request, found, form, _("Postpone this task"))


@require_http_methods(["GET", "HEAD", "POST"])
def give_task(request: StaffRequest, pk: int) -> HttpResponse:
    found = task_to_change(request, pk)
    form = forms.GiveTaskForm(posted(request), site=found.site)
    if form.is_valid() and _is_changed(request, form, actions.give_task, found):
        messages.success(request, _("Task given."))
        return redirect("cases:task", pk)
    return _form_page(request, found, form, _("Give this task"))


def _is_changed(
    request: StaffRequest, form: django_forms.Form, change: Change, found: Task
) -> bool:
    """Change it; what a colleague did meanwhile is said beside what was typed."""
    try:
        change(by=request.user, task=found, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(next(iter(form.fields)), error.messages)
        return False
    return True


def _form_page(
    request: StaffRequest, found: Task, form: django_forms.Form, title: str
) -> HttpResponse:
    audit.record(by=request.user, action="read_task", subject=found, minor_id=found.minor_id)
    context = {"form": form, "title": title, "line": lists.lines(request.user, [found])[0]}
    return render(request, "cases/change_task.html", context, status=status_of(form))


@require_POST
def take_task(request: StaffRequest, pk: int) -> HttpResponse:
    """It is mine from now on."""
    found = task_to_change(request, pk)
    permissions.check_take_task(request.user, found)
    attempt(request, actions.take_task, task=found, said=_("This task is yours."))
    return redirect(back(request, "cases:tasks"))


@require_POST
def reopen_task(request: StaffRequest, pk: int) -> HttpResponse:
    """Not done after all."""
    found = task_to_change(request, pk)
    attempt(request, actions.reopen_task, task=found, said=_("Undone."))
    return redirect("cases:tasks")
