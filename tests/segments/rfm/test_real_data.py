"""RFM of the imported real data, against DuckDB over the package's own file: all households, cell by cell."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import duckdb

from loyalty.imports.completejourney import data_file
from loyalty.members.models import Visit
from loyalty.proofs import proofs
from loyalty.rows import all_rows
from segments.rfm.models import RfmScore
from segments.rfm.save_model import save_model
from tests.journey import households

NIGHT = datetime(2018, 1, 5, 20, 0, tzinfo=UTC)
DAYS, GROUPS = 365, 5
TODAY = date(2018, 1, 5)
WAYS = [
    (*measures, scoring)
    for measures in (("purchase", "orders", "spent"), ("purchase", "days", "average"), ("contact", "orders", "spent"))
    for scoring in ("equal", "edges")
]

# What each household bought, straight from the raw rows: receipts, days in Moscow, money net of coupons, which cannot
# take a receipt below nothing.
RAW = """
create table bought as
with receipts as (
  select household_id, basket_id, max(transaction_timestamp) as stamp,
    greatest(0, sum(cast(round(sales_value * 100) as bigint)) - sum(cast(round(coupon_disc * 100) as bigint))) as paid
  from read_parquet('{file}') group by 1, 2
)
select household_id, date_diff('day', date '2000-01-01', max(cast(stamp + interval 3 hour as date))) as purchase,
  count(*) as orders, count(distinct cast(stamp + interval 3 hour as date)) as days, sum(paid) as spent,
  cast(sum(paid) as bigint) // count(*) as average
from receipts
where cast(stamp + interval 3 hour as date) > date '{today}' - {days}
  and cast(stamp + interval 3 hour as date) <= date '{today}'
group by 1
"""
CONTACTS = """
alter table bought add column contact bigint;
update bought set contact = greatest(purchase, (
  select max(date_diff('day', date '2000-01-01', v.day)) from (
    select unnest($households) as household_id, unnest($days) as day) v
  where v.household_id = bought.household_id and v.day between date '{first}' and date '{today}'))
"""
EQUAL = """
select household_id, ntile({n}) over (order by {r}, place), ntile({n}) over (order by {f}, place),
  ntile({n}) over (order by {m}, place)
from bought join (select unnest($households) as household_id, unnest($places) as place) using (household_id)
"""


def _raw(visits: dict[int, date]) -> Any:
    raw = duckdb.connect()
    raw.execute(RAW.format(file=data_file("transactions"), today=TODAY, days=DAYS))
    contacts = CONTACTS.format(first=TODAY - timedelta(days=DAYS - 1), today=TODAY)
    raw.execute(contacts, {"households": list(visits), "days": list(visits.values())})
    return raw


def _visits(members: dict[int, int]) -> dict[int, date]:
    """Two thirds of the households were in the cabinet: some too long ago to count, and some only after the night."""
    days = {one: TODAY - timedelta(days=one * 7_919 % 400 - 5) for one in members if one % 3}
    Visit.objects.bulk_create(Visit(member_id=members[one], day=day) for one, day in days.items())
    return days


def _edges(values: list[int]) -> list[int]:
    """The values at ranks ceil(k·N/groups), in a way of their own."""
    ordered = sorted(values)
    return [ordered[-(-k * len(ordered) // GROUPS) - 1] for k in range(1, GROUPS)]


def test_every_household_is_where_duckdb_puts_it(journey: None) -> None:
    # given the year of the package, imported, and its raw rows in DuckDB
    members = households()
    raw = _raw(_visits(members))
    assert len(members) == raw.execute("select count(*) from bought").fetchone()[0] == 2_469
    places = {"households": list(members), "places": list(members.values())}

    for recency, frequency, monetary, scoring in WAYS:
        # when members are scored
        model = save_model(
            code=f"{scoring}-{recency}-{frequency}", title_ru=scoring, title_en=scoring, days=DAYS, recency=recency,
            frequency=frequency, monetary=monetary, groups=GROUPS, scoring=scoring, at=NIGHT, author=None,
        )  # fmt: skip
        ours = {
            member: (r, f, m)
            for member, r, f, m in RfmScore.objects.filter(model=model).values_list(
                "member_id", "recency", "frequency", "monetary"
            )
        }

        # then each of the 2 469 is in the cell where the other computation has them
        if scoring == "equal":
            rows = raw.execute(EQUAL.format(n=GROUPS, r=recency, f=frequency, m=monetary), places).fetchall()
            theirs = {members[row[0]]: row[1:] for row in rows}
            assert max(Counter(one[0] for one in theirs.values()).values()) == 494
        else:
            rows = raw.execute(f"select household_id, {recency}, {frequency}, {monetary} from bought").fetchall()
            edges = [_edges([int(row[place]) for row in rows]) for place in (1, 2, 3)]
            theirs = {
                members[row[0]]: tuple(
                    1 + sum(int(row[place]) > edge for edge in edges[place - 1]) for place in (1, 2, 3)
                )
                for row in rows
            }  # fmt: skip
            disc = raw.execute("select quantile_disc(spent, [0.2, 0.4, 0.6, 0.8]) from bought").fetchone()[0]
            if monetary == "spent":
                assert [int(edge) for edge in disc] == edges[2]
        assert ours == theirs

    # and the day buckets that it was computed from are what the orders say
    for code in ("Q-71", "Q-72"):
        assert [row for row in all_rows(proofs[code].sql, {}) if row[1]] == []
