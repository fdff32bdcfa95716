"""What is known of a member's points. Rows: lots with something on them and debts, as JSON.

From a frozen account nothing can be spent: for campaigns there is nothing on it.
"""

from datetime import datetime, timedelta

import msgspec
from django.db.models import BigIntegerField, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from loyalty.events.kinds import ACCOUNT_FROZEN, ACCOUNT_UNFROZEN, OF_PURCHASES, POINTS_ADJUSTED
from loyalty.ledger.models import Account, Lot
from loyalty.rules.fact import SOURCES, MemberFact, Moment, Source, Type, member_fact

LEDGER = "ledger"


class LotRow(msgspec.Struct, frozen=True, array_like=True):
    """Points of a lot that no hold keeps; they can be spent in [available_from, expires_at)."""

    unit: str
    free: int
    available_from: datetime
    expires_at: datetime | None


class LedgerRows(msgspec.Struct, frozen=True):
    lots: tuple[LotRow, ...]
    debts: dict[str, int]


SOURCES.add(
    LEDGER,
    Source(
        code=LEDGER,
        sql="""json_build_object(
          'lots', (select coalesce(json_agg(json_build_array(u.code, l.remaining - l.held, l.available_from,
            l.expires_at) order by l.id), '[]') from loyalty_account a join loyalty_unit u on u.id = a.unit_id
            join loyalty_lot l on l.account_id = a.id and l.remaining > 0
            where a.owner_kind = 'member' and a.owner_id = m.id and a.frozen_at is null),
          'debts', (select coalesce(json_object_agg(u.code, a.debt), '{}') from loyalty_account a
            join loyalty_unit u on u.id = a.unit_id where a.owner_kind = 'member' and a.owner_id = m.id))""",
        parse=lambda raw: msgspec.convert(raw, LedgerRows),
        moved_by=OF_PURCHASES | {POINTS_ADJUSTED, ACCOUNT_FROZEN, ACCOUNT_UNFROZEN},
    ),
)


def balance(unit: str) -> MemberFact:
    """Points of a unit that can be spent now, less debt; nothing waits for a job."""
    return member_fact(
        key=f"balance:{unit}", label=_("Balance"), type=Type.POINTS, source=LEDGER,
        fold=lambda rows, moment: max(0, _sum(rows, unit, moment, None) - rows.debts.get(unit, 0)),
        expression=lambda moment: Greatest(_lots(unit, _spendable(moment)) - _debt(unit), Value(0)),
    )  # fmt: skip


def burning(unit: str, *, days: int) -> MemberFact:
    """Points of a unit that can be spent now and will have gone after so many days."""
    return member_fact(
        key=f"burning:{unit}:{days}", label=_("Points that burn soon"), type=Type.POINTS, source=LEDGER,
        fold=lambda rows, moment: _sum(rows, unit, moment, moment.at + timedelta(days=days)),
        expression=lambda moment: _lots(
            unit, _spendable(moment) & Q(expires_at__lte=moment.at + timedelta(days=days))
        ),
    )  # fmt: skip


def _sum(rows: LedgerRows, unit: str, moment: Moment, until: datetime | None) -> int:
    return sum(
        lot.free
        for lot in rows.lots
        if lot.unit == unit
        and lot.available_from <= moment.at
        and (lot.expires_at is None or lot.expires_at > moment.at)
        and (until is None or (lot.expires_at is not None and lot.expires_at <= until))
    )


def _spendable(moment: Moment) -> Q:
    return Q(available_from__lte=moment.at) & (Q(expires_at__isnull=True) | Q(expires_at__gt=moment.at))


def _lots(unit: str, which: Q) -> Coalesce:
    lots = Lot.objects.filter(
        which, account__owner_kind="member", account__owner_id=OuterRef("pk"), account__unit__code=unit,
        account__frozen_at__isnull=True, remaining__gt=0,
    )  # fmt: skip
    total = lots.order_by().values("account__owner_id").annotate(n=Sum(F("remaining") - F("held"))).values("n")
    return Coalesce(Subquery(total), Value(0), output_field=BigIntegerField())


def _debt(unit: str) -> Coalesce:
    mine = Account.objects.filter(owner_kind="member", owner_id=OuterRef("pk"), unit__code=unit).values("debt")
    return Coalesce(Subquery(mine), Value(0), output_field=BigIntegerField())
