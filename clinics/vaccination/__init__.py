"""The catch-up of vaccinations: pure functions of rules, of what is known of a person and of a day.

No table, no clock, no name. `rules.py` reads the rules, `vaccines.py` the brands, `planner.py` says
what may be proposed; `answers.py` names what has to be asked first. `summary.py` alone reads rows:
it gives the health page its lines.
"""
