"""Codes nobody can guess: random characters put into a pattern that people can read aloud and type."""

import os
import re
from collections.abc import Iterator
from itertools import islice
from math import log2
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Refusal, Words

# No 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B, U and V side by side; no vowels, so that no code is a word.
ALPHABET = "234679CDFGHJKMNPQRTVWX"
LEAST_BITS = 40
PLACE = "#"
DEFAULT = "####-####-##"
_PATTERN = re.compile(r"(?:[0-9A-Z]{1,16}-)?#{1,16}(?:-#{1,16}){0,5}")
_FAIR = len(ALPHABET) * (256 // len(ALPHABET))  # bytes below it fall on every character equally often
_TABLE = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
_UNFAIR = bytes(range(_FAIR, 256))


class WrongPattern(Refusal):
    code: ClassVar[str] = "wrong_pattern"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("Codes cannot be made from this pattern")
    hint: ClassVar[Words] = _(
        "Write # for each random character, at least nine of them, with hyphens between groups; before them, if you "
        "like, a word of capital Latin letters and digits: SPRING-####-####-##."
    )


def check_pattern(pattern: str) -> str:
    """The pattern, if what it makes has at least 40 random bits and can be written down. Raises WrongPattern."""
    if not _PATTERN.fullmatch(pattern) or bits_of(pattern) < LEAST_BITS or len(pattern) > 40:
        raise WrongPattern(field="pattern")
    return pattern


def bits_of(pattern: str) -> int:
    """How many random bits a code of the pattern has, rounded down."""
    return int(pattern.count(PLACE) * log2(len(ALPHABET)))


def random_codes(*, pattern: str, count: int) -> list[str]:
    """So many codes of the pattern, as people read them, no two alike. From the system's secure source."""
    found: set[str] = set()
    pieces = pattern.split(PLACE)
    characters = _characters(len(pieces) - 1)
    while len(found) < count:
        drawn = next(characters)
        found.add("".join(map("".join, zip(pieces, (*drawn, ""), strict=True))))
    return list(found)


def _characters(length: int) -> Iterator[str]:
    stock = iter(_stock())
    while True:
        yield "".join(islice(stock, length))


def _stock() -> Iterator[str]:
    while True:
        yield from os.urandom(65_536).translate(_TABLE, _UNFAIR).decode()
