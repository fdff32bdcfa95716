"""Who meets a rule, in SQL: for counting, for segments, for estimates."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import BigIntegerField, F, Q, QuerySet
from django.db.models.expressions import RawSQL

from loyalty.members.models import Member
from loyalty.purchase.history_days import check_days_kept
from loyalty.rules.fact import MemberFact, Moment
from loyalty.rules.predicate import Predicate, as_q, facts_of
from loyalty.rules.rule import Rule

EVERYBODY = range(2**62)  # ids


def members_of(*, rule: Rule, moment: Moment) -> QuerySet[Member]:
    """The members who meet the rule at the moment, whatever their state. Raises NoSql for what only a till knows,
    HistoryByMonth for what is no longer known by days."""
    check_days_kept(facts=_history(rule.test()), moment=moment)
    return Member.objects.filter(as_q(rule.test(), moment))


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A select of one column, `id`, and its parameters."""

    sql: str
    params: tuple[Any, ...]


def active_in_one_pass(*, predicate: Predicate, moment: Moment, ids: range) -> Statement:
    """The active members of these ids who meet the predicate: each kind of rows is read once and summed for everybody,
    where `members_of` looks members up one by one. For many members at once. Raises what `members_of` does."""
    check_days_kept(facts=_history(predicate), moment=moment)
    totals = _InOnePass(ids)
    test = as_q(predicate, replace(moment, totals=totals))
    query = Member.objects.filter(_among("pk", ids), state=Member.State.ACTIVE).filter(test).query
    compiler = query.get_compiler("default")
    compiler.pre_sql_setup()
    tables, of_tables = compiler.get_from_clause()
    where, of_where = compiler.compile(compiler.where)
    joins, of_joins = totals.joins()
    sql = f'select "loyalty_member"."id" as id from {" ".join([*tables, *joins])} where {where}'
    return Statement(sql=sql, params=(*of_tables, *of_joins, *of_where))


def _among(member: str, ids: range) -> Q:
    """No bound where there is none: each is a comparison for every row."""
    least = Q(**{f"{member}__gte": ids.start}) if ids.start else Q()
    return least & Q(**{f"{member}__lt": ids.stop}) if ids.stop < EVERYBODY.stop else least


def _history(predicate: Predicate) -> list[MemberFact]:
    return [fact for fact in facts_of(predicate) if isinstance(fact, MemberFact)]


@dataclass
class _Pass:
    """One reading of a table: everything that is asked of its rows."""

    rows: QuerySet[Any]
    member: str
    asked: list[tuple[Q, Callable[[Q | None], Any]]]


class _InOnePass:
    """Sums for all members by one grouped subquery for each table, joined to the members."""

    def __init__(self, ids: range) -> None:
        self._ids = ids
        self._passes: dict[str, _Pass] = {}

    def __call__(self, *, rows: QuerySet[Any], where: Q, what: Callable[[Q | None], Any], member: str) -> RawSQL:
        table = rows.model._meta.db_table  # noqa: SLF001  Django documents it
        one = self._passes.setdefault(table, _Pass(rows, member, []))
        one.asked.append((where, what))
        field = what(None).resolve_expression(rows.query).output_field
        return RawSQL(f'"{table}_totals"."n{len(one.asked) - 1}"', (), output_field=_same(field))

    def joins(self) -> tuple[list[str], list[Any]]:
        sql: list[str] = []
        params: list[Any] = []
        for table, one in self._passes.items():
            common, wheres = _factored([where for where, _what in one.asked])
            whats = (what for _where, what in one.asked)
            asked = {
                f"n{place}": what(where or None) for place, (where, what) in enumerate(zip(wheres, whats, strict=True))
            }
            rows = one.rows.filter(common, _among(one.member, self._ids))
            if all(wheres):  # a row that nobody asks about need not be summed
                rows = rows.filter(Q(*dict.fromkeys(wheres), _connector=Q.OR))
            inner, of_inner = rows.values(owner=F(f"{one.member}_id")).annotate(**asked).query.sql_with_params()
            sql.append(f'left join ({inner}) "{table}_totals" on "{table}_totals"."owner" = "loyalty_member"."id"')
            params += of_inner
        return sql, params


def _factored(wheres: list[Q]) -> tuple[Q, list[Q]]:
    """What all of them ask, and what each asks besides: a million members have ten million rows to compare."""
    parts = [one.children if one.connector == Q.AND and not one.negated else [one] for one in wheres]
    common = [part for part in parts[0] if all(part in others for others in parts)]
    return Q(*common), [Q(*(part for part in one if part not in common)) for one in parts]


def _same(field: Any) -> Any:
    return field if field.get_internal_type() == "DateField" else BigIntegerField()
