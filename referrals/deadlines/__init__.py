"""Deadlines, computed: pure functions of a rule, a date and what stopped the clock.

No table, no clock: times come in, aware, in Paris time. `rules.py` reads the rules, `counting.py`
counts, `wording.py` says the result and how it was found, `holidays.py` knows the closed days.
"""
