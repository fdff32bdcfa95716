"""A line for a fiscal printer, which prints price × quantity and accepts no other amount."""

from loyalty.money import MILLI, line_amount
from loyalty.purchase.decision import FiscalPart


def parts(*, quantity_milli: int, amount_kopecks: int) -> tuple[FiscalPart, ...]:
    """One or two parts that add up to the line; in each, price × quantity rounded half-up is exactly the amount.

    Prices of two parts differ by one kopeck. `quantity_milli` > 0, `amount_kopecks` ≥ 0.
    """
    price = amount_kopecks * MILLI // quantity_milli
    for single in (price, price + 1):
        if line_amount(single, quantity_milli) == amount_kopecks:
            return (_part(quantity_milli, single),)
    # A whole unit at one kopeck more adds exactly one kopeck and leaves the rounding of the rest as it was, so as many
    # whole units as kopecks are short close the gap. There are that many: else `price + 1` alone would have rounded
    # to the amount above.
    dearer = (amount_kopecks - line_amount(price, quantity_milli)) * MILLI
    return _part(quantity_milli - dearer, price), _part(dearer, price + 1)


def _part(quantity_milli: int, price_kopecks: int) -> FiscalPart:
    return FiscalPart(
        quantity_milli=quantity_milli,
        price_kopecks=price_kopecks,
        amount_kopecks=line_amount(price_kopecks, quantity_milli),
    )
