"""Codes of certificates: how they are made, written by people, kept, and found again."""

import hmac
import re
import secrets
from dataclasses import dataclass

from loyalty.look_alikes import latin
from loyalty.members.seal import blind_index, seal, unseal

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing in it looks like anything else in it
_SYMBOLS = 16  # 5 bits each: 80 random bits, which nobody guesses
PIN_DIGITS = 6
_LONGEST = 64
_CODE = re.compile("[0-9A-Z]{8,32}")
_FILLING = re.compile(r"[\s\-\u2010-\u2015.•]+")
_LOOK_ALIKES = str.maketrans("OILU", "011V")
_KIND, _PIN = "certificate", "certificate.pin"


@dataclass(frozen=True, kw_only=True)
class NewCode:
    """A code that has just been made, as it is stored: sealed, found by `index`, its last four symbols in the open."""

    normal: str
    pin: str | None
    index: bytes
    sealed: bytes
    tail: str
    pin_hash: bytes | None
    pin_sealed: bytes | None


def new_code(*, with_pin: bool = False) -> NewCode:
    """A long secret; or a number of 16 digits for a card, which opens nothing without its PIN."""
    alphabet = _ALPHABET[:10] if with_pin else _ALPHABET
    normal = "".join(secrets.choice(alphabet) for _ in range(_SYMBOLS))
    pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}" if with_pin else None
    return NewCode(
        normal=normal,
        pin=pin,
        index=index_of(normal),
        sealed=seal(kind=_KIND, plain=normal),
        tail=normal[-4:],
        pin_hash=None if pin is None else pin_hash(normal, pin),
        pin_sealed=None if pin is None else seal(kind=_PIN, plain=pin),
    )


def normal_code(text: str) -> str | None:
    """The one form of a code however it is typed: case, spaces, dashes and look-alikes of either alphabet do not
    matter. None for what cannot be a code."""
    if len(text) > _LONGEST:
        return None
    bare = _FILLING.sub("", latin(text)).translate(_LOOK_ALIKES)
    return bare if _CODE.fullmatch(bare) else None


def index_of(normal: str) -> bytes:
    """32 bytes by which a code is found, and which tell nothing without the key."""
    return blind_index(kind=_KIND, normal=normal)


def pin_hash(normal: str, pin: str) -> bytes:
    """The same for its PIN: equal PINs of two cards differ."""
    return blind_index(kind=_PIN, normal=f"{normal}\0{pin}")


def is_pin(normal: str, pin: str, stored: bytes) -> bool:
    """Whether this is the PIN of the code, told in the same time whatever was tried."""
    return hmac.compare_digest(pin_hash(normal, "".join(pin.split())), stored)


def opened(sealed: bytes) -> str:
    """The code as people read it, in groups of four. The door checks who may see it."""
    normal = unseal(kind=_KIND, sealed=sealed)
    return "-".join(normal[start : start + 4] for start in range(0, len(normal), 4))


def opened_pin(sealed: bytes | None) -> str | None:
    """The PIN of a card, None for a code without one."""
    return None if sealed is None else unseal(kind=_PIN, sealed=sealed)
