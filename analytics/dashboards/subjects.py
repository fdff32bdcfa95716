"""What stands behind figures, as staff may see it: orders, members, lines, entries, coupons by their id."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from analytics.metrics.metric import Subject
from campaigns.coupons.models import Coupon
from loyalty import words
from loyalty.admin.kit import short
from loyalty.admin.member_words import name_of
from loyalty.admin.units import words_of
from loyalty.ledger.models import Entry
from loyalty.members.models import Member
from loyalty.purchase.models import Order, OrderLine
from loyalty.refusals import Words


@dataclass(frozen=True, kw_only=True)
class Shown:
    """`name` leads to `address`; `more` says when and where."""

    name: str
    address: str
    more: str = ""


# What such rows are called.
HEADS: Mapping[Subject, Words] = {
    Subject.ORDER: pgettext_lazy("what is bought", "Order"),
    Subject.MEMBER: _("Member"),
    Subject.LINE: _("Line of an order"),
    Subject.ENTRY: _("Entry"),
    Subject.COUPON: _("Coupon"),
}


def shown(*, subject: Subject, ids: Collection[int], full: bool) -> Mapping[int, Shown]:
    """By id; those that are gone are missing. Names of members are in full only where `full`. One query."""
    return _READERS[subject](ids, full)


def _orders(ids: Collection[int], full: bool) -> Mapping[int, Shown]:
    rows = Order.objects.filter(pk__in=ids).select_related("shop")
    return {
        row.pk: Shown(
            name=row.external_id, address=reverse("admin:loyalty_order_change", args=[row.pk]),
            more=f"{short(row.occurred_at)} · {row.shop.name} · {words.roubles(row.to_pay_kopecks)}",
        )
        for row in rows.only("external_id", "occurred_at", "to_pay_kopecks", "shop__name")
    }  # fmt: skip


def _members(ids: Collection[int], full: bool) -> Mapping[int, Shown]:
    return {
        row.pk: Shown(
            name=name_of(member_id=row.pk, first_name=row.first_name, last_name=row.last_name, full=full),
            address=reverse("admin:loyalty_member_change", args=[row.pk]),
            more=gettext("joined {day}").format(day=short(row.joined_at)),
        )
        for row in Member.objects.filter(pk__in=ids).only("first_name", "last_name", "joined_at")
    }  # fmt: skip


def _lines(ids: Collection[int], full: bool) -> Mapping[int, Shown]:
    rows = OrderLine.objects.filter(pk__in=ids).select_related("order__shop")
    return {
        row.pk: Shown(
            name=row.name or row.sku, address=reverse("admin:loyalty_order_change", args=[row.order_id]),
            more=f"{row.order.external_id} · {short(row.order.occurred_at)} · {row.order.shop.name}",
        )
        for row in rows
    }  # fmt: skip


def _entries(ids: Collection[int], full: bool) -> Mapping[int, Shown]:
    rows = Entry.objects.filter(pk__in=ids).select_related("account__unit")
    return {
        row.pk: Shown(
            name=row.get_kind_display(), address=reverse("admin:loyalty_entry_change", args=[row.pk]),
            more=f"{short(row.at)} · {_points(row)}",
        )
        for row in rows
    }  # fmt: skip


def _points(row: Entry) -> str:
    return words.points(row.amount, words_of(row.account.unit), signed=True)


def _coupons(ids: Collection[int], full: bool) -> Mapping[int, Shown]:
    rows = Coupon.objects.filter(pk__in=ids).select_related("batch")
    return {
        row.pk: Shown(
            name=str(row), address=reverse("admin:coupon_story", args=[row.pk]), more=str(row.batch),
        )
        for row in rows
    }  # fmt: skip


_READERS: Mapping[Subject, Callable[[Collection[int], bool], Mapping[int, Shown]]] = {
    Subject.ORDER: _orders,
    Subject.MEMBER: _members,
    Subject.LINE: _lines,
    Subject.ENTRY: _entries,
    Subject.COUPON: _coupons,
}
