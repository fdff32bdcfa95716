"""Reads what facts need of one member, in one query, and folds it: the till's side of every member fact."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from loyalty.purchase.history_days import ALWAYS, DAYS_FROM, check_days_from, longest_window
from loyalty.rows import one_row
from loyalty.rules.fact import SOURCES, MemberFact, Moment, Value


@dataclass(frozen=True, kw_only=True)
class Column:
    """Something else to read in the same query: SQL of one text, which may speak of the member `m`, its parameters."""

    sql: str
    params: Mapping[str, Any]


def read_known(*, member_id: int, facts: Iterable[MemberFact], moment: Moment) -> dict[str, Value]:
    """The value of each fact by key; those that are absent are left out. One query, none when there are no facts.

    An unknown member has no facts at all.
    """
    return read_with(member_id=member_id, facts=facts, moment=moment, columns=())[0]


def read_with(
    *, member_id: int | None, facts: Iterable[MemberFact], moment: Moment, columns: Sequence[Column | None]
) -> tuple[dict[str, Value], list[str | None]]:
    """The same, and the text of each of `columns` beside it, still in one query. A guest has no facts, nothing has no
    text. HistoryByMonth for what can only be tried: what is in use looks no further back than days are kept."""
    wanted = list({fact.key: fact for fact in facts}.values()) if member_id is not None else []
    sources = sorted({fact.source for fact in wanted})
    if not sources and not any(columns):
        return {}, [None] * len(columns)
    given: dict[str, Any] = {
        "member": member_id, "since": _since(wanted, moment), "today": moment.today, "at": moment.at,
        "zone": moment.zone.key,
    }  # fmt: skip
    asked = [SOURCES[code].sql for code in sources]
    far = longest_window(wanted) > ALWAYS
    for column in [*columns, Column(sql=f"({DAYS_FROM})::text", params={}) if far else None]:
        asked.append(column.sql if column else "null")
        given |= column.params if column else {}
    row = one_row(
        f"select m.id, {', '.join(f'({one})::text' for one in asked)} "
        "from (values (1)) one left join loyalty_member m on m.id = %(member)s", given
    )  # fmt: skip
    assert row is not None
    *texts, days_from = row[1 + len(sources) :]
    if far:
        check_days_from(days_from and date.fromisoformat(days_from), facts=wanted, moment=moment)
    known = {} if row[0] is None else _folded(wanted, sources, row[1 : 1 + len(sources)], moment)
    return known, list(texts)


def _folded(
    facts: Iterable[MemberFact], sources: Sequence[str], texts: Sequence[str], moment: Moment
) -> dict[str, Value]:
    rows = {code: SOURCES[code].parse(json.loads(text)) for code, text in zip(sources, texts, strict=True)}
    known = ((fact.key, fact.fold(rows[fact.source], moment)) for fact in facts)
    return {key: value for key, value in known if value is not None}


def _since(facts: Iterable[MemberFact], moment: Moment) -> date:
    """The first day that any of the facts looks at."""
    days = [fact.days for fact in facts]
    if None in days:
        return date.min
    return moment.today - timedelta(days=max((day for day in days if day is not None), default=0))
