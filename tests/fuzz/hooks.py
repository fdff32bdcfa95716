"""Half of the generated requests are led to what is there: without it they would all stop at "not found".

A value is replaced by one as valid as itself, so what was meant to be refused for its form still is. What a JSON Schema
has no words for is kept here, each with its reason; what happens without that is in tests/loyalty/api.
"""

import re
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import schemathesis
from hypothesis import strategies as st

from loyalty.api.kit.scalars import EXTERNAL_ID_IN_PATH

MEMBERS = 3  # tests/fuzz/people.py has enrolled so many
_ORDERS = 5  # numbers of orders that requests share, and so create, complete, cancel and return for one another
_DECIMAL = re.compile(r"-?(\d+)(\.\d+)?")

# Times before now: of an event in the future a schema cannot say that it is one. 2 January 2000 to 1 January 2025.
schemathesis.openapi.format(
    "date-time",
    st.builds(
        lambda seconds, hours: datetime.fromtimestamp(seconds, timezone(timedelta(hours=hours))).isoformat(),
        st.integers(946_771_200, 1_735_689_600),
        st.integers(-12, 14),
    ),
)


def card(number: int) -> str:
    """The card of the member so numbered, from 1."""
    return f"CARD{number}"


@schemathesis.hook
def before_call(ctx: Any, case: Any, kwargs: Any) -> None:
    """The last word before a request is sent, in every phase: hooks that map what is generated miss the examples."""
    _lead(case.path_parameters or {})
    _lead_all(case.body)
    # Only a dry run of a return needs no Idempotency-Key: the description has to call it optional there.
    has_key = any(name.lower() == "idempotency-key" for name in case.headers or {})
    if case.operation.path.endswith("/returns") and not has_key and (case.query or {}).get("dry_run") != "1":
        case.headers = {**(case.headers or {}), "Idempotency-Key": uuid4().hex}


def _lead_all(value: Any) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            if isinstance(inner, float) and inner.is_integer():
                value[name] = int(inner)  # 1.0 is an integer for JSON Schema; we read whole numbers without a point
        _lead(value)
        for inner in value.values():
            _lead_all(inner)
    elif isinstance(value, list):
        for inner in value:
            _lead_all(inner)


def _lead(fields: dict[str, Any]) -> None:
    order, member, shown = fields.get("external_id"), fields.get("member_id"), fields.get("value")
    if (
        isinstance(order, str)
        and order not in (".", "..")
        and re.fullmatch(EXTERNAL_ID_IN_PATH, order)
        and _lucky(order)
    ):
        fields["external_id"] = f"R-{len(order) % _ORDERS}"
    if type(member) is int and 1 <= member <= 10**18 and member % 4:
        fields["member_id"] = 1 + member % MEMBERS
    for name in ("points", "quantity", "price"):
        if isinstance(number := fields.get(name), str) and (found := _DECIMAL.fullmatch(number)):
            fields[name] = _modest(name, number, found)
    if fields.get("kind") == "card" and isinstance(shown, str) and 1 <= len(shown) <= 128 and _lucky(shown):
        fields["value"] = card(1 + len(shown) % MEMBERS)


def _modest(name: str, number: str, found: re.Match[str]) -> str:
    """Whole points, as the programme counts them; a price and a quantity whose product is a price of something."""
    if name == "points":
        return number.removesuffix(found[2] or "")
    return number if len(found[1]) <= 5 else number.replace(found[1], found[1][:5], 1)


def _lucky(text: str) -> bool:
    return sum(map(ord, text)) % 4 > 0
