"""The scores of everybody in one analysis, as one SQL statement.

Equal groups are NTILE in the order of the value, and of the member's number where values are equal: exact and the same
every time. Edges are the values at ranks ceil(k·N/groups) of N members: who is above an edge is above it in score,
and equal values never part.
"""

from segments.rfm.models import RfmModel

_PURCHASE = "max(d.day) filter (where d.orders > 0)"
_RECENCY = {"purchase": _PURCHASE, "contact": f"greatest({_PURCHASE}, max(v.day))"}
_FREQUENCY = {"orders": "sum(d.orders)", "days": "count(*) filter (where d.orders > 0)"}
_MONETARY = {"spent": "sum(d.spent_kopecks)", "average": "div(sum(d.spent_kopecks), sum(d.orders))"}
_VALUES = """
select d.member_id, {recency} - date '2000-01-01' as recency, {frequency} as frequency, {monetary} as monetary
from loyalty_memberday d join loyalty_member m on m.id = d.member_id and m.state = 'active'{visits}
where d.day > %(today)s::date - %(days)s::int and d.day <= %(today)s::date
group by 1 having sum(d.orders) > 0"""
_VISITS = {
    "purchase": "",
    "contact": """
left join (
  select member_id, max(day) as day from loyalty_visit
  where day > %(today)s::date - %(days)s::int and day <= %(today)s::date group by 1
) v on v.member_id = d.member_id""",
}
_EQUAL = "ntile(%(groups)s) over (order by {value}, member_id)::smallint as {value}"
_EDGES = """1 + (select count(*) from edges e where e.what = '{value}' and v.{value} > e.edge)::smallint as {value}"""
_EDGE = """
select '{value}' as what, {value} as edge from (
  select {value}, row_number() over (order by {value}) as place, count(*) over () as n from v
) ranked
where place in (select (k * n + %(groups)s - 1) / %(groups)s from generate_series(1, %(groups)s - 1) as k)"""
VALUES = ("recency", "frequency", "monetary")


def scores_sql(model: RfmModel) -> str:
    """Columns member_id, recency, frequency, monetary; parameters `today`, `days` and `groups`."""
    values = _VALUES.format(
        recency=_RECENCY[model.recency], frequency=_FREQUENCY[model.frequency], monetary=_MONETARY[model.monetary],
        visits=_VISITS[model.recency],
    )  # fmt: skip
    if model.scoring == RfmModel.Scoring.EQUAL:
        listed = ", ".join(_EQUAL.format(value=value) for value in VALUES)
        return f"with v as materialized ({values}) select member_id, {listed} from v"
    edges = " union all ".join(_EDGE.format(value=value) for value in VALUES)
    listed = ", ".join(_EDGES.format(value=value) for value in VALUES)
    return f"with v as materialized ({values}), edges as materialized ({edges}) select member_id, {listed} from v"
