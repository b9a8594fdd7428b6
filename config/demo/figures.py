"""What the coordinator asks of the figures: tables for funders, and their names in DHIS2.

All assumptions. The codes are made up, and look like those that a DHIS2 makes itself.
"""

from cases.choices import Sex
from config.demo.house import House
from reports import actions
from reports.choices import Dhis2Kind
from reports.figures import Key
from reports.mapping import Target, What
from reports.models import Layout, TableColumn
from reports.periods import PeriodKind

COORDINATOR = "coordination"

# Some of the lines, as of a mapping that somebody has begun; the border has no unit yet.
FIGURES: dict[Key, Target] = {
    ("W01", "arrivals", ""): Target("hV4kPq7LmXa"),
    ("W02", "caseload", ""): Target("bT9wRz2NcEy"),
    ("W03", "new", ""): Target("kD3sJf8QuHo"),
    ("W04", "known", ""): Target("pY6xMn1GvBi"),
    ("W07", "sex", Sex.MALE): Target("kD3sJf8QuHo", "mL5cWt0ZaRe"),
    ("W07", "sex", Sex.FEMALE): Target("kD3sJf8QuHo", "fG2bKy9XoSu"),
    ("W11", "consultations", ""): Target("cN7vHd4TpIw"),
    ("W12", "sessions", ""): Target("sQ1jZr6MfUk"),
}
UNITS = {"pantin": "oA8eVb3YxDn", "la_chapelle": "oC5uLg7WhFt"}
MISSION, DATA_SET = "oM2qTs9PkJz", "dW4nXi6RbCv"

BANDS = [13, 15, 16, 17, 18]  # <13, 13-14, 15, 16, 17, 18+


def write_figures(house: House) -> None:
    by = house.users[COORDINATOR]
    actions.map_figures(by=by, codes=_codes(house))
    for layout in _layouts(house):
        actions.save_layout(by=by, layout=layout)


def _codes(house: House) -> dict[What, Target]:
    figures = {What(Dhis2Kind.FIGURE, key): target for key, target in FIGURES.items()}
    units = {
        What(Dhis2Kind.ORG_UNIT, site=house.sites[name].pk): Target(code)
        for name, code in UNITS.items()
    }
    whole = {
        What(Dhis2Kind.ORG_UNIT): Target(MISSION),
        What(Dhis2Kind.DATA_SET): Target(DATA_SET),
    }
    return figures | units | whole


def _layouts(house: House) -> list[Layout]:
    """Return a funder's table of the month, and the year's by age band and by sex."""
    return [
        Layout(
            name="Ville de Paris, chaque mois",
            kind=PeriodKind.MONTH,
            sites=[house.sites["pantin"].pk],
            lines=["W01.arrivals", "W02.caseload", "W03.new", "W07.sex", "W11.consultations",
                   "W14.interviews", "W13.total"],
            columns=[TableColumn.TOTAL, TableColumn.SEX],
        ),
        Layout(
            name="Rapport annuel, par âge",
            kind=PeriodKind.YEAR,
            lines=["W02.caseload", "W03.new", "W04.known", "W07.country", "W11.persons"],
            columns=[TableColumn.TOTAL, TableColumn.AGE, TableColumn.SEX],
            bands=BANDS,
        ),
    ]  # fmt: skip
