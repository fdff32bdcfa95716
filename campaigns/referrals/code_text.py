"""The text of an invitation code: what it is made of, and how whatever people type becomes it."""

import re
import secrets

from loyalty.look_alikes import latin

ALPHABET = "2346789ACDEFGHJKMNPQRTVWXY"  # of those that are taken for one another, one stays or none: 8 B, 2 Z, 0 O…
LENGTH = 8
_FILLING = re.compile(r"[\s\-‐‑–—_.]+")
_LOOK_ALIKES = str.maketrans("BZ", "82")
_CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


def new_code() -> str:
    """A random code: 26 to the power of 8 of them."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def normal_code(text: str) -> str | None:
    """The code in capitals without spaces and dashes, look-alikes as what they stand for; None when it is none."""
    if len(text) > 64:
        return None
    code = _FILLING.sub("", latin(text)).translate(_LOOK_ALIKES)
    return code if _CODE.fullmatch(code) else None


def spaced(code: str) -> str:
    """As people read it aloud: in two halves."""
    return f"{code[: LENGTH // 2]} {code[LENGTH // 2 :]}".strip()
