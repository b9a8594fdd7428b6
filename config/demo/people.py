"""The young people, as their files say."""

import datetime
import random
from dataclasses import dataclass, field, replace

from cases import references
from cases.births import Birth
from cases.choices import ClaimSource, Interpreter, Need, Precision, Sex
from config.demo import distributions as d
from config.demo.distributions import Preset, pick
from config.demo.names import Naming, misname, name_person

SECOND_CLAIM = 0.08  # A: a paper or an evaluation says another birth date
MAY_NOT_BE_CALLED = 0.05  # A
# 06 39 98 00 00 to 99 99: kept by the French regulator (Arcep) for films and fiction.
FICTION_NUMBERS = range(33639980000, 33639990000)


@dataclass(frozen=True)
class Claim:
    birth: Birth
    said_on: datetime.date
    source: ClaimSource = ClaimSource.DECLARED


@dataclass(frozen=True)
class Person:
    """One file. A duplicate is a second file of `same_as`."""

    reference: str
    registered_on: datetime.date
    origin: str  # decides names and languages; `country` is what was answered
    country: str
    sex: Sex
    naming: Naming
    language: str
    interpreter: Interpreter
    claims: tuple[Claim, ...]
    phone: str
    may_call: bool
    needs: tuple[Need, ...]
    visits: int  # how often she will have come, in all
    weight: float
    height: int
    same_as: "Person | None" = field(default=None, repr=False)


def people(rng: random.Random, preset: Preset, days: list[datetime.date]) -> list[Person]:
    """Draw one file for each registration day, in that order, some of them second files."""
    duplicates = round(len(days) * d.DUPLICATES / (1 + d.DUPLICATES))
    # The first tenth has nobody before it to be a duplicate of.
    later = range(len(days) // 10 + 1, len(days))
    second_files = set(rng.sample(later, min(duplicates, len(later))))
    # Drawn without replacement, so that no two files share a reference or a number.
    bodies = iter(_bodies(rng, len(days)))
    numbers = iter(rng.sample(FICTION_NUMBERS, len(days)))
    found: list[Person] = []
    for place, day in enumerate(days):
        identity = next(bodies), f"+{next(numbers)}"
        if place in second_files:
            first = rng.choice([p for p in found if p.same_as is None])
            found.append(_second_file(rng, first, day, *identity))
        else:
            found.append(_person(rng, preset, day, *identity))
    return found


def _bodies(rng: random.Random, count: int) -> list[str]:
    letters, length = references.ALPHABET, references.LENGTH - 1
    numbers = rng.sample(range(len(letters) ** length), count)
    return ["".join(letters[n // len(letters) ** i % len(letters)] for i in range(length))
            for n in numbers]  # fmt: skip


def _person(
    rng: random.Random, preset: Preset, day: datetime.date, body: str, number: str
) -> Person:
    origin = pick(rng, preset.countries)
    origin = pick(rng, d.OTHER_COUNTRIES) if origin == "others" else origin
    sex = pick(rng, preset.sex)
    country = pick(rng, d.NO_COUNTRY) if rng.random() * 100 < sum(d.NO_COUNTRY.values()) else origin
    language, interpreter = _speaks(rng, preset, origin)
    girl = sex == Sex.FEMALE
    return Person(
        reference=body + references.check_character(body),
        registered_on=day,
        origin=origin,
        country=country,
        sex=sex,
        naming=name_person(rng, origin, sex),
        language=language,
        interpreter=interpreter,
        claims=_claims(rng, pick(rng, preset.ages), origin, day),
        phone="" if rng.random() < d.NO_PHONE else number,
        may_call=rng.random() >= MAY_NOT_BE_CALLED,
        needs=_first_needs(rng, preset),
        visits=_visits(rng, preset),
        weight=round(rng.gauss(54 if girl else 60, 6), 1),
        height=round(rng.gauss(160 if girl else 170, 6)),
    )


def _visits(rng: random.Random, preset: Preset) -> int:
    """Geometric, with the preset's share of those who come once only and its mean."""
    if rng.random() < preset.one_visit_only:
        return 1
    mean = (preset.visits_per_youth - preset.one_visit_only) / (1 - preset.one_visit_only)
    return 2 + int(rng.expovariate(1 / (mean - 1.5)))


def _speaks(rng: random.Random, preset: Preset, origin: str) -> tuple[str, Interpreter]:
    """The language to speak now: one the team speaks, unless an interpreter is needed."""
    spoken = d.LANGUAGES[origin]
    shared = {code: share for code, share in spoken.items() if code in d.TEAM_LANGUAGES}
    needed = rng.random() * 100 < d.INTERPRETER[origin] * preset.interpreter_scale
    own = {code: share for code, share in spoken.items() if code not in ("fr", "en", "pt")}
    language = pick(rng, (own or spoken) if needed else (_french_first(shared) or spoken))
    if rng.random() < d.INTERPRETER_NOT_ASKED:
        return language, Interpreter.NOT_ASKED
    return language, Interpreter.NEEDED if needed else Interpreter.NOT_NEEDED


def _french_first(shared: dict[str, float]) -> dict[str, float]:
    """Whoever speaks French well enough speaks it at the desk, even beside another language."""
    return {"fr": shared["fr"]} if shared.get("fr", 0) >= 40 else shared


def _claims(rng: random.Random, age: int, origin: str, day: datetime.date) -> tuple[Claim, ...]:
    year_only = origin in d.YEAR_ONLY_COUNTRIES
    precision = pick(rng, d.PRECISIONS_YEAR_ONLY if year_only else d.PRECISIONS)
    claims = [Claim(birth_at(rng, age, precision, day), day)]
    if rng.random() < SECOND_CLAIM:
        source = rng.choice([ClaimSource.DOCUMENT, ClaimSource.EVALUATION])
        other = age + rng.choice([0, 0, 1, -1])
        claims.append(Claim(birth_at(rng, other, Precision.DAY, day), day, source))
    return tuple(claims)


def birth_at(rng: random.Random, age: int, precision: Precision, day: datetime.date) -> Birth:
    """A birth said with this precision, such that the age on `day` is `age` completed years."""
    if precision == Precision.UNKNOWN:
        return Birth(precision)
    if precision == Precision.AGE:
        return Birth(precision, declared_age=age)
    if precision == Precision.YEAR:
        return Birth(precision, born_on=datetime.date(day.year - age, 1, 1))
    if precision == Precision.MONTH:
        months = day.year * 12 + day.month - 1 - 12 * age - rng.randrange(12)
        return Birth(precision, born_on=datetime.date(months // 12, months % 12 + 1, 1))
    # The 28th stands for the end of every month, so that 29 February never shifts a birthday.
    birthday = datetime.date(day.year - age, day.month, min(day.day, 28))
    born_on = birthday - datetime.timedelta(days=rng.randrange(364))
    if (born_on.month, born_on.day) in {(1, 1), (12, 31)}:
        born_on -= datetime.timedelta(days=2)  # those two would mean "only the year is known"
    return Birth(precision, born_on=born_on)


def _first_needs(rng: random.Random, preset: Preset) -> tuple[Need, ...]:
    """What is urgent on the first day, from where she sleeps and where her procedure stands."""
    sleeping, legal = pick(rng, preset.sleeping), pick(rng, preset.legal)
    chances = {
        Need.CARE: 0.3,
        Need.SLEEP: 0.9 if sleeping in d.ROUGH else 0.05,
        Need.FOOD: d.NOT_EATEN,
        Need.DANGER: 0.02,
        Need.LEGAL: 0.35 if legal in d.REFUSED else 0.05,
    }
    needs = tuple(need for need, chance in chances.items() if rng.random() < chance)
    return needs or (Need.NOTHING,)


def _second_file(
    rng: random.Random, first: Person, day: datetime.date, body: str, number: str
) -> Person:
    """The same person opened again: another spelling or order, a birth a year away, or the same."""
    said = first.claims[0]
    shifted = _a_year_away(said.birth) if rng.random() < 0.4 else said.birth
    return replace(
        first,
        reference=body + references.check_character(body),
        registered_on=day,
        naming=misname(rng, first.naming),
        claims=(Claim(shifted, day),),
        phone=rng.choice([first.phone, number, ""]),
        visits=rng.randint(1, 4),
        same_as=first,
    )


def _a_year_away(birth: Birth) -> Birth:
    if birth.declared_age is not None:
        return replace(birth, declared_age=birth.declared_age - 1)
    if birth.born_on is None:
        return birth
    # 29 February has no other year.
    born_on = birth.born_on.replace(year=birth.born_on.year + 1, day=min(birth.born_on.day, 28))
    return replace(birth, born_on=born_on)
