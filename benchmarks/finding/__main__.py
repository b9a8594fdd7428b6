"""`python -m benchmarks.finding`: make the files, ask for some of them, print how often found."""

import argparse
import os

import django


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.finding", description=__doc__)
    parser.add_argument("--files", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--queries", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.finding.settings"
    django.setup()
    from benchmarks.finding import run  # reads the settings, so not before setup

    for count in asked.files:
        run.run(count, queries=asked.queries, seed=asked.seed)


if __name__ == "__main__":
    main()
