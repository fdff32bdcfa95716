"""The scalars of the API as the outside world writes them, and their way to and from our integers.

Decimals are JSON strings of plain ASCII digits with bounded length: no sign where none is meant, no exponent, no
underscores, no other alphabets' digits. Each pattern ends in `$(?!\\n)`, because Python's `$` also matches before a
final newline while JSON Schema's does not.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from msgspec import Meta

from loyalty.refusals import Words

_MONEY = r"^(0|[1-9][0-9]{0,8})(\.[0-9]{1,2})?$(?!\n)"
_MONEY_ABOVE_ZERO = r"^([1-9][0-9]{0,8}(\.[0-9]{1,2})?|0\.([1-9][0-9]?|0[1-9]))$(?!\n)"
_QUANTITY = r"^(0|[1-9][0-9]{0,5})(\.[0-9]{1,3})?$(?!\n)"
_ABOVE_ZERO = r"^([1-9][0-9]{0,5}(\.[0-9]{1,3})?|0\.([1-9][0-9]{0,2}|0[1-9][0-9]?|00[1-9]))$(?!\n)"
_POINTS = r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$(?!\n)"
_SIGNED_POINTS = r"^-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$(?!\n)"
_WORD = r"^[^\x00-\x1f\x7f]*$(?!\n)"
_EXTERNAL_ID = r"^(?!(\.{1,2}|batch)$)[^\s\x00-\x1f\x7f/\\?#%]+$(?!\n)"
_UNIT = r"^[A-Z][A-Z0-9_]*$(?!\n)"
_EVENT_TYPE = r"^[a-z][a-z0-9]*([._][a-z0-9]+)*$(?!\n)"
_PHRASE = r"^[^\x00]*[^\s\x00][^\x00]*$(?!\n)"
_YEARS = "20[0-9]{2}|2100"  # as kit/body.py has them

HINTS: Mapping[str, Words] = {
    _MONEY: _("Roubles as a string with at most two digits after the point, such as “450.00”."),
    _MONEY_ABOVE_ZERO: _("Roubles above zero as a string with at most two digits after the point, such as “450.00”."),
    _QUANTITY: _("A quantity as a string with at most three digits after the point, such as “2” or “0.350”."),
    _ABOVE_ZERO: _(
        "A quantity above zero as a string with at most three digits after the point, such as “2” or “0.350”."
    ),
    _POINTS: _("Points as a string, such as “300”."),
    _SIGNED_POINTS: _("Points as a string, with a minus to take them, such as “300” or “-300”."),
    _WORD: _("Control characters are not allowed."),
    _EXTERNAL_ID: _(
        "Spaces, control characters and / \\ ? # % are not allowed, nor are the words “.”, “..” and “batch”."
    ),
    _UNIT: _("The code of a unit, such as “BONUS”."),
    _EVENT_TYPE: _("Lower-case Latin words and digits joined by points or underscores, such as “review.left”."),
    _PHRASE: _("The text must not be empty."),
}

Money = Annotated[str, Meta(pattern=_MONEY, max_length=12, examples=["450.00"])]
MoneyAboveZero = Annotated[str, Meta(pattern=_MONEY_ABOVE_ZERO, max_length=12, examples=["450.00"])]
Quantity = Annotated[str, Meta(pattern=_ABOVE_ZERO, max_length=10, examples=["2", "0.350"])]
QuantityOrZero = Annotated[str, Meta(pattern=_QUANTITY, max_length=10, examples=["2", "0.350"])]
Points = Annotated[str, Meta(pattern=_POINTS, max_length=15, examples=["300"])]
SignedPoints = Annotated[str, Meta(pattern=_SIGNED_POINTS, max_length=16, examples=["-300"])]
COUPON_IN_PATH = r"[^\x00-\x1f\x7f/?#%]{1,64}"
CouponCode = Annotated[str, Meta(pattern=f"^{COUPON_IN_PATH}$", examples=["SPRING-7Q2K"])]
CAMPAIGN_CODE = "[a-z0-9_-]{1,64}"
CampaignCode = Annotated[str, Meta(pattern=f"^{CAMPAIGN_CODE}$", examples=["morning-coffee"])]
LineId = Annotated[str, Meta(pattern=_WORD, min_length=1, max_length=64)]
Sku = Annotated[str, Meta(pattern=_WORD, min_length=1, max_length=64)]
Word = Annotated[str, Meta(pattern=_WORD, max_length=64)]
ShortWord = Annotated[str, Meta(pattern=_WORD, max_length=32)]
Label = Annotated[str, Meta(pattern=_WORD, max_length=100)]
# A NUL is refused when the body is read, wherever it stands: the pattern is for the description only.
_NO_NUL = r"^[^\x00]*$(?!\n)"
Text = Annotated[str, Meta(extra_json_schema={"pattern": _NO_NUL})]
Name = Annotated[Text, Meta(max_length=200)]
Phrase = Annotated[str, Meta(pattern=_PHRASE, min_length=1, max_length=500)]
ExternalId = Annotated[str, Meta(pattern=_EXTERNAL_ID, min_length=1, max_length=128, examples=["R-20261121-77"])]
Unit = Annotated[str, Meta(pattern=_UNIT, max_length=16, examples=["BONUS"])]
CertificateInPath = Annotated[str, Meta(pattern=r"^[0-9A-Za-z -]{1,64}$(?!\n)", examples=["7KQ2-M4XT-9RHC-31WZ"])]
MemberId = Annotated[int, Meta(ge=1, le=10**18)]
EventType = Annotated[str, Meta(pattern=_EVENT_TYPE, max_length=58, examples=["review.left"])]
AnyInstant = Annotated[datetime, Meta(tz=True, description="RFC 3339 with an offset")]
Instant = Annotated[AnyInstant, Meta(extra_json_schema={"pattern": f"^({_YEARS})-"})]
AttributeName = Annotated[Text, Meta(min_length=1, max_length=64)]
AttributeText = Annotated[Text, Meta(max_length=200)]
# Any JSON that can be stored: the description needs a name to say that it holds more of itself.
JSON_VALUE_NAME = "JsonValue"
_JSON_REF = {"$ref": f"#/components/schemas/{JSON_VALUE_NAME}"}
JSON_VALUE: dict[str, Any] = {
    "description": "Any JSON whose numbers are whole.",
    "anyOf": [
        {"type": ["null", "boolean", "integer"]},
        {"type": "string", "pattern": _NO_NUL},
        {"type": "array", "items": _JSON_REF},
        {"type": "object", "propertyNames": {"pattern": _NO_NUL}, "additionalProperties": _JSON_REF},
    ],
}
JsonObject = dict[Text, Annotated[Any, Meta(extra_json_schema=_JSON_REF)]]
Attributes = Annotated[dict[AttributeName, AttributeText], Meta(max_length=30)]

EXTERNAL_ID_IN_PATH = r"[^\s\x00-\x1f\x7f/\\?#%]{1,128}"
MONEY_SCALE = 2
QUANTITY_SCALE = 3


def to_minor(text: str, *, scale: int) -> int | None:
    """A decimal string that passed its pattern, in units of 10^-scale; None when it has more digits after the point."""
    sign, digits = (-1, text[1:]) if text.startswith("-") else (1, text)
    whole, _point, fraction = digits.partition(".")
    if len(fraction) > scale:
        return None
    return sign * int(whole + fraction.ljust(scale, "0"))


def local(at: datetime, zone: ZoneInfo) -> datetime:
    """The same instant as the caller's shop writes it, to the second: RFC 3339 with the shop's offset."""
    return at.astimezone(zone).replace(microsecond=0)
