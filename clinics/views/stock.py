"""What the cupboards and bags hold: received, taken, moved, counted."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinics import actions, forms, permissions, stock_lists
from clinics.choices import StockList, StockMoveKind
from clinics.models import Lot
from staff.http import StaffRequest, posted, site_or_404, status_of


@require_safe
def stock(request: StaffRequest) -> HttpResponse:
    """The lots of this site: all, those that expire, and which medicines have run out."""
    permissions.check_see_stock(request.user)
    site = site_or_404(request)
    wanted = request.GET.get("of")
    which = next((one for one in StockList if one == wanted), StockList.ALL)
    places = stock_lists.places(site)
    bag = request.GET.get("bag")
    bag = bag if bag in places else None
    context = {
        "site": site,
        "which": which.value,
        "bag": bag,
        "places": places,
        "tabs": [
            {"url": f"?of={one.value}", "label": one.label, "is_current": one == which}
            for one in StockList
        ],
        "run_out": stock_lists.run_out(site) if which == StockList.OUT else [],
        "page_obj": stock_lists.page_of(site, request.user, which, bag, request.GET.get("page")),
        "may_keep": permissions.can_keep_stock(request.user),
    }
    return render(request, "clinics/stock.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def receive_lot(request: StaffRequest) -> HttpResponse:
    permissions.check_keep_stock(request.user)
    site = site_or_404(request)
    bags = stock_lists.places(site)
    form = forms.ReceiveLotForm(posted(request), site=site, bags=bags)
    if form.is_valid():
        try:
            amount = form.cleaned_data["amount"]
            actions.receive_lot(by=request.user, lot=form.instance, amount=amount)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("In the cupboard. Another one?"))
            return redirect("clinics:receive_lot")
    return render(request, "clinics/receive_lot.html", {"form": form}, status=status_of(form))


def lot_or_404(request: StaffRequest, pk: int) -> Lot:
    rows = Lot.objects.visible_to(request.user).with_left().select_related("site")
    return get_object_or_404(rows, pk=pk)


def lot_page(request: StaffRequest, lot: Lot, *, take: object, move: object) -> HttpResponse:
    refused = [form for form in (take, move) if getattr(form, "is_bound", False)]
    context = {
        "lot": lot,
        "take": take,
        "move": move,
        "moves": stock_lists.history(lot),
        "may_keep": permissions.can_keep_stock(request.user),
    }
    return render(request, "clinics/lot.html", context, status=422 if refused else 200)


@require_safe
def lot(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_see_stock(request.user)
    found = lot_or_404(request, pk)
    move = forms.MoveLotForm(bags=stock_lists.places(found.site))
    return lot_page(request, found, take=forms.TakeFromLotForm(), move=move)


@require_POST
def take_from_lot(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_keep_stock(request.user)
    found = lot_or_404(request, pk)
    form = forms.TakeFromLotForm(request.POST)
    if not form.is_valid():
        move = forms.MoveLotForm(bags=stock_lists.places(found.site))
        return lot_page(request, found, take=form, move=move)
    kind = StockMoveKind(form.cleaned_data["kind"])
    amount = form.cleaned_data["amount"]
    actions.take_from_lot(by=request.user, lot=found, kind=kind, amount=amount)
    messages.success(request, _("Recorded."))
    return redirect("clinics:lot", pk)


@require_POST
def move_lot(request: StaffRequest, pk: int) -> HttpResponse:
    permissions.check_keep_stock(request.user)
    found = lot_or_404(request, pk)
    form = forms.MoveLotForm(request.POST, bags=stock_lists.places(found.site))
    if form.is_valid():
        try:
            there = actions.move_lot(by=request.user, lot=found, **form.cleaned_data)
        except ValidationError as error:
            is_beside = error.error_dict.keys() <= form.fields.keys()
            form.add_error(None, error if is_beside else error.messages)
        else:
            messages.success(request, _("Moved."))
            return redirect("clinics:lot", there.pk)
    return lot_page(request, found, take=forms.TakeFromLotForm(), move=form)


@require_http_methods(["GET", "HEAD", "POST"])
def count_stock(request: StaffRequest) -> HttpResponse:
    """One place at a time, on one page: the numbers found, beside what the rows say."""
    permissions.check_keep_stock(request.user)
    site = site_or_404(request)
    bag = request.GET.get("bag", "")
    asked = forms.lots_shown(request.POST)
    lots = stock_lists.to_count(site, request.user, bag, asked)
    form = forms.CountStockForm(posted(request), lots=lots)
    if form.is_valid():
        try:
            differ = actions.count_stock(
                by=request.user, site=site, shown=form.shown, found=form.found
            )
        except ValidationError as error:
            form.ask_again(error, stock_lists.to_count(site, request.user, bag, asked))
        else:
            text = ngettext(
                "Counted: %(count)s lot differed.", "Counted: %(count)s lots differed.", differ
            )
            messages.success(request, text % {"count": differ})
            return redirect("clinics:stock")
    context = {"form": form, "bag": bag, "places": stock_lists.places(site), "site": site}
    return render(request, "clinics/count_stock.html", context, status=status_of(form))
