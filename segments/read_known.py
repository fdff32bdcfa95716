"""Reads what facts need of one member, in one query, and folds it: the till's side of every member fact."""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection

from loyalty.rules.fact import SOURCES, MemberFact, Moment, Value


def read_known(*, member_id: int, facts: Iterable[MemberFact], moment: Moment) -> dict[str, Value]:
    """The value of each fact by key; those that are absent are left out. One query, none when there are no facts.

    An unknown member has no facts at all.
    """
    wanted = list({fact.key: fact for fact in facts}.values())
    sources = sorted({fact.source for fact in wanted})
    if not sources:
        return {}
    rows = _read(member_id, sources, _since(wanted, moment), moment)
    known = ((fact.key, fact.fold(rows[fact.source], moment)) for fact in wanted) if rows else ()
    return {key: value for key, value in known if value is not None}


def _since(facts: Iterable[MemberFact], moment: Moment) -> date:
    """The first day that any of the facts looks at."""
    days = [fact.days for fact in facts]
    longest = None if None in days else max(day for day in days if day is not None)
    return date.min if longest is None else moment.today - timedelta(days=longest)


def _read(member_id: int, sources: Iterable[str], since: date, moment: Moment) -> dict[str, Any]:
    columns = ", ".join(f"({SOURCES[code].sql})::text" for code in sources)
    given: dict[str, Any] = {
        "member": member_id, "since": since, "today": moment.today, "at": moment.at, "zone": moment.zone.key
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"select {columns} from loyalty_member m where m.id = %(member)s", given)
        row = cursor.fetchone()
    if row is None:
        return {}
    return {code: SOURCES[code].parse(json.loads(raw)) for code, raw in zip(sources, row, strict=True)}
