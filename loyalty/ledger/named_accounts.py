"""The accounts that rows of a proof belong to."""

from collections.abc import Sequence

from django.db import connection

# By what the ids of a proof are of (`Proof.of`); rows that belong to no account have none.
_ACCOUNTS = {
    "account": "select id from loyalty_account where id = any(%(ids)s)",
    "lot": "select account_id from loyalty_lot where id = any(%(ids)s)",
    "entry": "select account_id from loyalty_entry where id = any(%(ids)s)",
    "hold": "select account_id from loyalty_hold where id = any(%(ids)s)",
    "operation": """select account_id from loyalty_entry where operation_id = any(%(ids)s)
                    union select account_id from loyalty_hold where operation_id = any(%(ids)s)""",
    "order": """select e.account_id from loyalty_operation o join loyalty_entry e on e.operation_id = o.id
                where o.order_id = any(%(ids)s)
                union select account_id from loyalty_hold where order_id = any(%(ids)s)""",
}


def named_accounts(*, of: str, ids: Sequence[int]) -> tuple[int, ...]:
    """Ids of the accounts of these lots, entries, orders …, ascending; none for things without accounts. One query."""
    source = _ACCOUNTS.get(of)
    if source is None or not ids:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(f"select distinct * from ({source}) as named(id) order by 1", {"ids": list(ids)})
        return tuple(row[0] for row in cursor.fetchall())
