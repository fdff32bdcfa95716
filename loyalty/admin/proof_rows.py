"""Laws in words, and the rows that break one: where to look at each, and whose account it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from loyalty.admin.member_words import owner_words, with_owner_names
from loyalty.admin.site import site
from loyalty.ledger.models import Account
from loyalty.ledger.named_accounts import named_accounts
from loyalty.proofs import proofs

THINGS: dict[str, tuple[Promise, str]] = {
    "account": (_("account {number}"), "account"),
    "lot": (_("lot {number}"), "loyalty_lot_change"),
    "entry": (_("entry {number}"), "loyalty_entry_change"),
    "operation": (_("operation {number}"), "loyalty_operation_change"),
    "hold": (_("hold {number}"), "loyalty_hold_change"),
    "order": (_("order {number}"), "loyalty_order_change"),
}


@dataclass(frozen=True)
class RowAccount:
    id: int
    owner: str | SafeString
    is_frozen: bool


@dataclass(frozen=True)
class BrokenRow:
    """A row that breaks a law: its words and page (empty: it has none), and the accounts it belongs to."""

    words: str
    url: str
    accounts: tuple[RowAccount, ...]


def law_words(code: str) -> str:
    """What must hold, in words; a law that the product no longer knows keeps its code."""
    return str(proofs[code].title) if code in proofs else code


def broken_rows(request: HttpRequest, *, of: str, ids: Sequence[int]) -> tuple[BrokenRow, ...]:
    """At most one query for each of the (at most 20) rows, and one for the accounts' owners."""
    by_row = {one: named_accounts(of=of, ids=[one]) for one in ids}
    wanted = {account for accounts in by_row.values() for account in accounts}
    accounts = {row.pk: row for row in _accounts(request, wanted)} if wanted else {}
    text, page = THINGS.get(of, (_("number {number}"), ""))
    return tuple(
        BrokenRow(
            words=str(text).format(number=one),
            url=site.url_of(page, one) if page else "",
            accounts=tuple(_account(accounts[account]) for account in named if account in accounts),
        )
        for one, named in by_row.items()
    )


def _accounts(request: HttpRequest, ids: set[int]) -> Sequence[Account]:
    rows = Account.objects.filter(pk__in=ids).select_related("unit")
    return list(with_owner_names(rows, request, account=""))


def _account(row: Account) -> RowAccount:
    first, last = getattr(row, "owner_first", ""), getattr(row, "owner_last", "")
    return RowAccount(id=row.pk, owner=owner_words(row, first, last), is_frozen=row.frozen_at is not None)
