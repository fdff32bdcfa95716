"""What the first programme is proposed from, as questions; what nobody knows yet has a usual value."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold import widgets

from campaigns.admin.gallery_form import GoodsField
from campaigns.gallery.proposal import Business, Slot
from campaigns.gallery.trades import SLOTS, TOUCHES, TRADES, suits
from loyalty.admin.fields import PercentField, RoublesField, ScaledField

QUESTIONS = ("trade", "average", "margin", "orders", "spend", "goods")
_MEMBERS, _SPENT = 6_000, 8_000


class FirstRunForm(forms.Form):
    """`business` and `slots` after it is valid."""

    trade = forms.ChoiceField(
        label=_("What do you sell?"), choices=TRADES.items(), widget=widgets.UnfoldAdminSelectWidget()
    )
    average = RoublesField(label=_("What is the average purchase?"), least=100, most=10**10)
    margin = PercentField(
        label=_("What is your margin?"), least=1,
        help_text=_("Of what customers pay, what is left after the goods themselves are paid for."),
    )  # fmt: skip
    orders = ScaledField(label=_("How often does a regular buy in a month?"), scale=0, least=1, most=100)
    spend = PercentField(
        label=_("How much of sales may the programme cost?"), least=1,
        help_text=_("From 1 to 3 % is usual. Never more than half of the margin is proposed."),
    )  # fmt: skip
    members = PercentField(label=_("Share of members in sales"), least=1, required=False)
    spent = PercentField(label=_("Share of points and stamps that is ever spent"), least=1, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"members": _MEMBERS, "spent": _SPENT})
        self.use_required_attribute = False
        self.fields["goods"] = GoodsField(
            label=_("Which goods matter most to you?"), required=False, empty=_("Not decided yet, or find a category…"),
            help_text=_("Coffee, pastry: a mechanic about them is proposed, where there is one."),
        )  # fmt: skip
        for code, slot in SLOTS.items():
            self.fields[_share(code)] = PercentField(label=TOUCHES[code], least=1, required=False, initial=slot.share)

    def questions(self) -> list[forms.BoundField]:
        return [self[name] for name in QUESTIONS]

    def assumptions(self, codes: tuple[str, ...]) -> list[forms.BoundField]:
        """Those that the mechanics of `codes` stand on."""
        return [self[name] for name in ("members", "spent", *map(_share, codes))]

    def unfit(self) -> list[forms.BoundField]:
        """Assumptions at fault."""
        return [bound for bound in self if bound.name not in QUESTIONS and bound.errors]

    def kept(self) -> list[forms.BoundField]:
        """The other assumptions."""
        return [bound for bound in self if bound.name not in QUESTIONS and not bound.errors]

    def hidden(self, codes: tuple[str, ...]) -> list[forms.BoundField]:
        """What was assumed for other mechanics, kept for when the answers change."""
        return [self[_share(code)] for code in SLOTS if code not in codes]

    @property
    def codes(self) -> tuple[str, ...]:
        return suits(self.cleaned_data["trade"], goods=bool(self.cleaned_data["goods"]))

    def slots(self) -> tuple[Slot, ...]:
        return tuple(
            Slot(code=code, shape=SLOTS[code].shape, share=self._given(_share(code), SLOTS[code].share))
            for code in self.codes
        )

    def business(self, *, point_kopecks: int) -> Business:
        given = self.cleaned_data
        return Business(
            average_kopecks=given["average"], orders_a_month=given["orders"], margin=given["margin"],
            spend=given["spend"], members=self._given("members", _MEMBERS), spent=self._given("spent", _SPENT),
            point_kopecks=point_kopecks,
        )  # fmt: skip

    def _given(self, name: str, usual: int) -> int:
        given = self.cleaned_data.get(name)
        return usual if given is None else int(given)


def _share(code: str) -> str:
    return "share_" + code.replace("-", "_")
