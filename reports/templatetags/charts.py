"""The chart of a breakdown, for the page of the week."""

from django import template

from reports import charts
from reports.figures import Breakdown, Section

register = template.Library()


@register.simple_tag
def chart(section: Section, cut: Breakdown) -> charts.Chart | None:
    return charts.chart_of(section, cut)


@register.filter
def has_charts(section: Section) -> bool:
    return any((cut.code, cut.name) in charts.DRAWN for cut in section.breakdowns)
