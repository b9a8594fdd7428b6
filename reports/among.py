"""Many numbers at once in a condition."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Lookup, Q, QuerySet


class Among(Lookup):
    """Its right side is a list of numbers."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*parameters, self.rhs)


def among(column: str, numbers: Iterable[int] | QuerySet[Any]) -> Among | Q:
    """Return the condition that a column, such as "pk", is one of these numbers.

    They are one parameter: `__in` makes each of them one, and of a year's persons the query takes
    seconds to be written and read. Of a query it is that query.
    """
    if isinstance(numbers, QuerySet):
        return Q(**{f"{column}__in": numbers})
    return Among(F(column), list(numbers))
