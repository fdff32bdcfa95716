"""The shop and the people of a run, always the same: written in bulk, with every trigger."""

from dataclasses import dataclass

import psycopg

OPENED = "2020-01-01 00:00+00"
OPENING_POINTS = 100


@dataclass(frozen=True, kw_only=True)
class Shop:
    id: int
    integration_id: int
    key: str


def open_shop() -> Shop:
    """A shop with a till and its key, through the verbs."""
    from loyalty.shops.issue_key import issue_key
    from loyalty.shops.models import Integration, Scope, ShopGroup
    from loyalty.shops.models import Shop as ShopRow

    shop = ShopRow.objects.create(
        code="bench", name="Bench", group=ShopGroup.objects.create(name="Bench"), timezone="Europe/Moscow"
    )
    till = Integration.objects.create(shop=shop, name="Till")
    _key, secret = issue_key(integration=till, scopes=tuple(Scope.values), name="bench", requests_per_second=10_000)
    return Shop(id=shop.pk, integration_id=till.pk, key=secret)


def card(number: int) -> str:
    return f"22{number:014d}"


def enrol_many(owner: psycopg.Connection, *, first: int, count: int) -> None:
    """Members numbered from `first`, each with a card and 100 points that never expire. Accounts have their numbers."""
    from loyalty.members.seal import blind_index

    with owner.transaction(), owner.cursor() as cursor:
        cursor.execute(
            """insert into loyalty_member (id, state, first_name, last_name, gender, city, language, timezone, source,
                 attributes, joined_at)
               select n, 'active', 'Bench', '', '', '', 'ru', '', 'bench', '{}', %s
               from generate_series(%s::bigint, %s) as n""",
            [OPENED, first, first + count - 1],
        )
        with cursor.copy("copy loyalty_identity (member_id, kind, index, value, masked) from stdin") as copy:
            for number in range(first, first + count):
                index = blind_index(kind="card", normal=card(number))
                copy.write_row((number, "card", index, card(number), card(number)[-4:]))
        open_lots(cursor, first=first, count=count, lots=1, from_day=None)


def open_lots(cursor: psycopg.Cursor, *, first: int, count: int, lots: int, from_day: str | None) -> None:
    """Accounts numbered from `first` with so many lots of 100 points; the n-th expires n days after `from_day`."""
    numbers = {"first": first, "last": first + count - 1, "lots": lots, "at": OPENED, "day": from_day}
    cursor.execute(_ACCOUNTS, numbers)
    for statement in (_OPERATIONS, _LOTS, _ENTRIES):
        cursor.execute(statement, numbers)


# Operations and lots are numbered account × 100 + n, far above the sequences.
_EACH = "from generate_series(%(first)s::bigint, %(last)s) as a, generate_series(1, %(lots)s) as n"
_ACCOUNTS = """
insert into loyalty_account (id, owner_kind, owner_id, unit_id, active, pending, held, debt, version, last_at)
select a, 'member', a, (select id from loyalty_unit where code = 'BONUS'), 100 * %(lots)s, 0, 0, 0, %(lots)s,
  %(at)s::timestamptz
from generate_series(%(first)s::bigint, %(last)s) as a
"""
_OPERATIONS = f"""
insert into loyalty_operation (id, kind, natural_key, principal, reason, at)
select a * 100 + n, 'opening', 'bench:' || a || ':' || n, 'system', 'opening_balance', %(at)s::timestamptz {_EACH}
"""
_LOTS = f"""
insert into loyalty_lot (id, account_id, operation_id, state, earned, remaining, held, available_from, expires_at)
select a * 100 + n, a, a * 100 + n, 'active', 100, 100, 0, %(at)s::timestamptz,
  %(day)s::timestamptz + n * interval '1 day' {_EACH}
"""
_ENTRIES = f"""
insert into loyalty_entry (operation_id, account_id, lot_id, bucket, kind, amount, balance_after, account_version, at)
select a * 100 + n, a, a * 100 + n, 'active', 'opening', 100, 100 * n, n, %(at)s::timestamptz {_EACH}
"""
