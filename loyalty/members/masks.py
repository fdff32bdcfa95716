"""What people without permission see instead of a contact or a full name."""

import phonenumbers

from loyalty.members.models import Identity

_HIDDEN = "***"


def mask_identity(*, kind: str, normal: str) -> str:
    """A normal form as others may see it: "+7 *** ***-12-34", "a***@mail.ru", "*** 1234"; at most 128 characters."""
    if kind == Identity.Kind.PHONE:
        return f"+{phonenumbers.parse(normal).country_code} {_HIDDEN} {_HIDDEN}-{normal[-4:-2]}-{normal[-2:]}"
    if kind == Identity.Kind.EMAIL:
        name, _, domain = normal.rpartition("@")
        return f"{name[:1]}{_HIDDEN}@{domain}"[:128]
    return f"{_HIDDEN} {normal[-min(4, len(normal) // 2) :]}" if len(normal) > 1 else _HIDDEN


def mask_name(*, first_name: str, last_name: str) -> str:
    """A name for a till: "Анна К."; only the first letter of the last name."""
    return f"{first_name} {last_name[:1] + '.' if last_name else ''}".strip()
