"""Half of the generated requests are led to what is there: without it they would all stop at "not found".

A value is replaced by one as valid as itself, so what was meant to be refused for its form still is.
"""

import re
from typing import Any

import schemathesis

from loyalty.api.kit.scalars import EXTERNAL_ID_IN_PATH

MEMBERS = 3  # tests/fuzz/people.py has enrolled so many
_ORDERS = 5  # numbers of orders that requests share, and so create, complete, cancel and return for one another


def card(number: int) -> str:
    """The card of the member so numbered, from 1."""
    return f"CARD{number}"


@schemathesis.hook
def map_path_parameters(ctx: Any, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    if path_parameters:
        _lead(path_parameters)
    return path_parameters


@schemathesis.hook
def map_body(ctx: Any, body: Any) -> Any:
    _lead_all(body)
    return body


def _lead_all(value: Any) -> None:
    if isinstance(value, dict):
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
    if fields.get("kind") == "card" and isinstance(shown, str) and 1 <= len(shown) <= 128 and _lucky(shown):
        fields["value"] = card(1 + len(shown) % MEMBERS)


def _lucky(text: str) -> bool:
    return sum(map(ord, text)) % 4 > 0
