"""Opening a file, reading it, adding to what is said of a minor."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases import (
    actions,
    forms,
    nights,
    permissions,
    queries,
    referents,
    registry,
    tasks,
    typed,
)
from cases import search as name_search
from cases.case_pages import case_context, minor_or_404, minor_to_edit
from cases.choices import NameKind, Verdict
from cases.models import ClaimRetention, Minor
from cases.search import Candidate
from staff import audit, undo
from staff.http import StaffRequest, back, posted, site_or_404, status_of
from staff.models import Site

NEAREST = 5  # files, always shown while a new one is filled
SHOWN = "shown"  # the reference of a file that the page has shown already
VERDICT = "verdict_"  # and the reference of the file it is about
NOT_THE_SAME = (Verdict.ANOTHER, Verdict.NOT_SURE)  # "the same" is a button: no file is opened


@require_http_methods(["GET", "HEAD", "POST"])
def register_minor(request: StaffRequest) -> HttpResponse:
    """A new file. `name_typed` alone, from a search that found nobody, only fills the first box."""
    permissions.check_register_minor(request.user)
    site = site_or_404(request)
    typed = request.POST.get("name_typed")
    data = posted(request) if typed is None else None
    form = forms.RegisterMinorForm(data, initial={"name": (typed or "")[:200]})
    known = nearest(request, form)
    is_to_look = form.is_valid() and not were_shown(request, known["found"])
    if form.is_valid() and not is_to_look:
        return _opened(request, site, form)
    context = {"form": form, "is_to_look": is_to_look, **known}
    status = 422 if is_to_look else status_of(form)
    return render(request, "cases/register_minor.html", context, status=status)


def _opened(request: StaffRequest, site: Site, form: forms.RegisterMinorForm) -> HttpResponse:
    minor, arrival = actions.register_minor(
        by=request.user,
        site=site,
        minor=form.minor(),
        names=form.names(),
        birth=form.cleaned_data["as_birth"],
        needs=form.cleaned_data["needs"],
        phone=form.cleaned_data["phone"],
    )
    for known, verdict in judged(request):
        actions.judge_pair(by=request.user, one=minor, other=known, verdict=verdict)
    url = reverse("cases:cancel_registration", args=[arrival.pk])
    text = _("File %(reference)s opened, arrival registered.")
    if form.has_stand_ins:
        messages.info(request, _("What papers print for want of a name was kept as “no name”."))
    undo.offer(request, url=url, text=text % {"reference": minor.reference})
    alert = minor.alerts.first()
    if alert is not None:  # danger was ticked: what to do first
        messages.warning(request, _("In danger: an alert is open. Read what to do first."))
        return redirect("cases:alert", alert.pk)
    return redirect("cases:reception")


def nearest(request: StaffRequest, form: forms.RegisterMinorForm) -> dict[str, Any]:
    """Return the five files nearest to what is filled in so far, and what is said of each."""
    said = form.said_so_far()
    text = said.pop("text")
    found = name_search.candidates(text, limit=NEAREST, **said)
    for candidate in found:
        candidate.verdict = request.POST.get(f"{VERDICT}{candidate.minor.reference}", "")
    return {"found": found, "verdicts": [(v.value, v.label) for v in NOT_THE_SAME]}


def were_shown(request: StaffRequest, found: list[Candidate]) -> bool:
    """Whether the page had shown the nearest files when it was sent.

    Without JavaScript they come with the first answer, and the file is opened by the second.
    """
    shown = request.POST.getlist(SHOWN)
    return all(candidate.minor.reference in shown for candidate in found)


def judged(request: StaffRequest) -> Iterator[tuple[Minor, Verdict]]:
    """Yield the files of which it was said that they are another person's, or perhaps hers."""
    for name, verdict in request.POST.items():
        if name.startswith(VERDICT) and verdict in [v.value for v in NOT_THE_SAME]:
            known = queries.at_the_door(request.user).filter(reference=name.removeprefix(VERDICT))
            yield from ((minor, Verdict(verdict)) for minor in known)


@require_POST
def language_options(request: StaffRequest) -> HttpResponse:
    """The language box again, the languages of the chosen country first."""
    permissions.check_register_minor(request.user)
    form = forms.RegisterMinorForm(
        initial={"language": request.POST.get("language", "")},
        country=request.POST.get("country", ""),
    )
    return render(request, "cases/includes/language_box.html", {"form": form})


@require_POST
def convert_birth(request: StaffRequest) -> HttpResponse:
    """While a date of another calendar is typed: what it is, or may be, in ours."""
    permissions.check_register_minor(request.user)
    form = forms.ConvertBirthForm(request.POST)
    return render(request, "cases/includes/birth_questions.html", {"form": form})


@require_POST
def possible_duplicates(request: StaffRequest) -> HttpResponse:
    """While a new file is filled: the files that the name typed may already have."""
    permissions.check_register_minor(request.user)
    context = nearest(request, forms.RegisterMinorForm(request.POST))
    if context["found"]:
        audit.record_search(by=request.user, is_typing=True)
    return render(request, "cases/includes/possible_duplicates_typed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: StaffRequest) -> HttpResponse:
    """The search of the top bar: any file, for whoever may read identities."""
    permissions.check_search(request.user)
    query = request.POST.get("q", "").strip()
    found = name_search.candidates(query)
    if query:
        audit.record_search(by=request.user, is_typing=bool(request.htmx))
    template = "cases/includes/search_results.html" if request.htmx else "cases/search.html"
    context = {
        "q": query,
        "found": found,
        "asks_for_year": name_search.asks_for_year(found),
        **typed.carried_by_links(request.user, query),
    }
    return render(request, template, context)


@require_safe
def case(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_see_case(request.user)
    minor = minor_or_404(request, reference)
    audit.record(by=request.user, action="read_case", minor_id=minor.pk)
    context = case_context(request, minor, "cases:case") | {
        "spelling": typed.offered(request.user, request.GET.get("typed", ""), minor),
        "marks": registry.marks(minor, request.user),
        "referents": referents.of_minor(minor, request.user),
        "may_name_referent": permissions.can_name_referent(request.user),
        "tasks": tasks.of_minor(minor, request.user),
        "timeline": registry.timeline(minor, request.user),
        "arrivals": queries.arrivals_count(minor),
        "may_print_attendance": permissions.can_print_attendance(request.user),
        "last_night": nights.last_known(minor),
        "may_edit": permissions.can_edit_identity(request.user),
        "may_see_retained": permissions.can_see_retained(request.user),
        "may_retain": permissions.can_retain_claim(request.user),
        "card": queries.last_card_step(minor),
        "may_make_card": permissions.can_make_card(request.user),
        "may_see_changes": permissions.can_see_changes(request.user),
        "holds": queries.holds_of(minor, request.user),
        "may_hold": permissions.can_place_hold(request.user),
        "may_see_access": permissions.can_see_access(request.user),
    }
    return render(request, "cases/case.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_identity(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_edit_identity(request.user)
    minor = minor_to_edit(request, reference)
    form = forms.EditIdentityForm(posted(request), instance=minor)
    if form.is_valid():
        actions.edit_identity(by=request.user, minor=form.instance)
        messages.success(request, _("File saved."))
        return redirect("cases:case", reference)
    context = case_context(request, minor, "cases:case") | {"form": form}
    return render(request, "cases/edit_identity.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def add_name(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_edit_identity(request.user)
    minor = minor_or_404(request, reference)
    form = forms.AddNameForm(posted(request), minor=minor, initial={"kind": NameKind.ALIAS})
    if form.is_valid():
        actions.add_name(by=request.user, minor=minor, **form.cleaned_data)
        messages.success(request, _("Name added: the search finds it from now on."))
        return redirect(back(request, "cases:case", reference))
    context = case_context(request, minor, "cases:case") | {"form": form}
    return render(request, "cases/add_name.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def add_phone(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_edit_identity(request.user)
    minor = minor_or_404(request, reference)
    form = forms.AddPhoneForm(posted(request), minor=minor)
    if form.is_valid():
        actions.add_phone(by=request.user, minor=minor, **form.cleaned_data)
        messages.success(request, _("Telephone added."))
        return redirect("cases:case", reference)
    context = case_context(request, minor, "cases:case") | {"form": form}
    return render(request, "cases/add_phone.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def claim_birth(request: StaffRequest, reference: str) -> HttpResponse:
    permissions.check_edit_identity(request.user)
    minor = minor_or_404(request, reference)
    form = forms.ClaimBirthForm(posted(request))
    if form.is_valid():
        actions.claim_birth(
            by=request.user,
            minor=minor,
            birth=form.cleaned_data["as_birth"],
            source=form.cleaned_data["source"],
        )
        messages.success(request, _("Date added beside the others."))
        return redirect("cases:case", reference)
    context = case_context(request, minor, "cases:case") | {"form": form}
    return render(request, "cases/claim_birth.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def retain_claim(request: StaffRequest, reference: str) -> HttpResponse:
    """The dates side by side, and which of them the defence uses."""
    permissions.check_retain_claim(request.user)
    minor = minor_or_404(request, reference)
    form = forms.RetainClaimForm(posted(request), minor=minor)
    if form.is_valid():
        actions.retain_claim(by=request.user, retention=form.instance)
        messages.success(request, _("Recorded: this date counts for deadlines."))
        return redirect("cases:case", reference)
    audit.record(by=request.user, action="read_retain_claim", minor_id=minor.pk)
    choices = ClaimRetention.objects.visible_to(request.user).filter(minor=minor)
    context = case_context(request, minor, "cases:case") | {
        "form": form,
        "choices": choices.select_related("claim", "retained_by", "minor").order_by("-pk"),
    }
    return render(request, "cases/retain_claim.html", context, status=status_of(form))
