"""Which of the friend's orders a referral is rewarded for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from campaigns.referrals.models import Referral
from campaigns.referrals.terms import parse_terms
from loyalty.program.current import settings_of
from loyalty.purchase.models import Order
from loyalty.rows import all_rows, one_row

# A till's clock may be behind ours: what was sold up to an hour before the code was entered is the purchase of the same
# visit. What was sold earlier, and came to us later, shows that the friend was no stranger.
TILL_CLOCKS = timedelta(hours=1)
LATE_RECEIPTS = timedelta(days=4)  # so much later an order of the last day may still come in
_MONEY = """(select sum(l.to_pay_kopecks - l.refunded_kopecks) from loyalty_orderline l where l.order_id = o.id)
  >= greatest(1, (v.terms ->> 'least_kopecks')::bigint)"""
_FIRST = f"""
select r.id, o.id, o.occurred_at, o.program_version_id
from campaigns_referral r join campaigns_referralversion v on v.id = r.version_id
cross join lateral (
  select o.* from loyalty_order o
  where o.member_id = r.friend_id and o.state = 'completed' and o.occurred_at > r.at - %(clocks)s
    and o.occurred_at < r.order_until and {_MONEY}
  order by o.occurred_at, o.id limit 1
) o
"""


@dataclass(frozen=True, kw_only=True)
class FirstOrder:
    """`pays_at`: from then on the reward is due."""

    order_id: int
    pays_at: datetime


def first_order(*, referral: Referral) -> FirstOrder | None:
    """The friend's first completed order of enough money, net of returns, in its time. One query."""
    row = one_row(f"{_FIRST} where r.id = %(id)s", {"id": referral.pk, "clocks": TILL_CLOCKS})
    if row is None:
        return None
    _referral, order_id, occurred_at, settings = row
    days = parse_terms(referral.version.terms).wait_days
    if days is None:
        days = settings_of(settings).return_days
    return FirstOrder(order_id=order_id, pays_at=occurred_at + timedelta(days=days))


def with_first_order() -> list[int]:
    """Referrals without an order whose friend has one by now. One query over the open ones."""
    return [row[0] for row in all_rows(f"{_FIRST} where r.state = 'joined' order by r.id", {"clocks": TILL_CLOCKS})]


def is_kept(*, referral: Referral) -> bool:
    """Whether the order of the referral is still completed and of enough money. One query."""
    row = one_row(
        f"""select 1 from campaigns_referral r join campaigns_referralversion v on v.id = r.version_id
        join loyalty_order o on o.id = r.order_id and o.state = 'completed' where r.id = %(id)s and {_MONEY}""",
        {"id": referral.pk},
    )
    return row is not None


def bought_before(*, referral: Referral) -> bool:
    """Whether a receipt that came late shows the friend had bought before they were invited. One query."""
    orders = Order.objects.filter(member_id=referral.friend_id).exclude(state=Order.State.CANCELLED)
    return orders.filter(occurred_at__lte=referral.at - TILL_CLOCKS).exists()


def is_buying(*, referral: Referral) -> bool:
    """Whether an order of the friend is placed and not yet completed. One query."""
    open_states = (Order.State.PENDING, Order.State.PLACED)
    return Order.objects.filter(member_id=referral.friend_id, state__in=open_states).exists()
