"""The public vocabulary of events. A code is for ever; its payload keys may only be added to."""

from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Words
from loyalty.registries import Registry

KINDS: Registry[Words] = Registry("events")

ORDER_RESERVED = "order.reserved"
ORDER_COMPLETED = "order.completed"
ORDER_CANCELLED = "order.cancelled"
ORDER_LAPSED = "order.lapsed"
ORDER_RETURNED = "order.returned"
ORDER_SHORT = "order.short"
ORDER_OVER_BUDGET = "order.over_budget"
POINTS_ADJUSTED = "points.adjusted"
MEMBER_JOINED = "member.joined"
MEMBER_BIRTHDAY = "member.birthday"
MEMBER_RETURNED = "member.returned"
MEMBER_LEFT = "member.left"
MEMBER_BLOCKED = "member.blocked"
MEMBER_UNBLOCKED = "member.unblocked"
MEMBER_UNMASKED = "member.unmasked"
TIER_CHANGED = "tier.changed"
ACCOUNT_FROZEN = "account.frozen"
ACCOUNT_UNFROZEN = "account.unfrozen"
BOOKS_PROVED = "books.proved"
DELIVERY_RETRIED = "delivery.retried"
DELIVERY_DISCARDED = "delivery.discarded"

# After these the points, purchases or standing of the buyer may differ.
OF_PURCHASES = frozenset({ORDER_RESERVED, ORDER_COMPLETED, ORDER_CANCELLED, ORDER_LAPSED, ORDER_RETURNED})

KINDS.add(ORDER_RESERVED, _("order reserved"))
KINDS.add(ORDER_COMPLETED, _("order completed"))
KINDS.add(ORDER_CANCELLED, _("order cancelled"))
KINDS.add(ORDER_LAPSED, _("order lapsed and was cancelled"))
KINDS.add(ORDER_RETURNED, _("goods returned"))
KINDS.add(ORDER_SHORT, _("order completed short of points"))
KINDS.add(ORDER_OVER_BUDGET, _("order completed over a campaign's budget"))
KINDS.add(POINTS_ADJUSTED, _("points adjusted"))
KINDS.add(MEMBER_JOINED, _("member joined"))
KINDS.add(MEMBER_BIRTHDAY, _("birthday"))
KINDS.add(MEMBER_RETURNED, _("member returned"))
KINDS.add(MEMBER_LEFT, _("member left"))
KINDS.add(MEMBER_BLOCKED, _("member blocked"))
KINDS.add(MEMBER_UNBLOCKED, _("member unblocked"))
KINDS.add(MEMBER_UNMASKED, _("contacts shown to an employee"))
KINDS.add(TIER_CHANGED, _("tier changed"))
KINDS.add(ACCOUNT_FROZEN, _("points frozen"))
KINDS.add(ACCOUNT_UNFROZEN, _("points free again"))
KINDS.add(BOOKS_PROVED, _("the books were checked"))
KINDS.add(DELIVERY_RETRIED, _("a parked event was sent again"))
KINDS.add(DELIVERY_DISCARDED, _("a parked event was discarded"))
