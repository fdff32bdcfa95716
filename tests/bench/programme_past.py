"""What analytics tells of beside the orders of P7: movements of points, tiers and segments of the same members; written
in bulk, the same in every run."""

from tests.bench.bulk import load
from tests.bench.people import Shop
from tests.bench.segments import EACH_ORDER, empty_segments, fill_orders, numbers_of_orders
from tests.bench.servers import DATABASE, Servers


def fill_past(servers: Servers, shop: Shop) -> None:
    """The orders of P7, each of which earned 5 %; a half of the members is in a tier, a third in a segment."""
    fill_orders(servers, shop)
    empty_segments(servers)
    with servers.postgres.connect(database=DATABASE) as superuser:
        superuser.execute(_SEGMENTS)
    load(servers, _TABLES, numbers_of_orders())


_SEGMENTS = """
insert into segments_segment (code, title_ru, title_en, kind, depth, note, created_at)
select 'past-' || n, 'past', 'past', 'static', 1, '', now() from generate_series(1, 3) as n"""
_LAST = "%(first)s + %(members)s - 1"
_TABLES = {
    "loyalty_entry": f"""
insert into loyalty_entry (operation_id, account_id, lot_id, bucket, kind, amount, balance_after, account_version, at)
select id, m, id, 'active', 'earn', price / 20, sum(price / 20) over so_far, row_number() over so_far, at
{EACH_ORDER} window so_far as (partition by m order by at, id)""",
    "loyalty_operation": f"""
insert into loyalty_operation (id, kind, natural_key, principal, reason, at, order_id)
select id, 'earn', 'bench:' || id, 'system', 'purchase', at, id {EACH_ORDER}""",
    "loyalty_lot": f"""
insert into loyalty_lot (id, account_id, operation_id, state, earned, remaining, held, available_from, expires_at,
  order_id, shop_id)
select id, m, id, 'active', price / 20, price / 20, 0, at, at + interval '1 year', id, shop {EACH_ORDER}""",
    "loyalty_account": f"""
insert into loyalty_account (id, owner_kind, owner_id, unit_id, active, pending, held, debt, version, last_at)
select m, 'member', m, (select id from loyalty_unit where code = 'BONUS'), sum(price / 20), 0, 0, 0, count(*), max(at)
{EACH_ORDER} group by 1""",
    "loyalty_tierchange": f"""
insert into loyalty_tierchange (member_id, was, now, score, program_version_id, at)
select m, '', 'tier' || m %% 3, 0, (select version_id from loyalty_program), date '2026-01-01' + (m %% 200)::int
from generate_series(%(first)s::bigint, {_LAST}, 2) as m""",
    "segments_membershipentry": f"""
insert into segments_membershipentry (segment_id, member_id, entered, cause, at)
select s.id, m, true, 'filled', date '2026-02-01' + (m %% 200)::int
from generate_series(%(first)s::bigint, {_LAST}, 3) as m join segments_segment s on s.code = 'past-' || (1 + m %% 3)""",
}
