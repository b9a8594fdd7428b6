"""The page of the backups: how old the last one is, when a restore was last proven."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from staff import backups as house_backups
from staff import permissions
from staff.http import StaffRequest

PAGE_SIZE = 30  # runs: a month


@require_safe
def backups(request: StaffRequest) -> HttpResponse:
    permissions.check_see_backups(request.user)
    page = Paginator(house_backups.runs(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"backups": house_backups.state(), "page_obj": page}
    return render(request, "staff/backups.html", context)
