"""A deadline in words: one sentence, the formula line by line, and why one is refused."""

import datetime
from collections.abc import Callable, Mapping
from typing import cast

from babel.dates import format_date
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from referrals.choices import ProcedureKind
from referrals.deadlines.counting import Precision, Reason, Refused, Result, Step, StepKind
from referrals.deadlines.holidays import Closed
from referrals.deadlines.rules import (
    Direction,
    Effect,
    Event,
    Mode,
    Nature,
    Rule,
    StopKind,
    Unit,
)

CLOSED: dict[Closed, Promise] = {
    Closed.SATURDAY: _("weekend"),
    Closed.SUNDAY: _("weekend"),
    Closed.NEW_YEAR: _("New Year’s Day"),
    Closed.EASTER_MONDAY: _("Easter Monday"),
    Closed.LABOUR_DAY: _("1 May"),
    Closed.VICTORY: _("8 May"),
    Closed.ASCENSION: _("Ascension Day"),
    Closed.WHIT_MONDAY: _("Whit Monday"),
    Closed.NATIONAL_DAY: _("14 July"),
    Closed.ASSUMPTION: _("Assumption Day"),
    Closed.ALL_SAINTS: _("All Saints’ Day"),
    Closed.ARMISTICE: _("11 November"),
    Closed.CHRISTMAS: _("Christmas Day"),
}
STOPS: dict[StopKind, Promise] = {
    StopKind.LEGAL_AID: _("request for legal aid"),
    StopKind.COURT: _("decision of a court"),
}
EFFECTS: dict[Effect, Promise] = {
    Effect.SUSPENDS: _("suspends: the remainder runs on afterwards"),
    Effect.INTERRUPTS: _("interrupts: it runs anew, from zero"),
}
EVENTS: dict[Event, Promise] = {
    Event.NOTIFIED: _("notification"),
    Event.KNOWN: _("date"),
    Event.SENT: _("sending"),
    Event.RECEIVED: _("reception of it"),
    Event.REGISTERED: _("registration"),
    Event.HEARING: _("hearing"),
    Event.BIRTH: _("birth"),
}
ON_A_DAY: dict[Event, Promise] = {
    Event.NOTIFIED: _("notified on %(when)s"),
    Event.KNOWN: _("on %(when)s"),
    Event.SENT: _("sent on %(when)s"),
    Event.RECEIVED: _("received on %(when)s"),
    Event.REGISTERED: _("registered on %(when)s"),
    Event.HEARING: _("hearing on %(when)s"),
    Event.BIRTH: _("born on %(when)s"),
}
IN_A_SPAN: dict[Event, Promise] = {
    Event.NOTIFIED: _("notified in %(when)s"),
    Event.KNOWN: _("in %(when)s"),
    Event.SENT: _("sent in %(when)s"),
    Event.RECEIVED: _("received in %(when)s"),
    Event.REGISTERED: _("registered in %(when)s"),
    Event.HEARING: _("hearing in %(when)s"),
    Event.BIRTH: _("born in %(when)s"),
}
# The kinds of procedure that the rules name.
MODES: dict[Mode, Promise] = {
    Mode.CIVIL: _("civil: the day of the event does not count, CPC art. 641"),
    Mode.FRANC: _("franc: neither the first nor the last day counts"),
    Mode.CALENDAR: _("calendar: to the date"),
    Mode.HOURS: _("hours: to the minute, nights and weekends too"),
}
REFUSALS: dict[Reason, Promise] = {
    Reason.NO_SUCH_DATE: _("This date is not in the calendar. Check the day and the month."),
    Reason.NO_SUCH_HOUR: _(
        "That night the clocks go from 2:00 to 3:00: this hour did not exist. Check the hour."
    ),
    Reason.HOUR_WITHOUT_DAY: _("An hour without its day says nothing: give the day, or no hour."),
    Reason.OUT_OF_RANGE: _("Give a year between %(first)s and %(last)s."),
    Reason.NOT_IN_FORCE: _("This rule did not hold on that day. Choose the one that did."),
    Reason.DOES_NOT_STOP: _("Nothing says that this stops the clock of this deadline: %(kind)s."),
    Reason.STOP_ENDS_BEFORE_START: _("The clock starts again before it stopped: check both dates."),
    Reason.STOPS_OVERLAP: _("The clock was stopped already on that day: check the dates."),
    Reason.STOP_BEFORE_TRIGGER: _("The clock cannot stop before it runs: check the date."),
    Reason.STOP_AFTER_END: _("Too late to stop the clock: the time ended on %(end)s."),
}
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def label(rule: Rule) -> str:
    return rule.fr if _is_french() else rule.en


def procedure(name: str) -> str:
    """Return the procedure that a rule belongs to in words; a birth belongs to none."""
    return str(ProcedureKind(name).label) if name else str(_("Age"))


def note(rule: Rule) -> str:
    return rule.note_fr if _is_french() else rule.note_en


def length(rule: Rule) -> str:
    """Return "15 days", "48 hours", "2 months"."""
    words = {
        Unit.HOURS: ngettext("%(count)s hour", "%(count)s hours", rule.amount),
        Unit.DAYS: ngettext("%(count)s day", "%(count)s days", rule.amount),
        Unit.WORKING_DAYS: ngettext("%(count)s working day", "%(count)s working days", rule.amount),
        Unit.MONTHS: ngettext("%(count)s month", "%(count)s months", rule.amount),
        Unit.YEARS: ngettext("%(count)s year", "%(count)s years", rule.amount),
    }
    return words[rule.unit] % {"count": rule.amount}


def validity(rule: Rule) -> str:
    """Return since when and until when it holds, as far as that is known."""
    parts = []
    if rule.valid_from is not None:
        parts.append(gettext("since %(day)s") % {"day": day_words(rule.valid_from, "d MMMM y")})
    if rule.valid_to is not None:
        parts.append(gettext("until %(day)s") % {"day": day_words(rule.valid_to, "d MMMM y")})
    return ", ".join(parts) or gettext("no date known")


def warnings(result: Result) -> str:
    """Return the days on which to warn, in one line."""
    patterns = [
        moment_words(at) if result.rule.unit == Unit.HOURS else day_words(at.date(), "d MMM y")
        for at in result.warnings
    ]
    return ", ".join(patterns)


def in_short(rule: Rule) -> str:
    """Return "15 days after the event: notification", "8 days before…"; "18 years old" alone."""
    if rule.nature == Nature.NONE:
        return gettext("no deadline, a date to remember")
    event = str(EVENTS[rule.trigger])
    if rule.age is not None:
        event = gettext("%(age)s years old") % {"age": rule.age}
    if rule.amount == 0:
        return event
    words = gettext("%(length)s after the event: %(event)s")
    if rule.direction == Direction.BEFORE:
        words = gettext("%(length)s before the event: %(event)s")
    return words % {"length": length(rule), "event": event}


def refused(refusal: Refused) -> str:
    """Return the sentence that says what to correct."""
    values = {name: _said(value) for name, value in refusal.values.items()}
    return str(REFUSALS[refusal.reason]) % values


def sentence(result: Result) -> str:
    """Return "notified on Friday 6 March; 15 days; ends on Saturday 21, carried to Monday 23…"."""
    parts = [_event(result), *_how_long(result), *_stops(result), *_end(result)]
    return gettext("; ").join(parts)


def formula(result: Result) -> list[str]:
    """Return how it was found, a line a step."""
    return [STEP_WORDS[step.kind](result.rule, step) for step in result.steps]


def _is_french() -> bool:
    return (get_language() or "fr").startswith("fr")


def day_words(day: datetime.date, pattern: str = "EEEE d MMMM y") -> str:
    """Return "lundi 23 mars 2026", "vendredi 1er mai 2026"."""
    text: str = format_date(day, pattern, locale="fr" if _is_french() else "en_GB")
    if _is_french() and day.day == 1:
        return " ".join("1er" if word == "1" else word for word in text.split(" "))
    return text.replace(",", "")


def moment_words(at: datetime.datetime) -> str:
    """Return "vendredi 6 mars 2026 à 17 h 30"; without the hour at midnight."""
    return day_words(at.date()) if at.time() == datetime.time.min else hour_words(at)


def hour_words(at: datetime.datetime) -> str:
    """Return "vendredi 6 mars 2026 à 17 h 30"."""
    return gettext("%(day)s at %(hour)s") % {"day": day_words(at.date()), "hour": _hour(at)}


def _hour(at: datetime.datetime) -> str:
    separator = f"{NO_BREAK_SPACE}h{NO_BREAK_SPACE}" if _is_french() else ":"
    return f"{at.hour}{separator}{at.minute:02}"


def _said(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return moment_words(value)
    if isinstance(value, datetime.date):
        return day_words(value)
    return str(STOPS[value]) if isinstance(value, StopKind) else str(value)


def _event(result: Result) -> str:
    """What set the clock going; its year is left to the end of the sentence if it is the same."""
    event, trigger = result.rule.trigger, result.trigger
    if trigger.is_earliest:
        pattern = "y" if trigger.precision == Precision.YEAR else "MMMM y"
        return str(IN_A_SPAN[event]) % {"when": day_words(trigger.day, pattern)}
    is_same_year = result.rule.amount > 0 and trigger.day.year == result.last_day.year
    pattern = "EEEE d MMMM" if is_same_year else "EEEE d MMMM y"
    if event == Event.BIRTH:
        pattern = "d MMMM y"
    when = day_words(trigger.day, pattern)
    if trigger.precision == Precision.MINUTE:
        when = gettext("%(day)s at %(hour)s") % {"day": when, "hour": _hour(trigger.at)}
    return str(ON_A_DAY[event]) % {"when": when}


def _how_long(result: Result) -> list[str]:
    """The age that is counted from, the amount, whether a text says so."""
    rule = result.rule
    if rule.nature == Nature.NONE:
        return [gettext("no deadline, a date to remember")]
    parts = [gettext("no deadline in law, our own aim")] if rule.nature == Nature.TARGET else []
    if rule.age is not None:
        day = day_words(result.start.date())
        if result.is_earliest and rule.amount == 0:
            day = gettext("%(end)s at the earliest") % {"end": day}
        parts.append(gettext("%(age)s years old on %(day)s") % {"age": rule.age, "day": day})
    if rule.amount and rule.direction == Direction.BEFORE:
        parts.append(gettext("%(length)s before") % {"length": length(rule)})
    elif rule.amount:
        parts.append(length(rule))
    return parts


def _stops(result: Result) -> list[str]:
    words = {
        StepKind.SUSPENDED: gettext("suspended from %(begins)s to %(ends)s"),
        StepKind.INTERRUPTED: gettext("interrupted on %(begins)s, anew from %(ends)s"),
        StepKind.STOPPED: gettext("stopped since %(begins)s, the end stands until it runs again"),
    }
    return [
        words[step.kind] % {name: _said(value) for name, value in step.values.items()}
        for step in result.steps
        if step.kind in words
    ]


def _end(result: Result) -> list[str]:
    """When it is over; nothing for a day that is its own end, which has been said."""
    rule = result.rule
    if rule.amount == 0:
        return []
    end = day_words(result.last_day)
    if rule.unit == Unit.HOURS:
        end = gettext("%(day)s at %(hour)s") % {"day": end, "hour": _hour(result.due_at)}
    text = (_carried_end if result.is_carried else _plain_end)(result, end)
    return [gettext("%(end)s at the earliest") % {"end": text} if result.is_earliest else text]


def _plain_end(result: Result, end: str) -> str:
    if result.rule.direction == Direction.BEFORE:
        return gettext("at the latest on %(end)s") % {"end": end}
    return gettext("ends on %(end)s") % {"end": end}


def _carried_end(result: Result, last: str) -> str:
    ends_on, last_day = result.ends_on, result.last_day
    is_same_month = (ends_on.year, ends_on.month) == (last_day.year, last_day.month)
    end = day_words(ends_on, "EEEE d" if is_same_month else "EEEE d MMMM y")
    return gettext("ends on %(end)s, carried to %(last)s") % {"end": end, "last": last}


def _values(step: Step) -> dict[str, str]:
    return {name: _said(value) for name, value in step.values.items()}


def _plain(words: Promise) -> Callable[[Rule, Step], str]:
    return lambda rule, step: str(words) % _values(step)


def _counted(rule: Rule, step: Step) -> str:
    values = _values(step) | {"length": length(rule), "mode": str(MODES[rule.mode])}
    if rule.direction == Direction.BEFORE:
        return gettext("%(start)s − %(length)s = %(end)s (%(mode)s)") % values
    return gettext("%(start)s + %(length)s = %(end)s (%(mode)s)") % values


def _carried(rule: Rule, step: Step) -> str:
    why = str(CLOSED[cast(Closed, step.values["why"])])
    words = gettext("%(day)s is closed (%(why)s): carried to the next working day (CPC art. 642)")
    return words % (_values(step) | {"why": why})


STEP_WORDS: Mapping[StepKind, Callable[[Rule, Step], str]] = {
    StepKind.EARLIEST: _plain(
        _("the exact day is not known: counted from %(day)s, the earliest that it may be")
    ),
    StepKind.NO_HOUR: _plain(_("the hour is not known: counted from 0:00 on %(day)s")),
    StepKind.TWICE: _plain(_("the clocks say this hour twice: the first, %(at)s, is counted")),
    StepKind.BIRTHDAY: _plain(_("%(age)s years old on %(day)s")),
    StepKind.LEAP_BIRTHDAY: _plain(
        _(
            "born on 29 February: %(age)s years old on %(day)s, in a year that has none "
            "(by analogy with CPC art. 641)"
        )
    ),
    StepKind.COUNTED: _counted,
    StepKind.LAST_OF_MONTH: _plain(
        _("this month has no %(number)s: its last day, %(day)s (CPC art. 641)")
    ),
    StepKind.FRANC: _plain(_("franc: one day more, %(day)s")),
    StepKind.SUSPENDED: _plain(
        _("%(stop)s: suspended from %(begins)s to %(ends)s, the remainder ends on %(then)s")
    ),
    StepKind.INTERRUPTED: _plain(_("%(stop)s: interrupted on %(begins)s, runs anew from %(then)s")),
    StepKind.STOPPED: _plain(
        _("%(stop)s: stopped since %(begins)s; the end above stands until it runs again")
    ),
    StepKind.CARRIED: _carried,
}
