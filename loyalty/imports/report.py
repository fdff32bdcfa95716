"""What an import read, loaded, rejected and put right: counted as it goes, told at the end as JSON and as text."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from loyalty.imports.receipt import Receipt, Rejected
from loyalty.money import BONUS, to_decimal
from loyalty.purchase.decision import Decision

_TITLES = {
    "products_loaded": "Goods put into the catalogue",
    "members_enrolled": "Members enrolled",
    "members_known": "Members who were there already",
    "openings_loaded": "Opening balances loaded",
    "openings_repeated": "Opening balances there already",
    "side_rows_rejected": "Rows of other files rejected",
    "rows_read": "Rows read",
    "receipts_read": "Receipts read",
    "orders_loaded": "Orders loaded",
    "lines_loaded": "Lines loaded",
    "guest_orders": "  of them of guests",
    "orders_repeated": "Orders that were there already",
    "receipts_rejected": "Receipts rejected",
    "rows_rejected": "Rows rejected",
    "base_kopecks": "Shelf value",
    "discount_kopecks": "Discounts",
    "points_paid_kopecks": "Paid with points",
    "to_pay_kopecks": "Paid in money",
    "points_burnt": "Points burnt",
    "points_earned": "Points earned",
}


class Counts:
    """Running totals of one import; money in kopecks, points in minor steps. `dump` and `Counts(raw)` keep them."""

    def __init__(self, raw: Mapping[str, Any] | None = None) -> None:
        raw = raw or {}
        self.totals: Counter[str] = Counter(raw.get("totals", {}))
        self.repaired: Counter[str] = Counter(raw.get("repaired", {}))
        self.reasons: Counter[str] = Counter(raw.get("reasons", {}))
        self.first: str | None = raw.get("first")
        self.last: str | None = raw.get("last")

    def dump(self) -> dict[str, Any]:
        """JSON-ready; only what happened."""
        return {
            "totals": dict(self.totals),
            "repaired": dict(self.repaired),
            "reasons": dict(self.reasons),
            "first": self.first,
            "last": self.last,
        }

    def loaded(self, receipt: Receipt, decision: Decision) -> None:
        """An order was written."""
        self._read(len(receipt.rows))
        self.totals.update(
            {
                "orders_loaded": 1,
                "lines_loaded": len(receipt.lines),
                "guest_orders": receipt.member is None,
                "base_kopecks": decision.base_kopecks,
                "discount_kopecks": decision.discount_kopecks,
                "points_paid_kopecks": decision.points_paid_kopecks,
                "to_pay_kopecks": decision.to_pay_kopecks,
                "points_burnt": decision.burn.applied,
                "points_earned": sum(earn.points for earn in decision.earn if earn.unit == BONUS),
            }
        )
        self.repaired.update({code: times for code, times in receipt.repairs.items() if times})
        stamp = receipt.occurred_at.isoformat()
        self.first, self.last = min(self.first or stamp, stamp), max(self.last or stamp, stamp)

    def repeated(self, receipt: Receipt) -> None:
        """The order had been there before; nothing was written."""
        self._read(len(receipt.rows))
        self.totals["orders_repeated"] += 1

    def rejected(self, rejected: Rejected) -> None:
        """Nothing was written, and the rows stand in the reject file."""
        self._read(rejected.taken)
        self.totals.update({"receipts_rejected": 1, "rows_rejected": rejected.taken})
        self.reasons.update(rejected.reasons.values())

    def _read(self, rows: int) -> None:
        self.totals.update({"rows_read": rows, "receipts_read": 1})


def as_json(counts: Counts, **about: Any) -> str:
    """The report for machines; `about` says which file, mode and options."""
    return json.dumps({**about, **counts.dump()}, ensure_ascii=False, indent=2) + "\n"


def as_text(counts: Counts) -> str:
    """The report for people."""
    lines = [f"{title:32}{_shown(key, counts.totals[key]):>18}" for key, title in _TITLES.items() if counts.totals[key]]
    if counts.first:
        lines.append(f"{'Sold':32}{counts.first} … {counts.last}")
    for title, counted in (("Put right", counts.repaired), ("Rejected because", counts.reasons)):
        if counted:
            lines.append(f"{title}:")
            lines += [f"  {code:30}{_shown(code, number):>18}" for code, number in counted.most_common()]
    return "\n".join(lines)


def _shown(code: str, number: int) -> str:
    return f"{to_decimal(number)} ₽" if code.endswith("_kopecks") else f"{number:,}".replace(",", " ")
