"""Forty arrivals typed through the forms over a week; the spreadsheet must give the same count."""

import datetime
import io
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import time_machine
from django.test import Client

from cases.models import Arrival, Minor
from reports.periods import Week
from staff.choices import Role
from staff.models import Site

WEEK = Week(2026, 47)  # 16 to 22 November
PARIS = ZoneInfo("Europe/Paris")
ARRIVALS = 40
NAMES = ["Mamadou Diallo", "Aïssatou Bah", "Ibrahima Sow", "Fatima", "Kouassi Yao", "Moussa Keita",
         "Gulalai Ahmadzai", "Tesfay Haile", "Binta Camara", "Omar Abakar"]  # fmt: skip
AGES = ["13", "14", "15 ans", "16", "17", "2009", "03/2010", "12/05/2011", "18"]
COUNTRIES = ["GN", "ML", "CI", "AF", "ER", "unknown"]


@dataclass
class Notebook:
    """What somebody at the desk would have noted by hand, beside the screen."""

    passages: set[tuple[str, datetime.date]] = field(default_factory=set)
    first_day: dict[str, datetime.date] = field(default_factory=dict)
    countries: dict[str, str] = field(default_factory=dict)
    needs_interpreter: dict[str, bool] = field(default_factory=dict)

    def note(self, reference: str, day: datetime.date) -> None:
        self.passages.add((reference, day))
        self.first_day.setdefault(reference, day)

    def strike(self, reference: str, day: datetime.date) -> None:
        self.passages.discard((reference, day))
        left = [d for r, d in self.passages if r == reference]
        if left:
            self.first_day[reference] = min(left)
        else:
            del self.first_day[reference]

    def in_week(self) -> set[tuple[str, datetime.date]]:
        return {(r, d) for r, d in self.passages if WEEK.start <= d <= WEEK.end}

    def new(self) -> list[str]:
        return [r for r, d in self.first_day.items() if WEEK.start <= d <= WEEK.end]


class Desk:
    """The reception, typing."""

    def __init__(self, client: Client, seed: int) -> None:
        self.client = client
        self.chance = random.Random(seed)
        self.notebook = Notebook()

    def register_new(self, day: datetime.date) -> None:
        name = self.chance.choice(NAMES)
        country = self.chance.choice(COUNTRIES)
        interpreter = self.chance.choice(["needed", "not_needed", "not_asked"])
        before = set(Minor.objects.values_list("reference", flat=True))
        answer = self.client.post(
            "/minors/new/",
            {
                "name": name,
                "shown": [*before],
                "country": country,
                "language": self.chance.choice(["fr", "bm", "prs", "ti"]),
                "interpreter": interpreter,
                "birth": self.chance.choice(AGES),
                "sex": self.chance.choice(["male", "female", "not_asked"]),
                "needs": self.chance.choice([["nothing"], ["care"], ["sleep", "food"]]),
            },
        )
        assert answer.status_code == 302, answer.context["form"].errors
        (reference,) = set(Minor.objects.values_list("reference", flat=True)) - before
        self.notebook.note(reference, day)
        self.notebook.countries[reference] = country
        self.notebook.needs_interpreter[reference] = interpreter == "needed"

    def register_known(self, day: datetime.date) -> None:
        reference = self.chance.choice(sorted(self.notebook.countries))
        self.post_arrival(reference)
        self.notebook.note(reference, day)
        if self.chance.random() < 0.3:
            self.come_and_go(reference, day)
        if self.chance.random() < 0.15:
            self.undo(reference, day)

    def post_arrival(self, reference: str) -> None:
        assert self.client.post(f"/reception/arrive/{reference}/").status_code == 302

    def come_and_go(self, reference: str, day: datetime.date) -> None:
        """Out for lunch and back: no second arrival."""
        arrival = self.arrival(reference, day)
        self.client.post(f"/reception/arrivals/{arrival.pk}/leave/")
        self.post_arrival(reference)

    def undo(self, reference: str, day: datetime.date) -> None:
        arrival = self.arrival(reference, day)
        self.client.post(f"/reception/arrivals/{arrival.pk}/cancel/")
        self.notebook.strike(reference, day)

    @staticmethod
    def arrival(reference: str, day: datetime.date) -> Arrival:
        return Arrival.objects.counted().get(minor__reference=reference, day=day)


def sheet(client: Client) -> dict[str, dict[str, object]]:
    """Return {code: {label, or label and part: value}} of the week's spreadsheet."""
    answer = client.get(f"/reports/{WEEK}/week.xlsx")
    found: dict[str, dict[str, object]] = defaultdict(dict)
    rows = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(
        min_row=3, values_only=True
    )
    for code, label, part, value, *_others in rows:
        found[code][f"{label}: {part}" if part else label] = value
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 20, 300])
def test_the_spreadsheet_counts_what_was_typed(
    seed: int, as_role: Callable[..., Client], site: Site
) -> None:
    opening = datetime.datetime.combine(WEEK.start, datetime.time(9), tzinfo=PARIS)
    with time_machine.travel(opening - datetime.timedelta(days=7), tick=False):
        desk = Desk(as_role(Role.RECEPTION), seed)
        coordinator = as_role(Role.COORDINATOR, username="coordination")
        coordinator.post("/language/", {"language": "en"})
    # The week before, some people come already: they are the known ones.
    for number in range(ARRIVALS + 8):
        offset = -3 if number < 8 else (number - 8) % 5
        moment = opening + datetime.timedelta(days=offset, minutes=7 * number)
        with time_machine.travel(moment, tick=False):
            desk.client.logout()
            desk.client.force_login(desk.client.user)  # a session lasts a shift
            known = number >= 8 and desk.chance.random() < 0.6
            (desk.register_known if known else desk.register_new)(moment.date())
    with time_machine.travel(opening + datetime.timedelta(days=6, hours=3), tick=False):
        coordinator.logout()
        coordinator.force_login(coordinator.user)
        counted = sheet(coordinator)
    notebook = desk.notebook
    passages, new = notebook.in_week(), notebook.new()
    persons = {reference for reference, _day in passages}
    assert counted["W01"]["Arrivals"] == len(passages)
    for offset, weekday in enumerate(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]):
        day = WEEK.start + datetime.timedelta(days=offset)
        by_day = counted["W01"][f"Arrivals by day: {weekday} {day:%d/%m}"]
        assert by_day == len([1 for _r, d in passages if d == day])
    assert counted["W02"]["Active caseload"] == len(persons)
    assert counted["W03"]["New"] == len(new)
    assert counted["W04"]["Known"] == len(persons) - len(new)
    assert counted["W06"]["Average per opening day"] == round(len(passages) / 5, 1)
    interpreters = [r for r in new if notebook.needs_interpreter[r]]
    assert counted["W07"]["Interpreter: Needed"] == len(interpreters)
    unknown = [r for r in new if notebook.countries[r] == "unknown"]
    assert counted["W07"].get("Country: Unknown", 0) == len(unknown)
