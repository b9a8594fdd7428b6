"""What every page of the figures is asked for: which period, at which sites, for which reader."""

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from reports import comparisons, freezing, line_rights, period_bar, permissions
from reports.figures import Need
from reports.models import FrozenWeek
from reports.periods import AnyPeriod, NoSuchPeriod, Week
from reports.weekly import Report, report_on
from staff.http import StaffRequest, whole_number
from staff.models import Site


@dataclass(frozen=True)
class Asked:
    """A period at some sites: what was validated of it, and what is counted today.

    `site` is None for all of them together; `is_whole`: whether that is the whole house, so that a
    week can be validated as such; nothing but a week is. `codes`: the figures that this reader is
    told; None: all of them.
    """

    period: AnyPeriod
    sites: list[Site]
    site: Site | None
    is_whole: bool
    last: FrozenWeek | None
    known: frozenset[Need]
    codes: frozenset[str] | None

    @property
    def is_week(self) -> bool:
        return isinstance(self.period, Week)

    @property
    def week(self) -> Week:
        """The period, on the pages that know weeks only; raises NoSuchPeriod."""
        if isinstance(self.period, Week):
            return self.period
        raise NoSuchPeriod(_("Only a week is validated."))

    @property
    def site_id(self) -> int | None:
        return self.site.pk if self.site else None

    @property
    def can_be_frozen(self) -> bool:
        return self.is_week and self.is_whole and self.period.end < timezone.localdate()

    def live(self) -> Report:
        return report_on(self.period, self.sites, self.known, self.codes)

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

    def by_site(self, request: StaffRequest, *, is_live: bool) -> list[Report]:
        """Return the report of each site, as it was validated by itself, if it was."""
        each = [_of_sites(request, self.period, [site], site) for site in self.sites]
        return [one.live() if is_live else one.shown() for one in each]

    def url(self, view: str) -> str:
        """Return the address of a page of the same period and site."""
        url = reverse(view, args=[self.period])
        return f"{url}?site={self.site.pk}" if self.site else url


def sites_asked(request: StaffRequest) -> list[Site]:
    """Return the site of `?site=`, or all those this person may see."""
    sites = list(Site.objects.visible_to(request.user).order_by("pk"))
    wanted = whole_number(request.GET.get("site"))
    return [site for site in sites if site.pk == wanted] or sites


def asked_of(request: StaffRequest, text: str) -> Asked:
    """Return what an address asks for. Raises NoSuchPeriod."""
    period = period_bar.read(text)
    sites = sites_asked(request)
    site = sites[0] if len(sites) == 1 and request.GET.get("site") else None
    return _of_sites(request, period, sites, site)


def week_of_the_house(request: StaffRequest, text: str) -> Asked:
    """Return a week of one site or of all. Raises NoSuchPeriod; Http404 for some of the sites."""
    asked = asked_of(request, text)
    if not asked.is_whole:  # neither one of them nor the whole house
        raise Http404
    return asked


def _of_sites(
    request: StaffRequest, period: AnyPeriod, sites: list[Site], site: Site | None
) -> Asked:
    is_whole = site is not None or freezing.is_whole_house(sites)
    last = None
    if isinstance(period, Week) and is_whole:
        frozen = FrozenWeek.objects.visible_to(request.user).of(period, site)
        last = frozen.select_related("frozen_by").first()
    known = permissions.known_to(request.user)
    codes = line_rights.codes_of(request.user)
    return Asked(period, sites, site, is_whole, last, known, codes)


def may_freeze(request: StaffRequest, asked: Asked) -> bool:
    return permissions.can_freeze_week(request.user) and asked.can_be_frozen
