"""What suits which trade: mechanics of the gallery in the order in which they are proposed, and what they touch."""

from django.utils.translation import gettext_lazy as _

from campaigns.gallery.mechanic import MECHANICS, Answers
from campaigns.gallery.proposal import Slot
from loyalty.refusals import Words

MOST = 3
SLOTS = {
    one.code: one
    for one in (
        Slot(code="sixth-free", shape="stamps", share=3_000),
        Slot(code="high-margin", shape="rate", share=1_500),
        Slot(code="favourite-brand", shape="rate", share=2_500),
        Slot(code="double-points", shape="times", share=1_430),
        Slot(code="quiet-day", shape="times", share=400),
        Slot(code="welcome-points", shape="points", share=300),
        Slot(code="comeback", shape="points", share=500),
        Slot(code="birthday-gift", shape="yearly", share=5_000),
    )
}
OF_GOODS = frozenset({"sixth-free", "high-margin"})  # proposed where it is known on which goods
TOUCHES: dict[str, Words] = {
    "sixth-free": _("Share of these goods in members’ sales"),
    "high-margin": _("Share of these goods in members’ sales"),
    "favourite-brand": _("Share of their favourite brands in members’ sales"),
    "double-points": _("Share of this day in members’ sales"),
    "quiet-day": _("Share of these hours in members’ sales"),
    "welcome-points": _("Share of first purchases among members’ purchases"),
    "comeback": _("Share of purchases after 60 silent days among members’ purchases"),
    "birthday-gift": _("Share of members whose birthday is known"),
}
TRADES: dict[str, Words] = {
    "coffee": _("Coffee and food to go"), "grocery": _("Groceries"), "clothes": _("Clothes and shoes"),
    "beauty": _("Beauty and cosmetics"), "services": _("Services"), "other": _("Something else"),
}  # fmt: skip
_SUITS = {
    "coffee": ("sixth-free", "welcome-points", "quiet-day", "birthday-gift"),
    "grocery": ("high-margin", "double-points", "birthday-gift", "welcome-points"),
    "clothes": ("welcome-points", "birthday-gift", "comeback"),
    "beauty": ("birthday-gift", "favourite-brand", "comeback"),
    "services": ("comeback", "welcome-points", "birthday-gift"),
    "other": ("double-points", "welcome-points", "birthday-gift"),
}
_SIZE = {"rate": "rate", "times": "times", "points": "points", "yearly": "points", "stamps": "stamps"}


def suits(trade: str, *, goods: bool) -> tuple[str, ...]:
    """Codes of the mechanics for this trade; without `goods` those that are about some goods are left out."""
    return tuple(code for code in _SUITS[trade] if goods or code not in OF_GOODS)[:MOST]


def answers_of(slot: Slot, size: int, *, goods: Answers) -> Answers:
    """The mechanic's questions answered: as usual, but of this size and on these goods."""
    usual = {question.name: question.default for question in MECHANICS[slot.code].questions}
    about = {"goods": goods if slot.code in OF_GOODS else {}} if "goods" in usual else {}
    return {**usual, **about, _SIZE[slot.shape]: size}
