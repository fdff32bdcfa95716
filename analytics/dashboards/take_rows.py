"""Takes the rows behind a figure away as a table, and writes down who did."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from tablib import Dataset

from analytics.dashboards.asked_figure import AskedFigure
from analytics.dashboards.kit.parts import parts_of
from analytics.dashboards.kit.value import Value
from analytics.dashboards.subjects import HEADS, Shown, shown
from analytics.metrics.behind import Behind
from loyalty.audit.acts import EXPORTED
from loyalty.audit.record import record as audit
from loyalty.imports.cells import plain
from loyalty.imports.take_away import take_away
from loyalty.refusals import Refusal, Words

MOST = 100_000
_NAMED = 1_000  # rows whose names one query reads
_NOBODY = Shown(name="", address="")


class TooManyRows(Refusal):
    code: ClassVar[str] = "too_many_rows"
    title: ClassVar[Words] = _("There are more than 100 000 rows behind this figure")
    hint: ClassVar[Words] = _("Choose a shorter period or one shop.")


def take_rows(*, asked: AskedFigure, format: str, by: int, at: datetime) -> list[Dataset]:  # noqa: A002
    """One table, a line for each row, those that add most first: cells run nothing, names of members are short.

    TooManyRows; what `take_away` refuses; OperationalError where the rows cannot be read in time. A query for the rows,
    and one for the names of each thousand.
    """
    # How many they are is known when they are read, in the place taken. All at once: a file streams when nobody acts
    # any more, and the audit must name who did.
    return list(take_away(tables=_tables(asked, format), rows=0, format=format, by=by, at=at))


def _tables(asked: AskedFigure, format: str) -> Iterator[Dataset]:  # noqa: A002
    found = asked.rows(most=MOST)
    if found.count > MOST:
        raise TooManyRows
    audit(
        act=EXPORTED, object_kind="analytics", object_id=f"rows.{asked.code}", object_name=str(asked.metric.title),
        after={
            "format": format, "rows": found.count, "by": asked.kind, "from": asked.starts.isoformat(),
            "to": asked.last.isoformat(), "cut": asked.cut.code, "key": asked.key,
        },
    )  # fmt: skip
    beside = gettext("Divided by") if asked.metric.is_ratio else gettext("Beside it")
    table = Dataset(headers=[
        plain(str(HEADS[asked.metric.subject])), gettext("Number"), gettext("More"), gettext("Adds"), beside,
    ])  # fmt: skip
    for line in _lines(asked, found.rows):
        table.append([plain(cell) for cell in line])
    yield table


def _lines(asked: AskedFigure, found: tuple[Behind, ...]) -> Iterator[tuple[object, ...]]:
    adds, beside = parts_of(asked.metric)
    for first in range(0, len(found), _NAMED):
        part = found[first : first + _NAMED]
        names = shown(subject=asked.metric.subject, ids={row.subject for row in part}, full=False)
        for row in part:
            one = names.get(row.subject, _NOBODY)
            name = one.name or _gone(asked, row)
            yield (
                name, row.subject or "", one.more, Value(shows=adds, numerator=row.numerator).decimal,
                Value(shows=beside, numerator=row.denominator).decimal,
            )  # fmt: skip


def _gone(asked: AskedFigure, row: Behind) -> str:
    return gettext("no longer there") if row.subject else str(asked.metric.rest)
