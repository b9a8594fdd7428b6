"""One run, from an empty folder to the printed table."""

from django.core.management import call_command

from benchmarks import exports, measure, pages, periods, seed, server, table
from benchmarks.client import WrongAnswerError


def run(*, minors: int, today: int, rounds: int) -> None:
    """Seed, measure and print. Raises SystemExit when a page does not answer as it must."""
    place = seed.ready(minors, today)
    call_command("collectstatic", interactive=False, verbosity=0)
    try:
        asked = pages.all_pages(place)
        seed.forget_measures(place)
        with server.running() as port:
            times = measure.rounds(port, asked, place, rounds)
            bare, reception = (measure.throughput(port, page.request()) for page in asked[:2])
    except WrongAnswerError as wrong:
        raise SystemExit(f"No figures: {wrong}.") from None
    print(table.surroundings(), end="\n\n")
    print(table.table(asked, times), end="\n\n")
    print(table.together(bare, reception), end="\n\n")
    print(table.audited(asked, times), end="\n\n")
    print(table.goals(asked, times), end="\n\n")
    print(periods.costs(), end="\n\n")
    print(exports.table())
