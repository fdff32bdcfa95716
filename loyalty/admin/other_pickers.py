"""Searching for shops, groups, tiers, units, channels and members."""

from collections.abc import Callable, Iterable, Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loyalty import words
from loyalty.admin.member_search import members_known_by, named
from loyalty.admin.member_words import member_name
from loyalty.admin.pickers import PICKERS, Choice, Picker
from loyalty.ledger.units import kept_units
from loyalty.members.models import Member
from loyalty.program.current import program
from loyalty.refusals import Words
from loyalty.shops.models import Shop, ShopGroup
from loyalty.staff.models import User

_CHANNELS: dict[str, Words] = {"pos": _("a till"), "web": _("the web shop"), "app": _("the app")}
_LONGEST_NUMBER = 18  # digits of a member's number that fits its column


def _shops(term: str, user: User, most: int) -> list[Choice]:
    asked = Q(name__icontains=term) | Q(code__icontains=term) if term else Q()
    rows = Shop.objects.filter(asked).select_related("group").order_by("name", "code")[:most]
    return [Choice(shop.code, shop.name, shop.group.name if shop.group else "") for shop in rows]


def _named_shops(codes: Sequence[str], user: User) -> list[Choice]:
    return [Choice(*row) for row in Shop.objects.filter(code__in=codes).values_list("code", "name")]


def _groups(term: str, user: User, most: int) -> list[Choice]:
    names = ShopGroup.objects.filter(name__icontains=term).order_by("name").values_list("name", flat=True)
    return [Choice(name, name) for name in names[:most]]


def _as_typed(codes: Sequence[str], user: User) -> list[Choice]:
    return [Choice(code, code) for code in codes]


def _tiers() -> list[Choice]:
    ladder = program().settings.ladder
    tiers = ladder.tiers if ladder else ()
    return [Choice(tier.code, tier.name_ru if words.is_russian() else tier.name_en) for tier in tiers]


def _units() -> list[Choice]:
    return [
        Choice(code, words.points_word(5 * 10**unit.words.scale, unit.words), code)
        for code, unit in kept_units().items()
    ]


def _channels() -> list[Choice]:
    return [Choice(code, str(name), code) for code, name in _CHANNELS.items()]


def _members(term: str, user: User, most: int) -> list[Choice]:
    """By phone, card, e-mail, number or name, as the list of members finds them; nobody for an empty term."""
    if not term:
        return []
    known = members_known_by(term)
    if not known and term.isascii() and term.isdecimal() and len(term) <= _LONGEST_NUMBER:
        known = [int(term)]
    rows = Member.objects.filter(Q(pk__in=known) if known else named(term)).prefetch_related("identities")
    return _as_members(rows.order_by("-joined_at")[:most], user)


def _named_members(codes: Sequence[str], user: User) -> list[Choice]:
    numbers = [int(one) for one in codes if one.isascii() and one.isdecimal() and len(one) <= _LONGEST_NUMBER]
    return _as_members(Member.objects.filter(pk__in=numbers).prefetch_related("identities"), user)


def _as_members(rows: Iterable[Member], user: User) -> list[Choice]:
    return [
        Choice(str(one.pk), member_name(user, one), ", ".join(identity.masked for identity in one.identities.all()))
        for one in rows
    ]


def _of_few(permission: str, read: Callable[[], list[Choice]], *, free: bool = False) -> Picker:
    """For things so few that all of them are read."""

    def search(term: str, user: User, most: int) -> list[Choice]:
        typed = term.lower()
        return [one for one in read() if typed in one.name.lower() or typed in one.code.lower()][:most]

    def named_ones(codes: Sequence[str], user: User) -> list[Choice]:
        return [one for one in read() if one.code in codes]

    return Picker(permission=permission, search=search, named=named_ones, free=free)


PICKERS.add("shop", Picker(permission="loyalty.view_shop", search=_shops, named=_named_shops))
PICKERS.add("shop_group", Picker(permission="loyalty.view_shop", search=_groups, named=_as_typed))
PICKERS.add("member", Picker(permission="loyalty.view_member", search=_members, named=_named_members))
PICKERS.add("tier", _of_few("loyalty.view_program", _tiers))
PICKERS.add("unit", _of_few("loyalty.view_shop", _units))
PICKERS.add("channel", _of_few("loyalty.view_shop", _channels, free=True))
