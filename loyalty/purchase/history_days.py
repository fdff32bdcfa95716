"""From which day on the buckets of what members bought are by days; before it they are folded to months.

A month lies in the bucket of the last day on which something was bought in it. So whatever looks back to the beginning
finds the same in it as in its days, and so does a window that does not begin inside it. `keep_history` sees to it that
no window in use does: whoever stores rules about members tells, by `HISTORY_USERS`, how far they look back.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from loyalty.purchase.history_rows import DAYS
from loyalty.refusals import Refusal, Words
from loyalty.registries import Registry
from loyalty.rows import all_rows, one_row
from loyalty.rules.fact import MemberFact, Moment

ALWAYS = 400  # days: windows up to this long need nobody's leave
HISTORY_USERS: Registry[str] = Registry("users of day buckets")  # SQL of their stored rules, one JSON in a row
_LONGEST = """select max((d.value #>> '{{}}')::numeric)::int from ({rules}) r(rule),
  jsonb_path_query(r.rule, '$.**.days') d(value) where jsonb_typeof(d.value) = 'number'"""
DAYS_FROM = "select days_from from loyalty_historyhorizon where id = 1"


class HistoryByMonth(Refusal):
    code: ClassVar[str] = "history_by_month"
    title: ClassVar[Words] = _("Purchases of so long ago are kept by month")
    hint: ClassVar[Words] = _(
        "Keep it as a draft, or switched off, for now: the days are being brought back. "
        "Try again in a quarter of an hour."
    )


def longest_in_use() -> int:
    """In days, of all windows that stored rules may ask for: every "days" in them, whatever it means there. A query for
    each user."""
    longest = [row[0] or 0 for _code, sql in HISTORY_USERS for row in all_rows(_LONGEST.format(rules=sql), [])]
    return max(longest, default=0)


def longest_window(facts: Iterable[MemberFact]) -> int:
    """In days, of those that read day buckets; 0 where none has one. What looks back to the beginning has none."""
    return max((fact.days or 0 for fact in facts if fact.source == DAYS), default=0)


def first_day_of(*, days: int, moment: Moment) -> date:
    """The first day of a window that ends today."""
    return moment.today - timedelta(days=days - 1)


def days_are_kept(*, facts: Iterable[MemberFact], moment: Moment) -> bool:
    """Whether these facts can be told exactly at the moment, which is not past. One query where a window is longer than
    `ALWAYS`, none otherwise."""
    return window_is_kept(days=longest_window(facts), moment=moment)


def window_is_kept(*, days: int, moment: Moment) -> bool:
    """The same of a window of so many days."""
    if days <= ALWAYS:
        return True
    row = one_row(DAYS_FROM, [])
    return row is None or _is_kept(row[0], days, moment)


def check_days_kept(*, facts: Iterable[MemberFact], moment: Moment) -> None:
    """HistoryByMonth where `days_are_kept` says no."""
    if not days_are_kept(facts=facts, moment=moment):
        raise HistoryByMonth


def check_days_from(days_from: date | None, *, facts: Iterable[MemberFact], moment: Moment) -> None:
    """The same by what `DAYS_FROM` gave."""
    if not _is_kept(days_from, longest_window(facts), moment):
        raise HistoryByMonth


def _is_kept(days_from: date | None, days: int, moment: Moment) -> bool:
    return days_from is None or days_from <= moment.today - timedelta(days=days - 1)
