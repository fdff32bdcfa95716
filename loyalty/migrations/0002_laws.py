"""Laws that CHECKs cannot say: history is append-only, and the books prove themselves at COMMIT.

The proof is inductive, so its cost follows what a transaction touched and not the length of an account's history:
every lot equals the sum of its entries, every change of an account equals the entries of the versions it passed,
and no entry is without either. Nightly `manage.py prove` recomputes everything from zero.
"""

from django.db import migrations

HISTORY = [
    "loyalty_entry",
    "loyalty_operation",
    "loyalty_holdlot",
    "loyalty_return",
    "loyalty_event",
    "loyalty_programversion",
    "loyalty_consent",
    "loyalty_consenttext",
]

FUNCTIONS = """
create function loyalty_forbid_change() returns trigger language plpgsql as $$
begin
  raise exception 'table % is append-only (% refused)', tg_table_name, tg_op using errcode = '42501';
end $$;

create function loyalty_prove_lot(the_lot bigint) returns void language plpgsql as $$
declare l loyalty_lot%rowtype; s_pending bigint; s_active bigint; s_earned bigint; s_held bigint; strangers bigint;
begin
  select * into l from loyalty_lot where id = the_lot;
  select coalesce(sum(amount) filter (where bucket = 'pending'), 0),
         coalesce(sum(amount) filter (where bucket = 'active'), 0),
         coalesce(sum(amount) filter (where operation_id = l.operation_id), 0),
         count(*) filter (where account_id <> l.account_id)
    into s_pending, s_active, s_earned, strangers from loyalty_entry where lot_id = the_lot;
  if strangers > 0 or s_earned <> l.earned
     or (l.state = 'pending' and (s_pending, s_active) is distinct from (l.remaining, 0::bigint))
     or (l.state = 'active' and (s_pending, s_active) is distinct from (0::bigint, l.remaining)) then
    raise exception 'ledger out of balance: lot % differs from its entries', the_lot
      using errcode = '23514', constraint = 'ledger_lot_proof';
  end if;
  select coalesce(sum(p.amount), 0) into s_held
    from loyalty_holdlot p join loyalty_hold h on h.id = p.hold_id where p.lot_id = the_lot and h.state = 'open';
  if s_held <> l.held then
    raise exception 'ledger out of balance: lot % differs from its open holds', the_lot
      using errcode = '23514', constraint = 'ledger_hold_proof';
  end if;
end $$;

create function loyalty_prove_held(the_account bigint) returns void language plpgsql as $$
declare s_lots bigint; s_holds bigint; a_held bigint;
begin
  select held into a_held from loyalty_account where id = the_account;
  select coalesce(sum(held), 0) into s_lots from loyalty_lot where account_id = the_account and remaining > 0;
  select coalesce(sum(amount), 0) into s_holds from loyalty_hold where account_id = the_account and state = 'open';
  if a_held <> s_lots or a_held <> s_holds then
    raise exception 'ledger out of balance: account % differs from its open holds', the_account
      using errcode = '23514', constraint = 'ledger_hold_proof';
  end if;
end $$;

create function loyalty_account_proof() returns trigger language plpgsql as $$
declare
  was loyalty_account%rowtype; n bigint; d_active bigint; d_pending bigint; d_debt bigint; latest timestamptz;
  broken boolean; backwards boolean;
begin
  if tg_op = 'UPDATE' then
    was := old;
    if (new.owner_kind, new.owner_id, new.unit_id) is distinct from (old.owner_kind, old.owner_id, old.unit_id) then
      raise exception 'the owner and unit of account % cannot change', new.id
        using errcode = '23514', constraint = 'account_terms';
    end if;
  else
    was := new;
    was.version := 0; was.active := 0; was.pending := 0; was.debt := 0; was.held := 0; was.last_at := null;
  end if;
  select count(*), coalesce(sum(amount) filter (where bucket = 'active'), 0),
         coalesce(sum(amount) filter (where bucket = 'pending'), 0),
         coalesce(sum(amount) filter (where bucket = 'debt'), 0), max(at),
         coalesce(bool_or(balance_after <> running
           + case bucket when 'active' then was.active when 'pending' then was.pending else was.debt end), false),
         coalesce(bool_or(at < coalesce(before, was.last_at)), false)
    into n, d_active, d_pending, d_debt, latest, broken, backwards
    from (select bucket, amount, balance_after, at, lag(at) over (order by account_version) as before,
                 sum(amount) over (partition by bucket order by account_version) as running
            from loyalty_entry
            where account_id = new.id and account_version > was.version and account_version <= new.version) e;
  if n <> new.version - was.version
     or (d_active, d_pending, d_debt)
        is distinct from (new.active - was.active, new.pending - was.pending, new.debt - was.debt) then
    raise exception 'ledger out of balance: account % differs from its entries', new.id
      using errcode = '23514', constraint = 'ledger_account_proof';
  end if;
  if broken or backwards or new.last_at is distinct from coalesce(latest, was.last_at) then
    raise exception 'ledger out of balance: entries of account % break its chain', new.id
      using errcode = '23514', constraint = 'ledger_chain_proof';
  end if;
  if new.held <> was.held then perform loyalty_prove_held(new.id); end if;
  return null;
end $$;

create function loyalty_lot_proof() returns trigger language plpgsql as $$
begin
  perform loyalty_prove_lot(new.id);
  return null;
end $$;

create function loyalty_entry_proof() returns trigger language plpgsql as $$
declare a_version bigint; o loyalty_operation%rowtype;
begin
  select version into a_version from loyalty_account where id = new.account_id;
  if new.account_version not between 1 and a_version then  -- else the account's own proof has counted it
    raise exception 'ledger out of balance: entry % is not counted by account %', new.id, new.account_id
      using errcode = '23514', constraint = 'ledger_chain_proof';
  end if;
  select * into o from loyalty_operation where id = new.operation_id;
  if (new.kind, new.at) is distinct from (o.kind, o.at)
     or (new.bucket <> 'debt' and new.amount < 0 and new.kind in ('earn', 'opening', 'give_back'))
     or (new.bucket <> 'debt' and new.amount > 0 and new.kind in ('burn', 'capture', 'expire', 'claw_back', 'repay'))
     or (new.bucket = 'debt' and new.amount > 0 and new.kind not in ('burn', 'claw_back'))
     or (new.bucket = 'debt' and new.amount < 0 and new.kind not in ('repay', 'give_back')) then
    raise exception 'entry % is not what its operation does', new.id
      using errcode = '23514', constraint = 'ledger_operation_proof';
  end if;
  if new.lot_id is not null then perform loyalty_prove_lot(new.lot_id); end if;
  return null;
end $$;

create function loyalty_hold_proof() returns trigger language plpgsql as $$
declare s bigint; part record;
begin
  if new.expires_at > new.opened_at + interval '2184 hours' then  -- 91 days: a web order is held for at most 90
    raise exception 'hold % is too long', new.id using errcode = '23514', constraint = 'hold_max_ttl';
  end if;
  select coalesce(sum(amount), 0) into s from loyalty_holdlot where hold_id = new.id;
  if s <> new.amount then
    raise exception 'ledger out of balance: hold % differs from its parts', new.id
      using errcode = '23514', constraint = 'ledger_hold_proof';
  end if;
  for part in select lot_id from loyalty_holdlot where hold_id = new.id loop
    perform loyalty_prove_lot(part.lot_id);
  end loop;
  perform loyalty_prove_held(new.account_id);
  return null;
end $$;

create function loyalty_holdlot_proof() returns trigger language plpgsql as $$
declare h loyalty_hold%rowtype; s bigint; l_account bigint;
begin
  select * into h from loyalty_hold where id = new.hold_id;
  select coalesce(sum(amount), 0) into s from loyalty_holdlot where hold_id = new.hold_id;
  select account_id into l_account from loyalty_lot where id = new.lot_id;
  if s <> h.amount or l_account <> h.account_id then
    raise exception 'ledger out of balance: hold % differs from its parts', h.id
      using errcode = '23514', constraint = 'ledger_hold_proof';
  end if;
  perform loyalty_prove_lot(new.lot_id);
  return null;
end $$;

create function loyalty_hold_guard() returns trigger language plpgsql as $$
begin
  if old.state <> 'open'
     or (new.account_id, new.order_id, new.amount, new.opened_at, new.operation_id)
        is distinct from (old.account_id, old.order_id, old.amount, old.opened_at, old.operation_id) then
    raise exception 'hold % has ended or its terms were changed', old.id
      using errcode = '23514', constraint = 'hold_ends_once';
  end if;
  return new;
end $$;

create function loyalty_lot_guard() returns trigger language plpgsql as $$
begin
  if (new.account_id, new.operation_id, new.earned, new.available_from, new.order_id, new.shop_id,
      new.campaign_version_id, new.renews_id, new.inactivity_months)
     is distinct from (old.account_id, old.operation_id, old.earned, old.available_from, old.order_id, old.shop_id,
      old.campaign_version_id, old.renews_id, old.inactivity_months)
     or (new.expires_at is distinct from old.expires_at
         and (old.inactivity_months is null or new.expires_at is null or new.expires_at < old.expires_at))
     or (old.state = 'active' and new.state = 'pending') then
    raise exception 'the terms of lot % cannot change', old.id using errcode = '23514', constraint = 'lot_terms';
  end if;
  return new;
end $$;

create function loyalty_idempotency_guard() returns trigger language plpgsql as $$
begin
  if (new.client_id, new.key, new.fingerprint, new.created_at)
     is distinct from (old.client_id, old.key, old.fingerprint, old.created_at)
     or (old.status is not null and new.status is distinct from old.status)
     or (old.status is not null and new.body is distinct from old.body and new.body is not null) then
    raise exception 'the answer to key % cannot change', old.key
      using errcode = '23514', constraint = 'idempotency_answer';
  end if;
  return new;
end $$;

create function loyalty_order_guard() returns trigger language plpgsql as $$
begin
  if (new.shop_id, new.external_id, new.member_id, new.occurred_at, new.program_version_id, new.ruleset_number,
      new.cart_hash, new.base_kopecks, new.discount_kopecks, new.points_paid_kopecks, new.certificates_paid_kopecks,
      new.to_pay_kopecks, new.cart, new.facts, new.source)
     is distinct from (old.shop_id, old.external_id, old.member_id, old.occurred_at, old.program_version_id,
      old.ruleset_number, old.cart_hash, old.base_kopecks, old.discount_kopecks, old.points_paid_kopecks,
      old.certificates_paid_kopecks, old.to_pay_kopecks, old.cart, old.facts, old.source)
     or (old.state <> new.state and (old.state not in ('pending', 'placed') or new.state not in ('completed', 'cancelled')))
     or new.refunded_kopecks < old.refunded_kopecks
     or (old.delivery_returned and not new.delivery_returned) then
    raise exception 'what was sold in order % cannot change', old.id using errcode = '23514', constraint = 'order_terms';
  end if;
  return new;
end $$;

create function loyalty_order_line_guard() returns trigger language plpgsql as $$
begin
  if (new.order_id, new.position, new.line_id, new.sku, new.quantity_milli, new.base_kopecks, new.discount_kopecks,
      new.points_paid_kopecks, new.certificates_paid_kopecks, new.to_pay_kopecks, new.burnt_points)
     is distinct from (old.order_id, old.position, old.line_id, old.sku, old.quantity_milli, old.base_kopecks,
      old.discount_kopecks, old.points_paid_kopecks, old.certificates_paid_kopecks, old.to_pay_kopecks, old.burnt_points)
     or new.returned_milli < old.returned_milli or new.refunded_kopecks < old.refunded_kopecks
     or new.given_back_points < old.given_back_points then
    raise exception 'what was sold in order % cannot change', old.order_id
      using errcode = '23514', constraint = 'order_terms';
  end if;
  return new;
end $$;
"""

DROP_FUNCTIONS = """
drop function loyalty_order_line_guard(); drop function loyalty_order_guard();
drop function loyalty_idempotency_guard(); drop function loyalty_lot_guard();
drop function loyalty_hold_guard(); drop function loyalty_holdlot_proof(); drop function loyalty_hold_proof();
drop function loyalty_entry_proof(); drop function loyalty_lot_proof(); drop function loyalty_account_proof();
drop function loyalty_prove_held(bigint); drop function loyalty_prove_lot(bigint); drop function loyalty_forbid_change();
"""

PROOFS = {
    "account": "insert or update",
    "lot": "insert or update",
    "entry": "insert",
    "hold": "insert or update",
    "holdlot": "insert",
}
GUARDS = {
    "hold": "loyalty_hold",
    "lot": "loyalty_lot",
    "order": "loyalty_order",
    "order_line": "loyalty_orderline",
    "idempotency": "loyalty_idempotencyrecord",
}
NEVER_DELETED = ["account", "lot", "hold", "order", "orderline", "orderpoints", "idempotencyrecord"]


def append_only(table: str) -> migrations.RunSQL:
    """Nobody changes, deletes or truncates its rows, not even the owner."""
    return migrations.RunSQL(
        f"""
        create trigger append_only before update or delete on {table}
          for each row execute function loyalty_forbid_change();
        create trigger append_only_truncate before truncate on {table}
          for each statement execute function loyalty_forbid_change();
        alter table {table} enable always trigger append_only;
        alter table {table} enable always trigger append_only_truncate;
        """,
        f"drop trigger append_only on {table}; drop trigger append_only_truncate on {table};",
    )


def _never_deleted() -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(
            f"""
            create trigger never_deleted before delete on loyalty_{table}
              for each row execute function loyalty_forbid_change();
            create trigger never_truncated before truncate on loyalty_{table}
              for each statement execute function loyalty_forbid_change();
            alter table loyalty_{table} enable always trigger never_deleted;
            alter table loyalty_{table} enable always trigger never_truncated;
            """,
            f"drop trigger never_deleted on loyalty_{table}; drop trigger never_truncated on loyalty_{table};",
        )
        for table in NEVER_DELETED
    ]


def _proofs() -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(
            f"""
            create constraint trigger {table}_proof after {moments} on loyalty_{table}
              deferrable initially deferred for each row execute function loyalty_{table}_proof();
            alter table loyalty_{table} enable always trigger {table}_proof;
            """,
            f"drop trigger {table}_proof on loyalty_{table};",
        )
        for table, moments in PROOFS.items()
    ]


def _guards() -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(
            f"""
            create trigger {name}_guard before update on {table}
              for each row execute function loyalty_{name}_guard();
            alter table {table} enable always trigger {name}_guard;
            """,
            f"drop trigger {name}_guard on {table};",
        )
        for name, table in GUARDS.items()
    ]


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0001_initial")]
    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        *map(append_only, HISTORY),
        *_never_deleted(),
        *_proofs(),
        *_guards(),
    ]
