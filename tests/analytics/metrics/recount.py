"""Figures of points, campaigns and coupons counted a second time: in Python, straight over the rows of the ledger, of
orders with their stored decisions and of coupons; nothing of `analytics` is used but its periods' names."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from campaigns.campaign.models import CampaignVersion
from campaigns.coupons.models import Coupon, CouponEntry
from loyalty.ledger.models import Entry, Lot, Unit
from loyalty.members.models import Member, Visit
from loyalty.program.current import program
from loyalty.purchase.models import Order
from loyalty.tiers.models import TierChange
from segments.segment.models import MembershipEntry

Key = tuple[str, str, date, str, str, str]  # metric, kind, starts, cut, of, key
Figures = dict[Key, tuple[int, int]]
KINDS = ("week", "month", "quarter", "year")
_FLOWS = {
    "earn": "issued", "opening": "brought", "burn": "spent", "capture": "spent", "expire": "expired",
    "claw_back": "clawed_back", "give_back": "given_back", "adjust": "adjusted",
}  # fmt: skip
ALL, WIDE, NARROW = ("all",), ("all", "shop"), ("all", "shop", "tier", "segment")


def _period(kind: str, day: date) -> tuple[date, date]:
    """[starts, ends)."""
    if kind == "week":
        starts = day - timedelta(days=day.weekday())
        return starts, starts + timedelta(days=7)
    months = {"month": 1, "quarter": 3, "year": 12}[kind]
    first = (day.month - 1) // months * months + 1
    last = first + months
    ends = date(day.year + 1, 1, 1) if last > 12 else date(day.year, last, 1)
    return date(day.year, first, 1), ends


class Recount:
    """`figures` as of now; two sums by metric, period, cut and key."""

    def __init__(self, *, today: date) -> None:
        self.zone, self.today = program().zone, today
        self.sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
        self._read_stays()
        self._points()
        self._campaigns()
        self._coupons()

    @property
    def figures(self) -> Figures:
        return {key: (numerator, denominator) for key, (numerator, denominator) in self.sums.items()}

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _read_stays(self) -> None:
        self.tiers: dict[int, list[tuple[date, str]]] = defaultdict(list)
        for member, tier, at in TierChange.objects.order_by("id").values_list("member_id", "now", "at"):
            self.tiers[member].append((self.day(at), tier))
        self.segments: dict[tuple[int, str], list[tuple[date, bool]]] = defaultdict(list)
        entries = MembershipEntry.objects.order_by("id").values_list("member_id", "segment__code", "entered", "at")
        for member, code, entered, at in entries:
            self.segments[member, code].append((self.day(at), entered))
        self.codes = sorted({code for _member, code in self.segments})

    def _groups(
        self, member: int | None, shop: int | None, ends: date, cuts: Iterable[str]
    ) -> Iterator[tuple[str, str]]:
        """Who a row counts for, in a period that ends before this day."""
        if "all" in cuts:
            yield "all", ""
        if "shop" in cuts and shop is not None:
            yield "shop", str(shop)
        if "tier" not in cuts or member is None:
            return
        tier = [what for day, what in self.tiers[member] if day < ends][-1:]
        if tier and tier[0]:
            yield "tier", tier[0]
        for code in self.codes:
            if ([there for day, there in self.segments.get((member, code), []) if day < ends] or [False])[-1]:
                yield "segment", code

    def put(
        self, metric: str, day: date, key: str, numerator: int, denominator: int, *, member: int | None,
        shop: int | None, cuts: Iterable[str] = NARROW,
    ) -> None:  # fmt: skip
        for kind in KINDS:
            starts, ends = _period(kind, day)
            for cut, of in self._groups(member, shop, ends, cuts):
                sums = self.sums[metric, kind, starts, cut, of, key]
                sums[0] += numerator
                sums[1] += denominator

    # --- points ---

    def _points(self) -> None:
        lots = {lot.pk: lot for lot in Lot.objects.select_related("operation", "account", "account__unit")}
        for entry in Entry.objects.select_related("account", "account__unit", "operation", "operation__order"):
            unit, order = entry.account.unit, entry.operation.order
            day, member, price = self.day(entry.at), entry.account.owner_id, unit.step_kopecks or 0
            lot = lots[entry.lot_id] if entry.lot_id else None
            sold_in = order.shop_id if order else None
            of_lot = lot.shop_id if lot and lot.shop_id else sold_in
            who: dict[str, Any] = {"member": member, "shop": sold_in or of_lot}
            standing: dict[str, Any] = {"member": member, "shop": of_lot, "cuts": WIDE}
            change = -entry.amount if lot is None else entry.amount  # a debt more is a point less
            if flow := _FLOWS.get(entry.kind):
                signed = -change if flow in ("spent", "expired", "clawed_back") else change
                self.put(f"points_{flow}", day, unit.code, signed, 1, **who)
            if price and entry.kind in ("earn", "burn", "capture"):
                earned = entry.kind == "earn"
                self.put("burn_rate", day, unit.code, 0 if earned else -change, change if earned else 0, **who)
            if lot is None:
                self.put("points_owed", day, unit.code, entry.amount, 1, **standing)
            elif entry.kind != "activate":
                self.put("points_outstanding", day, unit.code, entry.amount, 1, **standing)
                cohort = f"{unit.code} {self._born(lot, lots):%Y-%m}"
                if price:
                    self.put("liability", day, cohort, entry.amount * price, entry.amount, **standing)
                if price and entry.kind in ("burn", "capture", "repay", "give_back"):
                    self.put("burn_by_cohort", day, cohort, -entry.amount, 0, **standing)
                elif price and entry.kind != "expire":
                    self.put("burn_by_cohort", day, cohort, 0, entry.amount, **standing)
        for lot in lots.values():
            if lot.remaining:
                month = f"{self.day(lot.expires_at - timedelta(microseconds=1)):%Y-%m}" if lot.expires_at else "-"
                key, member = f"{lot.account.unit.code} {month}", lot.account.owner_id
                self.put("points_due", self.today, key, lot.remaining, 1, member=member, shop=lot.shop_id)

    def _born(self, lot: Lot, lots: dict[int, Lot]) -> date:
        while lot.renews_id is not None:
            lot = lots[lot.renews_id]
        return self.day(lot.operation.at)

    # --- campaigns ---

    def _campaigns(self) -> None:
        prices = dict(Unit.objects.values_list("code", "step_kopecks"))
        with_campaign: dict[tuple[str, date, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        orders: dict[tuple[str, date, str, str], int] = defaultdict(int)
        for order in Order.objects.filter(state="completed").prefetch_related("lines"):
            day, member, shop = self.day(order.occurred_at), order.member_id, order.shop_id
            who: dict[str, Any] = {"member": member, "shop": shop}
            lines = list(order.lines.all())
            kept = any(line.returned_milli < line.quantity_milli for line in lines)
            if kept:
                discount = sum(_left(line.discount_kopecks, line) for line in lines)
                paid = sum(line.to_pay_kopecks - line.refunded_kopecks for line in lines)
                self.put("promoted_orders", day, "", 1 if discount > 0 else 0, 1, **who)
                self.put("promoted_average", day, "with" if discount > 0 else "without", paid, 1, **who)
            given = _given(order, lines, kept)
            for (code, version), (cost, points) in given.items():
                if cost:
                    self.put("campaign_discount", day, code, cost, 1, **who)
                worth = cost
                for unit, amount in points.items():
                    if amount:
                        self.put("campaign_points", day, f"{code} {unit}", amount, 1, **who)
                        worth += amount * (prices[unit] or 0)
                if kept or cost or any(points.values()):
                    self.put("campaign_cost", day, code, worth, int(kept), **who)
                    self.put("campaign_version_cost", day, f"{code} {version}", worth, int(kept), **who)
            for kind in KINDS if kept else ():
                starts, ends = _period(kind, day)
                for cut, of in self._groups(member, shop, ends, NARROW):
                    orders[kind, starts, cut, of] += 1
                    for code in {code for code, _version in given}:
                        with_campaign[kind, starts, cut, of][code] += 1
        for where, codes in with_campaign.items():
            for code, count in codes.items():
                self.sums["campaign_orders", *where, code] = [count, orders[where]]

    # --- coupons ---

    def _coupons(self) -> None:
        self.opened: dict[str, set[str]] = defaultdict(set)
        for campaign, when in CampaignVersion.objects.values_list("campaign__code", "definition__when"):
            for batch in _batches(when):
                self.opened[batch].add(campaign)
        coupons = {one.pk: one for one in Coupon.objects.select_related("batch")}
        entries = list(CouponEntry.objects.select_related("order").order_by("id"))
        back = {(one.coupon_id, one.order_id) for one in entries if one.act == "restored"}
        uses = [one for one in entries if one.act == "used" and (one.coupon_id, one.order_id) not in back]
        uses = [one for one in uses if one.order is not None and one.order.state == "completed"]
        for coupon in coupons.values():
            if coupon.seen_at:
                who: dict[str, Any] = {"member": coupon.member_id, "shop": None}
                self._act("seen", self.day(coupon.seen_at), coupon.batch.code, **who)
        used_on: dict[int, list[date]] = defaultdict(list)
        for use in uses:
            coupon, order = coupons[use.coupon_id], use.order
            assert order is not None
            day, who = self.day(order.occurred_at), {"member": order.member_id, "shop": order.shop_id}
            used_on[coupon.pk].append(day)
            self._act("used", day, coupon.batch.code, **who)
            self.put("coupon_discount", day, coupon.batch.code, use.discount_kopecks, 1, **who)
            if coupon.member_id and coupon.issued_at:
                month = f"{self.day(coupon.issued_at):%Y-%m}"
                self.put("offers_by_month", day, month, 1, 0, member=None, shop=None, cuts=ALL)
        for entry in entries:
            if entry.act == "issued":
                coupon, day = coupons[entry.coupon_id], self.day(entry.at)
                who = {"member": entry.member_id, "shop": None}
                self._act("issued", day, coupon.batch.code, **who)
                self.put("offers_by_month", day, f"{day:%Y-%m}", 0, 1, member=None, shop=None, cuts=ALL)
                for kind in KINDS:
                    starts, ends = _period(kind, day)
                    taken = int(any(starts <= one < ends for one in used_on[coupon.pk]))
                    for cut, of in self._groups(entry.member_id, None, ends, NARROW):
                        sums = self.sums["engagement_offers", kind, starts, cut, of, ""]
                        sums[0] += taken
                        sums[1] += 1
        self._who_used([use.order for use in uses if use.order is not None])

    def _act(self, act: str, day: date, batch: str, **who: Any) -> None:
        """Of its batch, and of every campaign that ever asked for it."""
        self.put(f"coupons_{act}", day, batch, 1, 1, **who)
        for campaign in self.opened[batch]:
            self.put(f"campaign_coupons_{act}", day, campaign, 1, 1, **who)

    def _who_used(self, with_coupon: list[Order]) -> None:
        active: dict[Key, set[int]] = defaultdict(set)
        used: dict[Key, set[int]] = defaultdict(set)
        for order in Order.objects.filter(state="completed", member__isnull=False).prefetch_related("lines"):
            if any(line.returned_milli < line.quantity_milli for line in order.lines.all()):
                self._meet(active, order)
        for order in with_coupon:
            if order.member_id:
                self._meet(used, order)
        visits: dict[tuple[str, date], set[int]] = defaultdict(set)
        for member, day in Visit.objects.values_list("member_id", "day"):
            for kind in KINDS:
                visits[kind, _period(kind, day)[0]].add(member)
        for key, members in active.items():
            self.sums[key] = [len(members & used[key]), len(members)]
            there = visits[key[1], key[2]]
            self.sums["engagement_cabinet", *key[1:]] = [len(members & there), len(members)]
        joined = [self.day(at) for at in Member.objects.values_list("joined_at", flat=True)]
        day = min(joined)
        while day <= self.today:
            for kind in KINDS:
                starts, ends = _period(kind, day)
                counts = [len(visits[kind, starts]), sum(one < ends for one in joined)]
                self.sums["cabinet_members", kind, starts, "all", "", ""] = counts
            day += timedelta(days=1)

    def _meet(self, who: dict[Key, set[int]], order: Order) -> None:
        assert order.member_id is not None
        for kind in KINDS:
            starts, ends = _period(kind, self.day(order.occurred_at))
            for cut, of in self._groups(order.member_id, order.shop_id, ends, NARROW):
                who["engagement_coupons", kind, starts, cut, of, ""].add(order.member_id)


def _half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def _left(amount: int, line: Any) -> int:
    return amount - _half_up(amount * line.returned_milli, line.quantity_milli)


def _given(order: Order, lines: list[Any], kept: bool) -> dict[tuple[str, int], tuple[int, dict[str, int]]]:
    """What each campaign version gave in an order and was not taken back: kopecks, and points by unit."""
    decision, by_id = order.decision, {line.line_id: line for line in lines}
    money: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])  # left of the parts; not in any part
    points: dict[tuple[str, int], dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))

    def take(applied: dict[str, Any], left: Any, sign: int) -> None:
        who = (applied["campaign"], applied["version"])
        money[who][0] += left(applied["kopecks"]) if sign < 0 else 0
        money[who][1] += sign * applied["kopecks"]
        for unit, amount in applied.get("points", {}).items():
            points[who][unit][0] += left(amount) if sign < 0 else 0
            points[who][unit][1] += sign * amount

    for line in decision["lines"]:
        for one in line.get("applied", []):
            take(one, lambda amount, line=by_id[line["line_id"]]: _left(amount, line), -1)
    for one in (decision.get("delivery") or {}).get("applied", []):
        take(one, lambda amount: 0 if order.delivery_returned else amount, -1)
    for one in decision.get("applied", []):
        take(one, None, 1)
    for one in decision.get("messages", []):
        money[one["campaign"], one["version"]][0] += 0
    return {
        who: (
            left + (rest if kept else 0),
            {unit: part + (whole if kept else 0) for unit, (part, whole) in points[who].items()},
        )
        for who, (left, rest) in money.items()
    }


def _batches(rule: Any) -> Iterator[str]:
    """Those that a stored rule asks for."""
    for name, part in rule.items() if isinstance(rule, dict) else ():
        if name == "coupon":
            yield from part["batches"]
        for one in part if isinstance(part, list) else ():
            yield from _batches(one)
