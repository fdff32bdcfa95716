"""A second database beside the first, the same but for its past: so many orders already sold to the members."""

import psycopg
from django.db import connections
from psycopg import sql

from tests.bench import carts
from tests.bench.people import Shop
from tests.bench.servers import DATABASE, Servers
from tests.bench.sizes import MEMBERS

PAST_DATABASE = f"{DATABASE}_past"
PAST_LINES = 3
_PART = 100_000


def copy_with_past(servers: Servers, shop: Shop, *, orders: int) -> None:
    """Copy the database as it is and fill the copy. Call before anybody has sold: nothing may be connected."""
    connections.close_all()
    connections["default"].close_pool()  # type: ignore[attr-defined]  # of the PostgreSQL backend
    with servers.postgres.connect() as superuser:
        superuser.execute(
            sql.SQL("create database {} template {}").format(sql.Identifier(PAST_DATABASE), sql.Identifier(DATABASE))
        )
    with servers.postgres.connect(database=PAST_DATABASE) as superuser:
        # Checking each row would take most of the time. The proof of accounts stays: at the end it proves their chains.
        superuser.execute("set session_replication_role = replica")
        for table in ("lot", "entry"):
            superuser.execute(f"alter table loyalty_{table} disable trigger {table}_proof")
        superuser.execute("set synchronous_commit = off")
        for first in range(1, orders + 1, _PART):
            _fill(superuser, shop, first, min(first + _PART - 1, orders))
        for statement in _FINISH:
            superuser.execute(statement, {"orders": orders, "first": carts.FIRST_MEMBER, "members": MEMBERS})
        for table in ("lot", "entry"):
            superuser.execute(f"alter table loyalty_{table} enable always trigger {table}_proof")
        superuser.execute("vacuum analyze")


def _fill(superuser: psycopg.Connection, shop: Shop, first: int, last: int) -> None:
    names = {"first": first, "last": last, "members": MEMBERS, "member": carts.FIRST_MEMBER, "shop": shop.id,
             "till": shop.integration_id, "lines": PAST_LINES}  # fmt: skip
    with superuser.transaction():
        for statement in _ROWS:
            superuser.execute(statement, names)


# Order n is the k-th of its member, sold k hours after the opening; it gave 100 points, and they were spent with it.
_EACH = """from (select n, %(member)s + n %% %(members)s as m, (n - 1) / %(members)s + 1 as k,
  (select last_at from loyalty_account where id = %(member)s) + ((n - 1) / %(members)s + 1) * interval '1 hour' as at,
  (select id from loyalty_unit where code = 'BONUS') as unit
  from generate_series(%(first)s::bigint, %(last)s) as n) as past"""
_ROWS = [
    f"""insert into loyalty_order (id, shop_id, external_id, integration_id, member_id, state, source, channel,
          occurred_at, program_version_id, ruleset_number, cart, cart_hash, facts, decision, trace, base_kopecks,
          discount_kopecks, points_paid_kopecks, certificates_paid_kopecks, to_pay_kopecks, delivery_base_kopecks,
          delivery_to_pay_kopecks, delivery_returned, refunded_kopecks, short_points, completed_at)
        select n, %(shop)s, 'past-' || n, %(till)s, m, 'completed', 'api', 'pos', at,
          (select version_id from loyalty_program), 0, '{{}}', '\\x00', '{{}}', '{{}}', '{{}}', 210000, 0, 10000, 0,
          200000, 0, 0, false, 0, 0, at {_EACH}""",
    f"""insert into loyalty_orderline (order_id, position, line_id, sku, name, category, brand, quantity_milli,
          base_kopecks, discount_kopecks, points_paid_kopecks, certificates_paid_kopecks, to_pay_kopecks, burnt_points,
          returned_milli, refunded_kopecks, given_back_points)
        select n, line, line, 'SKU-' || line, '', 'category-' || line, '', 1000, 70000, 0, 0, 0, 70000, 0, 0, 0, 0
        {_EACH}, generate_series(1, %(lines)s) as line""",
    f"""insert into loyalty_orderpoints (order_id, unit_id, earned, burnt, clawed_back, given_back)
        select n, unit, 100, 100, 0, 0 {_EACH}""",
    f"""insert into loyalty_operation (id, kind, natural_key, principal, principal_id, reason, order_id, at)
        select n * 2 - 1 + what, case what when 0 then 'earn' else 'burn' end, 'past:' || n, 'integration', %(till)s,
          'order', n, at {_EACH}, generate_series(0, 1) as what""",
    f"""insert into loyalty_lot (id, account_id, operation_id, state, earned, remaining, held, available_from,
          expires_at, order_id, shop_id)
        select n, m, n * 2 - 1, 'active', 100, 0, 0, at, at + interval '1 year', n, %(shop)s {_EACH}""",
    f"""insert into loyalty_entry (operation_id, account_id, lot_id, bucket, kind, amount, balance_after,
          account_version, at)
        select n * 2 - 1 + what, m, n, 'active', case what when 0 then 'earn' else 'burn' end, 100 - 200 * what,
          200 - 100 * what, 2 * k + what, at {_EACH}, generate_series(0, 1) as what""",
    f"""insert into loyalty_idempotencyrecord (client_id, key, fingerprint, status, body)
        select %(till)s, 'past-order-' || n, '\\x00', 201, '' {_EACH}""",
    f"""insert into loyalty_event (kind, member_id, shop_id, external_id, payload, at)
        select 'order.completed', m, %(shop)s, '', '{{}}', at {_EACH}""",
    f"""insert into loyalty_memberday as d (member_id, day, orders, spent_kopecks, discount_kopecks)
        select m, at::date, count(*), sum(200000), 0 {_EACH} group by 1, 2
        on conflict (member_id, day) do update set orders = d.orders + excluded.orders,
          spent_kopecks = d.spent_kopecks + excluded.spent_kopecks""",
    f"""insert into loyalty_memberdaygoods as g (member_id, day, category, brand, orders, spent_kopecks,
          quantity_milli)
        select m, at::date, 'category-' || line, '', count(*), sum(70000), sum(1000)
        {_EACH}, generate_series(1, %(lines)s) as line group by 1, 2, 3
        on conflict (member_id, day, category, brand) do update set orders = g.orders + excluded.orders,
          spent_kopecks = g.spent_kopecks + excluded.spent_kopecks,
          quantity_milli = g.quantity_milli + excluded.quantity_milli""",
]
_FINISH = [
    """update loyalty_account a set version = 1 + 2 * past.k, last_at = past.at
       from (select account_id, count(*) as k, max(available_from) as at from loyalty_lot
             where order_id is not null group by 1) as past where a.id = past.account_id""",
    "select setval('loyalty_order_id_seq', %(orders)s)",
    "select setval('loyalty_operation_id_seq', 2 * %(orders)s)",
    "select setval('loyalty_lot_id_seq', %(orders)s)",
]
