"""The week of the small fortnight, counted a second time by another way."""

import pytest
from django.db import connection

from reports.actions import EVERYTHING
from reports.periods import Week
from reports.weekly import report_on
from tests.reports.fortnight import Fortnight
from tests.reports.recount import Recount, differences


@pytest.fixture
def fortnight(db: None, time_machine: object) -> Fortnight:
    return Fortnight(time_machine)


@pytest.mark.parametrize("number", [45, 46, 47])
def test_both_ways(fortnight: Fortnight, number: int) -> None:
    week = Week(2026, number)
    for sites in ([fortnight.pantin], [fortnight.mobile], [fortnight.pantin, fortnight.mobile]):
        again = Recount(connection, week.start, week.end, [site.pk for site in sites])
        assert differences(report_on(week, sites, EVERYTHING), again) == []
