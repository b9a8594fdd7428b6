"""`python -m benchmarks`: seed, start the real server, measure, print."""

import argparse
import os

import django

FEWEST_MINORS = 2000  # with fewer, an ordinary day has not enough people to come
FEWEST_ROUNDS = 5
FEWEST_TODAY = 10


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--minors", type=int, default=10_000, help="files to seed (10000)")
    parser.add_argument("--rounds", type=int, default=40, help="measures of each page (40)")
    parser.add_argument("--today", type=int, default=45, help="arrivals of today (45)")
    asked = parser.parse_args()
    if asked.minors < FEWEST_MINORS or asked.rounds < FEWEST_ROUNDS:
        parser.error(f"{FEWEST_MINORS} files and {FEWEST_ROUNDS} rounds at least.")

    if not FEWEST_TODAY <= asked.today <= asked.minors // 10:
        parser.error(f"{FEWEST_TODAY} arrivals at least, a tenth of the files at most.")

    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    django.setup()
    from benchmarks import run  # reads the settings, so not before setup

    run.run(minors=asked.minors, today=asked.today, rounds=asked.rounds)


if __name__ == "__main__":
    main()
