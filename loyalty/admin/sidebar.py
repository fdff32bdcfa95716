"""The sidebar: by the work, and for each role only its own."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loyalty.admin.site import programme_of


@dataclass(frozen=True)
class Item:
    """A link for those who have `permission` (for everyone on the staff when it is empty), while `shown` says so."""

    title: Promise
    icon: str
    url_name: str
    permission: str = ""
    shown: Callable[[], bool] = lambda: True


GROUPS: list[tuple[Promise | None, tuple[Item, ...]]] = [
    (None, (Item(_("Overview"), "space_dashboard", "admin:index"),)),
    (_("Members"), (Item(_("Members"), "group", "admin:loyalty_member_changelist", "loyalty.view_member"),)),
    (
        _("Orders"),
        (
            Item(_("Orders"), "receipt_long", "admin:loyalty_order_changelist", "loyalty.view_order"),
            Item(_("Returns"), "undo", "admin:loyalty_return_changelist", "loyalty.view_return"),
        ),
    ),
    (
        _("Certificates"),
        (
            Item(
                _("Certificates"), "card_giftcard", "admin:loyalty_certificate_changelist", "loyalty.view_certificate"
            ),
            Item(
                _("Kinds of certificates"),
                "style",
                "admin:loyalty_certificateproduct_changelist",
                "loyalty.view_certificateproduct",
            ),
            Item(_("Batches of certificates"), "stacks", "admin:certificate_batches", "loyalty.view_certificatebatch"),
            Item(
                _("Owed on certificates"),
                "account_balance",
                "admin:certificates_owed",
                "loyalty.view_certificatebatch",
            ),
        ),
    ),
    (
        _("Shops and catalogue"),
        (
            Item(_("Shops"), "storefront", "admin:loyalty_shop_changelist", "loyalty.view_shop"),
            Item(_("Shop groups"), "hub", "admin:loyalty_shopgroup_changelist", "loyalty.view_shopgroup"),
            Item(_("Integrations and keys"), "key", "admin:loyalty_integration_changelist", "loyalty.view_integration"),
            Item(_("Products"), "shopping_basket", "admin:loyalty_product_changelist", "loyalty.view_product"),
            Item(_("Categories"), "category", "admin:loyalty_category_changelist", "loyalty.view_category"),
            Item(_("Import and export"), "import_export", "admin:uploads", "loyalty.view_upload"),
        ),
    ),
    (
        _("Operations"),
        (
            Item(_("How it runs"), "monitor_heart", "admin:operations", "loyalty.view_delivery"),
            Item(_("Proof of the books"), "verified", "admin:proof", "loyalty.view_operation"),
            Item(
                _("Operations with points"), "swap_vert", "admin:loyalty_operation_changelist", "loyalty.view_operation"
            ),
            Item(_("Entries"), "list_alt", "admin:loyalty_entry_changelist", "loyalty.view_entry"),
            Item(_("Lots of points"), "inventory_2", "admin:loyalty_lot_changelist", "loyalty.view_lot"),
            Item(_("Journal of acts"), "history", "admin:loyalty_auditevent_changelist", "loyalty.view_auditevent"),
            Item(_("Holds"), "lock_clock", "admin:loyalty_hold_changelist", "loyalty.view_hold"),
            Item(_("Schedule"), "schedule", "admin:schedule", "django_celery_beat.view_periodictask"),
        ),
    ),
    (
        _("Settings"),
        (
            Item(_("Programme rules"), "tune", "admin:programme", "loyalty.view_program"),
            Item(_("Tiers"), "military_tech", "admin:tiers", "loyalty.view_program"),
            Item(_("Kinds of points"), "toll", "admin:loyalty_unit_changelist", "loyalty.view_unit"),
            Item(_("Employees"), "badge", "admin:loyalty_user_changelist", "loyalty.view_user"),
            Item(_("Role limits"), "shield_person", "admin:loyalty_rolelimit_changelist", "loyalty.view_rolelimit"),
            Item(_("Consent texts"), "contract", "admin:loyalty_consenttext_changelist", "loyalty.view_consenttext"),
        ),
    ),
]


def insert_group(place: int, title: Promise, items: tuple[Item, ...]) -> None:
    """Another package's part of the work, before the group that has this place now."""
    GROUPS.insert(place, (title, items))


def insert_before(url_name: str, title: Promise, items: tuple[Item, ...]) -> None:
    """Another package's part of the work, before the group with this link; ValueError when there is none."""
    for place, (_title, own) in enumerate(GROUPS):
        if any(item.url_name == url_name for item in own):
            insert_group(place, title, items)
            return
    raise ValueError(url_name)


def insert_beside(url_name: str, items: tuple[Item, ...]) -> None:
    """Another package's links, at the end of the group where this one is; ValueError when there is none."""
    for place, (title, own) in enumerate(GROUPS):
        if any(item.url_name == url_name for item in own):
            GROUPS[place] = (title, (*own, *items))
            return
    raise ValueError(url_name)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Unfold's sidebar for this person; groups with nothing in them are left out."""
    groups = []
    for title, items in GROUPS:
        links = [
            {"title": item.title, "icon": item.icon, "link": _link(item.url_name)}
            for item in items
            if (not item.permission or request.user.has_perm(item.permission)) and item.shown()
        ]
        if links:
            groups.append({"title": title if len(links) > 1 else None, "separator": title is not None, "items": links})
    return groups


@cache  # fifty of them stand on every page
def _link(url_name: str) -> str:
    return reverse(url_name)


def programme_name(request: HttpRequest) -> str:
    """What the programme is called, at the top of the sidebar."""
    return programme_of(request).name
