"""Which accounts are frozen, by whom and why; and the lock both verbs take."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from loyalty.events.record import record
from loyalty.ledger.models import Account, Freeze
from loyalty.ledger.owner import Owner
from loyalty.members.models import Member
from loyalty.refusals import Refusal, Words


class NoSuchAccount(Refusal):
    code: ClassVar[str] = "account_not_found"
    status: ClassVar[int] = 404
    title: ClassVar[Words] = _("There is no such account of points")


@dataclass(frozen=True, kw_only=True)
class FreezeLine:
    """One line of an account's history of freezes; `frozen` says which way it went."""

    account_id: int
    owner: Owner
    unit: str
    frozen: bool
    law: str
    reason: str
    principal: str
    principal_id: int | None
    at: datetime


def frozen_accounts() -> tuple[FreezeLine, ...]:
    """The line that froze each account that is frozen now, newest first. One query."""
    latest = Freeze.objects.order_by("account_id", "-id").distinct("account_id").values("pk")
    return _lines(Freeze.objects.filter(pk__in=latest, frozen=True))


def freezes_of(*, account_id: int) -> tuple[FreezeLine, ...]:
    """Everything that froze or freed an account, newest first. One query."""
    return _lines(Freeze.objects.filter(account_id=account_id))


def lock_freezable(*, account_id: int) -> Account:
    """Lock the account's row, then read it; NoSuchAccount. Two queries."""
    accounts = Account.objects.filter(pk=account_id)
    if not accounts.select_for_update(no_key=True).values_list("pk"):
        raise NoSuchAccount
    return accounts.select_related("unit").get()


def remember(*, kind: str, account: Account, line: Freeze) -> None:
    """The event of a freeze, on the member's page where a member owns the account. Two queries."""
    # An account that is frozen for not adding up may well have an owner who is not there.
    is_member = account.owner_kind == Account.OwnerKind.MEMBER and Member.objects.filter(pk=account.owner_id).exists()
    member_id = account.owner_id if is_member else None
    payload = {
        "account": account.pk, "unit": account.unit.code, "law": line.law, "reason": line.reason,
        "principal": line.principal, "principal_id": line.principal_id,
    }  # fmt: skip
    record(kind=kind, at=line.at, member_id=member_id, payload=payload)


def _lines(rows: QuerySet[Freeze]) -> tuple[FreezeLine, ...]:
    return tuple(
        FreezeLine(
            account_id=row.account_id, owner=Owner(row.account.owner_kind, row.account.owner_id),
            unit=row.account.unit.code, frozen=row.frozen, law=row.law, reason=row.reason, principal=row.principal,
            principal_id=row.principal_id, at=row.at,
        )
        for row in rows.select_related("account__unit").order_by("-id")
    )  # fmt: skip
