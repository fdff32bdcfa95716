"""What campaigns may ask of a purchase: the words in which an effect speaks. Frozen; amounts are never negative."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Text:
    """Words as of the decision, in both languages."""

    ru: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one effect of one campaign version asks; `effect` is the effect's code."""

    campaign: str
    version: int
    effect: str
    text: Text


@dataclass(frozen=True, kw_only=True)
class LineDiscount(Outcome):
    """Kopecks off one line; never more than is left of it, nor, unless `ignores_floor` (an approved gift), below its
    floor. `used_milli` pieces of it are used up for offers that follow."""

    line_id: str
    kopecks: int
    used_milli: int = 0
    ignores_floor: bool = False


@dataclass(frozen=True, kw_only=True)
class SetPart:
    """A line's part in a set: so many thousandths of it belong to the set, and so much is taken off them."""

    line_id: str
    quantity_milli: int
    kopecks: int


@dataclass(frozen=True, kw_only=True)
class SetDiscount(Outcome):
    """Kopecks off the pieces of a multi-buy or a bundle. The floor holds over the set as a whole. A discount the floor
    allows only in part is spread anew over the parts."""

    parts: tuple[SetPart, ...]
    uses_up: bool = True


@dataclass(frozen=True, kw_only=True)
class OrderDiscount(Outcome):
    """Split over the lines it names (all lines when empty) by what is left to pay on each, or by their quantities; what
    a line is too cheap for goes to the others. What is given after floors have held some back is at most `most`."""

    kopecks: int
    most: int | None = None
    line_ids: tuple[str, ...] = ()
    by_quantity: bool = False


@dataclass(frozen=True, kw_only=True)
class DeliveryDiscount(Outcome):
    kopecks: int


@dataclass(frozen=True, kw_only=True)
class GiftChoice:
    sku: str
    quantity_milli: int


@dataclass(frozen=True, kw_only=True)
class Gift(Outcome):
    """Goods the till may add for nothing: any one of `choices`. What is already in the cart is a LineDiscount."""

    choices: tuple[GiftChoice, ...]


@dataclass(frozen=True, kw_only=True)
class HandOutCoupon(Outcome):
    """A code of the batch for another purchase, once this one is completed."""

    batch: str


@dataclass(frozen=True, kw_only=True)
class ExtraEarn(Outcome):
    """Points of any unit on top of the base earn: to a line, or over the order."""

    unit: str
    points: int
    line_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class RateEarn(Outcome):
    """Points worth `rate` (basis points) of what counts for earning on these lines (all when empty); a point of the
    unit is worth `step_kopecks`. At most `most` points."""

    unit: str
    rate: int
    step_kopecks: int
    line_ids: tuple[str, ...] = ()
    most: int | None = None


@dataclass(frozen=True, kw_only=True)
class PerAmountEarn(Outcome):
    """`points` for every full `amount_kopecks` of what counts for earning on these lines together."""

    unit: str
    points: int
    amount_kopecks: int
    line_ids: tuple[str, ...] = ()
    most: int | None = None


@dataclass(frozen=True, kw_only=True)
class MultiplyEarn(Outcome):
    """The programme's own earn of these lines times `rate` (basis points; 20 000 doubles): adds what is above it."""

    rate: int
    line_ids: tuple[str, ...] = ()
    most: int | None = None


@dataclass(frozen=True, kw_only=True)
class SpendUnits(Outcome):
    """Points of a unit that pay for the campaign's other outcomes: six stamps for a coffee."""

    unit: str
    points: int


@dataclass(frozen=True, kw_only=True)
class BurnLimit(Outcome):
    """The share of goods (basis points) that points may pay for, instead of the programme's. Of several, the last."""

    rate: int


@dataclass(frozen=True, kw_only=True)
class Say(Outcome):
    """A text for a slot: till, receipt, cart or cabinet. `text` is what is said."""

    slot: str
