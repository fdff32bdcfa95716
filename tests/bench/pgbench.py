"""PostgreSQL's own load tool, with a script that sells the same order by hand."""

import re
import subprocess
from pathlib import Path

import psycopg
from psycopg import sql

from config import embedded
from config.embedded import APP_ROLE
from tests.bench import carts
from tests.bench.people import Shop
from tests.bench.servers import DATABASE, Servers

_COPIED = ("cart", "cart_hash", "facts", "decision", "trace")
_SCRIPT = r"""
\set member random(0, :members - 1)
begin;
select nextval(pg_get_serial_sequence('loyalty_order', 'id')) as o \gset
insert into loyalty_idempotencyrecord (client_id, key, fingerprint, status, body)
  values ({till}, 'pgbench-' || :o, {fingerprint}, 201, {body});
select id as a, extract(epoch from greatest(clock_timestamp(), last_at)) as at from loyalty_account
  where owner_kind = 'member' and owner_id = {first} + :member and unit_id = {unit} for no key update \gset
select id as lot from loyalty_lot where account_id = :a and remaining > 0
  order by expires_at nulls last, available_from, id limit 1 \gset
insert into loyalty_order (id, shop_id, external_id, integration_id, member_id, state, source, channel, occurred_at,
    program_version_id, ruleset_number, cart, cart_hash, facts, decision, trace, base_kopecks, discount_kopecks,
    points_paid_kopecks, certificates_paid_kopecks, to_pay_kopecks, delivery_base_kopecks, delivery_to_pay_kopecks,
    delivery_returned, refunded_kopecks, short_points, completed_at)
  values (:o, {shop}, 'pgbench-' || :o, {till}, {first} + :member, 'completed', 'api', 'pos', to_timestamp(:at),
    {version}, {ruleset}, {cart}, {cart_hash}, {facts}, {decision}, {trace}, 214000, 4000, 10000, 0, 200000,
    0, 0, false, 0, 0, to_timestamp(:at));
insert into loyalty_orderline (order_id, position, line_id, sku, name, category, brand, quantity_milli, base_kopecks,
    discount_kopecks, points_paid_kopecks, certificates_paid_kopecks, to_pay_kopecks, burnt_points, returned_milli,
    refunded_kopecks, given_back_points) values {lines};
insert into loyalty_orderpoints (order_id, unit_id, earned, burnt, clawed_back, given_back)
  values (:o, {unit}, 100, 100, 0, 0);
insert into loyalty_operation (kind, natural_key, principal, principal_id, reason, order_id, at)
  values ('burn', 'order:' || :o, 'integration', {till}, 'order', :o, to_timestamp(:at)) returning id as burn \gset
insert into loyalty_operation (kind, natural_key, principal, principal_id, reason, order_id, at)
  values ('earn', 'order:' || :o || ':BONUS', 'integration', {till}, 'order', :o, to_timestamp(:at))
  returning id as earn \gset
update loyalty_lot set remaining = remaining - 100 where id = :lot;
insert into loyalty_lot (account_id, operation_id, state, earned, remaining, held, available_from, expires_at, order_id,
    shop_id) values (:a, :earn, 'active', 100, 100, 0, to_timestamp(:at), to_timestamp(:at) + interval '1 year', :o,
    {shop}) returning id as given \gset
insert into loyalty_entry (operation_id, account_id, lot_id, bucket, kind, amount, balance_after, account_version, at)
  select e.operation, :a, e.lot, 'active', e.kind, e.amount, active + e.change, version + e.n, to_timestamp(:at)
  from loyalty_account, (values (1, :burn::bigint, :lot::bigint, 'burn', -100, -100),
                                (2, :earn::bigint, :given::bigint, 'earn', 100, 0))
       as e(n, operation, lot, kind, amount, change)
  where id = :a order by e.n;
update loyalty_account set version = version + 2, last_at = to_timestamp(:at) where id = :a;
insert into loyalty_memberday as d (member_id, day, orders, spent_kopecks, discount_kopecks)
  values ({first} + :member, current_date, 1, 200000, 4000)
  on conflict (member_id, day) do update set orders = d.orders + 1, spent_kopecks = d.spent_kopecks + 200000,
    discount_kopecks = d.discount_kopecks + 4000;
insert into loyalty_memberdaygoods as g (member_id, day, category, brand, orders, spent_kopecks, quantity_milli)
  select {first} + :member, current_date, 'category-' || n, '', 1, 40000, 2000 from generate_series(0, 4) as n
  on conflict (member_id, day, category, brand) do update set orders = g.orders + 1,
    spent_kopecks = g.spent_kopecks + 40000, quantity_milli = g.quantity_milli + 2000;
insert into loyalty_event (kind, member_id, shop_id, external_id, payload, at)
  values ('order.completed', {first} + :member, {shop}, '', {payload}, to_timestamp(:at));
with counted as (
  insert into campaigns_budgetcounter as c (campaign_id, budget, scope_key, period_key, shard, shards, cap, whole, used,
    over) values ({campaign}, 20, ({first} + :member)::text, current_date::text, 0, 1, 1000000000, 1000000000, 1, 0),
    ({campaign}, 204, '', '', 0, 1, 1000000000000000, 1000000000000000, 4000, 0)
  on conflict (campaign_id, budget, scope_key, period_key, shard) do update set used = c.used + excluded.used
    where c.used + excluded.used <= excluded.cap
  returning c.id, c.budget
)
insert into campaigns_budgetentry (counter_id, order_id, version, amount, at)
  select id, :o, 1, case budget when 20 then 1 else 4000 end, to_timestamp(:at) from counted;
commit;
"""
_TPS = re.compile(r"tps = ([\d.]+)")
_FAILED = re.compile(r"number of failed transactions: (\d+)")


def write_script(servers: Servers, shop: Shop, *, order_id: int) -> None:
    """A script whose orders have the rows of this one, which the API sold."""
    with servers.owner() as owner:
        values = _literals(owner, shop, order_id)
        text = sql.SQL(_SCRIPT.replace("%", "%%")).format(**values).as_string(owner).replace("%%", "%")
    (servers.folder / "order.sql").write_text(text)


def _literals(owner: psycopg.Connection, shop: Shop, order_id: int) -> dict[str, sql.Composable]:
    def one(query: str) -> tuple[object, ...]:
        row = owner.execute(query, {"id": order_id}).fetchone()
        assert row is not None
        return tuple(row)

    documents = one(
        "select cart::text, cart_hash, facts::text, decision::text, trace::text from loyalty_order where id = %(id)s"
    )
    fingerprint, body = one("select fingerprint, body from loyalty_idempotencyrecord order by id desc limit 1")
    (payload,) = one("select payload::text from loyalty_event where kind = 'order.completed' order by id desc limit 1")
    (version,) = one("select program_version_id from loyalty_order where id = %(id)s")
    (unit,) = one("select id from loyalty_unit where code = 'BONUS'")
    (ruleset,) = one("select ruleset_number from loyalty_order where id = %(id)s")
    (campaign,) = one("select id from campaigns_campaign where code = 'bench-forty-off'")
    lines = owner.execute(
        """select position, line_id, sku, name, category, brand, quantity_milli, base_kopecks, discount_kopecks,
             points_paid_kopecks, certificates_paid_kopecks, to_pay_kopecks, burnt_points, 0, 0, 0
           from loyalty_orderline where order_id = %s order by position""",
        [order_id],
    ).fetchall()
    rows = [sql.SQL("(:o, {})").format(sql.SQL(", ").join(map(sql.Literal, row))) for row in lines]
    plain = {"fingerprint": fingerprint, "body": body, "payload": payload, "version": version, "unit": unit,
             "ruleset": ruleset, "campaign": campaign,
             "shop": shop.id, "till": shop.integration_id, "first": carts.FIRST_MEMBER}  # fmt: skip
    known = {**plain, **dict(zip(_COPIED, documents, strict=True))}
    return {**{name: sql.Literal(value) for name, value in known.items()}, "lines": sql.SQL(", ").join(rows)}


def run_script(servers: Servers, *, clients: int, seconds: int, members: int) -> float:
    """Transactions a second. Raises CalledProcessError with pgbench's words in `stderr`."""
    argv: list[str | Path] = [
        embedded.postgres_program("pgbench"), "-n", "-f", servers.folder / "order.sql", "-c", str(clients), "-j", "2",
        "-T", str(seconds), "-D", f"members={members}", "-h", servers.postgres.socket_folder, "-U", APP_ROLE, DATABASE,
    ]  # fmt: skip
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    failed, tps = _FAILED.search(done.stdout), _TPS.search(done.stdout)
    if done.returncode or tps is None or (failed and int(failed[1])):
        raise RuntimeError(f"pgbench failed: {done.stdout}\n{done.stderr[-2000:]}")
    return float(tps[1])
