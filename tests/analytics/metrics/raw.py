"""Every metric once more, as DuckDB SQL over the receipts of the package itself, in Moscow's days.

Nothing here comes from our facts, periods or expressions. What the import makes of a receipt is written down once more
too: lines of a department and a brand are one; a coupon pays the lines in the order of their codes, and never more than
the receipt; a piece costs 65 % of what one brought on average, and nobody knows what flowers cost (`tests/journey.py`).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

import duckdb

from loyalty.imports.completejourney import data_file

_LINES = """
create table lines as
with row as (
  select basket_id, household_id, store_id, transaction_timestamp + interval 3 hour as stamp,
    coalesce(department, 'OTHER') as department, coalesce(brand, 'National') as brand,
    cast(round(sales_value * 100) as bigint) as sales, cast(round(coupon_disc * 100) as bigint) as coupon,
    cast(round(retail_disc * 100) as bigint) + cast(round(coupon_match_disc * 100) as bigint) as off
  from read_parquet('{sales}') left join read_parquet('{goods}') using (product_id)
), goods as (
  select department, brand, floor(sum(sales) * 0.65 / count(*)) as cost from row group by all
), line as (
  select basket_id, max(max(stamp)) over (partition by basket_id) as stamp, any_value(household_id) as household,
    any_value(store_id) as store, department, brand, count(*) as pieces, sum(sales) as sales, sum(off) as off,
    sum(sum(coupon)) over (partition by basket_id) as coupons,
    sum(sum(sales)) over (partition by basket_id order by department || '/' || brand) - sum(sales) as earlier
  from row group by basket_id, department, brand
)
select basket_id, household, cast(store as varchar) as store, stamp::date as day, hour(stamp) as hour,
  department || '/' || brand as sku, department, brand, pieces, sales + off as shelf,
  sales - greatest(0, least(sales, coupons - earlier)) as paid,
  case when department <> 'FLORAL' then cast(cost as bigint) * pieces end as cost
from line join goods using (department, brand)
"""
_ORDERS = """
create table orders as
select basket_id, any_value(household) as household, any_value(store) as store, any_value(day) as day,
  any_value(hour) as hour, sum(shelf) as shelf, sum(paid) as paid,
  sum(case when cost is not null then paid else 0 end) as known_paid, coalesce(sum(cost), 0) as known_cost
from lines group by basket_id
"""
# `o` has every order twice: among all, and in its shop. `b` is who bought in a period; `p` has the periods.
_CUTS = """
create table o as select *, 'all' as cut, '' as of from orders union all select *, 'shop', store from orders;
create table l as select *, 'all' as cut, '' as of from lines union all select *, 'shop', store from lines;
create table days as
select unnest(generate_series(date_trunc('year', min(day)), timestamp '{today}', interval 1 day))::date as day
from orders;
create table p as
with kinds as (select unnest(['week', 'month', 'quarter', 'year']) as kind),
starts as (select distinct kind, date_trunc(kind, day)::date as starts from kinds, days),
steps as (
  select *, case kind when 'week' then interval 7 day when 'month' then interval 1 month
    when 'quarter' then interval 3 month else interval 1 year end as step from starts
)
select kind, starts, (starts + step)::date as ends, (starts - step)::date as before from steps
where starts + step > (select min(day) from orders);
create table op as select o.*, kind, starts, ends from o join p on day >= starts and day < ends;
create table first as select cut, of, household, min(day) as first from o group by all;
create table b as
select kind, starts, cut, of, household, count(*) as orders, sum(paid) as paid, min(day) = any_value(first) as is_new
from op join first using (cut, of, household) group by kind, starts, cut, of, household;
create table upto as
select p.kind, p.starts, p.ends, o.cut, o.of, o.household, max(day) as last, sum(paid) as paid,
  sum(known_paid) as known_paid, sum(known_cost) as known_cost, strftime(min(day), '%Y-%m') as cohort
from o join p on o.day < p.ends where p.kind <> 'week' group by all;
create table pauses as
select cut, of, household, day, lag(day) over (partition by cut, of, household order by day) as earlier
from (select distinct cut, of, household, day from o);
create table around as
select p.kind, p.starts, o.cut, o.of, j.household,
  count(*) filter (where o.day between j.day - 90 and j.day - 1) as orders_before,
  coalesce(sum(paid) filter (where o.day between j.day - 90 and j.day - 1), 0) as paid_before,
  count(*) filter (where o.day between j.day + 1 and j.day + 90) as orders_after,
  coalesce(sum(paid) filter (where o.day between j.day + 1 and j.day + 90), 0) as paid_after
from joined j join p on j.day + 90 >= p.starts and j.day + 90 < p.ends join o using (household)
where (select min(day) from orders) <= j.day - 90
group by all having orders_before > 0;
"""


def _orders(numerator: str, denominator: str, key: str = "''", where: str = "true") -> str:
    return f"select kind, starts, cut, of, {key}, {numerator}, {denominator} from op where {where} group by all"


def _buyers(numerator: str, denominator: str) -> str:
    return f"select kind, starts, cut, of, '', {numerator}, {denominator} from b group by all"


def _back(numerator: str) -> str:
    return f"""
select p.kind, p.starts, past.cut, past.of, '', {numerator}, count(*)
from p join b as past on past.kind = p.kind and past.starts = p.before
left join b as now on (now.kind, now.starts, now.cut, now.of, now.household)
  = (p.kind, p.starts, past.cut, past.of, past.household)
group by all"""


def _silent(days: int) -> str:
    return f"""
select kind, starts, cut, of, '', count(*) filter (where ends - last > {days}), count(*) from upto group by all"""


def _cohorts(numerator: str, denominator: str = "count(*)") -> str:
    return f"""
select u.kind, u.starts, u.cut, u.of, u.cohort, {numerator}, {denominator} from upto u
left join b on (b.kind, b.starts, b.cut, b.of, b.household) = (u.kind, u.starts, u.cut, u.of, u.household)
where u.kind = 'month' group by all"""


def _predicted(months: int) -> str:
    """What a cohort brought of each of its first months that has come; else its share of what others brought of it."""
    return f"""
with cohort as (
  select cut, of, date_trunc('month', first)::date as cohort, count(*) as members from first group by all
),
month as (
  select cut, of, date_trunc('month', first)::date as cohort, datediff('month', first, day) as age,
    sum(paid) as paid, sum(known_cost) as cost
  from o join first using (cut, of, household) group by all
),
each as (
  select starts, cut, of, cohort, members, age, coalesce(paid, 0) as paid, coalesce(cost, 0) as cost,
    cohort + to_months(age::int) <= starts as is_known
  from p cross join cohort cross join range({months}) as ages(age) left join month using (cut, of, cohort, age)
  where kind = 'month' and cohort <= starts
),
part as (
  select *, sum(members) filter (where is_known) over same as m,
    sum(paid) filter (where is_known) over same as all_paid, sum(cost) filter (where is_known) over same as all_cost
  from each window same as (partition by starts, cut, of, age)
)
select 'month', starts, cut, of, strftime(cohort, '%Y-%m'),
  sum(case when is_known then paid - cost else members * all_paid // m - members * all_cost // m end),
  any_value(members)
from part group by all having count(m) = {months}"""


def _league(key: str) -> str:
    return f"""
select 'month', date_trunc('month', day)::date, cut, of, {key}, sum(paid), sum(pieces) * 1000 from l group by all"""


def _joining(numerator: str, denominator: str) -> str:
    return " union all ".join(
        f"select kind, starts, cut, of, '{when}', {numerator.format(when)}, {denominator.format(when)}"
        " from around group by all"
        for when in ("before", "after")
    )


METRICS = {
    "revenue": _orders("sum(paid)", "count(*)"),
    "orders": _orders("count(*)", "count(household)"),
    "average_order": _orders("sum(paid)", "count(*)", "'member'"),
    "promoted_orders": _orders("count(*) filter (where paid < shelf)", "count(*)"),
    "promoted_average": _orders("sum(paid)", "count(*)", "case when paid < shelf then 'with' else 'without' end"),
    "discount_share": _orders("sum(shelf) - sum(paid)", "sum(shelf)"),
    "programme_cost": _orders("sum(shelf) - sum(paid)", "count(*)"),
    "active_members": _buyers("count(*)", "sum(orders)"),
    "new_members": _buyers("count(*) filter (where is_new)", "count(*)"),
    "joined_members": """
select kind, starts, cut, of, '', count(*), count(*)
from (select day, 'all' as cut, '' as of from joined union all select day, 'shop', store from joined) as j
join p on day >= starts and day < ends where of is not null group by all""",
    "repeat_members": _buyers("count(*) filter (where orders > 1)", "count(*)"),
    "repeat_orders": _buyers("sum(orders) - count(*) filter (where is_new)", "sum(orders)"),
    "frequency": _buyers("sum(orders)", "count(*)"),
    "interval": """
select kind, starts, cut, of, '', sum(day - earlier), count(*)
from pauses join p on day >= starts and day < ends where earlier is not null group by all""",
    "retention_strict": _back("count(now.household)"),
    "churn": _back("count(*) - count(now.household)"),
    "retention_classic": """
select kind, starts, cut, of, '', sum(e), sum(s) from (
  select kind, starts, cut, of, 1 as e, 0 as s from b where not is_new
  union all
  select p.kind, p.starts, cut, of, 0, 1 from b join p on b.kind = p.kind and b.starts = p.before
) group by all""",
    "retention_cost": """
select kind, starts, cut, of, '', sum(given), sum(stayed) from (
  select kind, starts, cut, of, shelf - paid as given, 0 as stayed from op where paid < shelf
  union all
  select p.kind, p.starts, cut, of, 0, 1 from p join b as past on past.kind = p.kind and past.starts = p.before
  semi join b as now on (now.kind, now.starts, now.cut, now.of, now.household)
    = (p.kind, p.starts, past.cut, past.of, past.household)
) group by all""",
    "silent_30": _silent(30),
    "silent_60": _silent(60),
    "silent_90": _silent(90),
    "joining_average_order": _joining("sum(paid_{})", "sum(orders_{})"),
    "joining_frequency": _joining("sum(orders_{})", "count(*)"),
    "cohort_retention": _cohorts("count(b.household)"),
    "cohort_revenue": _cohorts("coalesce(sum(b.paid), 0)"),
    "ltv_revenue": _cohorts("sum(u.paid)"),
    "ltv_margin": _cohorts("sum(u.paid) - sum(u.known_cost)"),
    "ltv_known_cost": _cohorts("sum(u.known_paid)", "sum(u.paid)"),
    "ltv_predicted_6": _predicted(6),
    "ltv_predicted_12": _predicted(12),
    "product_league": _league("sku"),
    "category_league": _league("department"),
    "brand_league": _league("brand"),
    "days_and_hours": _orders(
        "sum(paid)", "count(*)", "isodow(day)::varchar || '-' || lpad(hour::varchar, 2, '0')", "kind = 'month'"
    ),
}


def raw_receipts(*, today: date, joined: Iterable[tuple[int, date, str | None]]) -> Any:
    """A DuckDB to ask `METRICS` of; `joined` says of households when they joined, and in which shop."""
    raw = duckdb.connect()
    raw.execute(_LINES.format(sales=data_file("transactions"), goods=data_file("products")))
    raw.execute(_ORDERS)
    raw.execute("create table joined (household bigint, day date, store varchar)")
    raw.executemany("insert into joined values (?, ?, ?)", [list(row) for row in joined])
    raw.execute(_CUTS.replace("{today}", today.isoformat()))
    return raw
