"""What PostgreSQL may write in its own log: nothing that somebody typed. Standard library only.

The embedded server is started with these; docs/operations.md asks them of any other, and
`manage.py check --database default` reads them there.
"""

# Why each: what it would otherwise write.
QUIET = {
    # An error's text quotes the value: invalid input syntax for type date: "…". What concerns the
    # server (starts, stops, crashes) is of the levels above.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",  # the failed statement, values included
    "log_error_verbosity": "terse",  # DETAIL: Key (name)=(…) already exists
    "log_statement": "none",  # every statement
    "log_min_duration_statement": "-1",  # the slow ones
    "log_min_duration_sample": "-1",  # a sample of them
    "log_transaction_sample_rate": "0",  # all those of some transactions
    "log_parameter_max_length": "0",  # the values bound to a logged statement
    "log_parameter_max_length_on_error": "0",  # and to a failed one
}
# A server may be quieter, or keep the log of what the owner does to the tables, which holds no row.
ALSO_QUIET = {
    "log_min_messages": {"fatal", "panic"},
    "log_statement": {"ddl"},
}
# An extension that logs plans with their values, where it is loaded: off, or not there.
PLANS = "auto_explain.log_min_duration"


def loud(found: dict[str, str | None]) -> dict[str, str]:
    """Return {setting: value wanted} for those of `found` that let values into the log."""
    wrong = {
        name: wanted
        for name, wanted in QUIET.items()
        if name in found and found[name] not in {wanted, *ALSO_QUIET.get(name, set())}
    }
    if found.get(PLANS) not in (None, "", "-1"):
        wrong[PLANS] = "-1"
    return wrong
