"""What analytics tells of beside the orders of P7: movements of points, tiers and segments of the same members; written
in bulk, the same in every run."""

from tests.bench.people import Shop
from tests.bench.segments import FIRST, fill_orders
from tests.bench.servers import DATABASE, Servers
from tests.bench.sizes import SEGMENT_MEMBERS


def fill_past(servers: Servers, shop: Shop) -> None:
    """The orders of P7, each of which earned 5 %; a half of the members is in a tier, a third in a segment."""
    fill_orders(servers, shop)
    numbers = {"first": FIRST, "last": FIRST + SEGMENT_MEMBERS - 1}
    with servers.postgres.connect(database=DATABASE) as superuser:
        superuser.execute("set session_replication_role = replica")
        superuser.execute("set synchronous_commit = off")
        for table in _GUARDED:  # every row would be proved by itself
            superuser.execute(f"alter table {table} disable trigger user")
        for statement in _STATEMENTS:
            superuser.execute(statement, numbers)
        for table in _GUARDED:
            superuser.execute(f"alter table {table} enable trigger user")
        superuser.execute("vacuum analyze")


_GUARDED = ("loyalty_operation", "loyalty_lot", "loyalty_entry", "loyalty_account")
_STATEMENTS = (
    """insert into loyalty_operation (id, kind, natural_key, principal, reason, at, order_id)
       select id, 'earn', 'bench:' || id, 'system', 'purchase', occurred_at, id
       from loyalty_order where id >= %(first)s""",
    """insert into loyalty_lot (id, account_id, operation_id, state, earned, remaining, held, available_from,
         expires_at, order_id, shop_id)
       select id, member_id, id, 'active', to_pay_kopecks / 20, to_pay_kopecks / 20, 0, occurred_at,
         occurred_at + interval '1 year', id, shop_id from loyalty_order where id >= %(first)s""",
    """insert into loyalty_entry (operation_id, account_id, lot_id, bucket, kind, amount, balance_after,
         account_version, at)
       select id, member_id, id, 'active', 'earn', to_pay_kopecks / 20, sum(to_pay_kopecks / 20) over so_far,
         row_number() over so_far, occurred_at
       from loyalty_order where id >= %(first)s window so_far as (partition by member_id order by occurred_at, id)""",
    """insert into loyalty_account (id, owner_kind, owner_id, unit_id, active, pending, held, debt, version, last_at)
       select member_id, 'member', member_id, (select id from loyalty_unit where code = 'BONUS'),
         sum(to_pay_kopecks / 20), 0, 0, 0, count(*), max(occurred_at)
       from loyalty_order where id >= %(first)s group by 1""",
    """insert into loyalty_tierchange (member_id, was, now, score, program_version_id, at)
       select m, '', 'tier' || m %% 3, 0, (select version_id from loyalty_program), date '2026-01-01' + (m %% 200)::int
       from generate_series(%(first)s::bigint, %(last)s, 2) as m""",
    """insert into segments_segment (code, title_ru, title_en, kind, depth, note, created_at)
       select 'past-' || n, 'past', 'past', 'static', 1, '', now() from generate_series(1, 3) as n""",
    """insert into segments_membershipentry (segment_id, member_id, entered, cause, at)
       select s.id, m, true, 'filled', date '2026-02-01' + (m %% 200)::int
       from generate_series(%(first)s::bigint, %(last)s, 3) as m
       join segments_segment s on s.code = 'past-' || (1 + m %% 3)""",
)
