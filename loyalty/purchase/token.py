"""A quote's token: all that was read to make it, compressed, encrypted and signed. It promises; nothing is stored.

No personal data is inside: members are named by our own id through the cart's hash only.
"""

import base64
import hashlib
import os
import re
import zlib
from datetime import datetime
from typing import ClassVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from loyalty.purchase.cart import canonical
from loyalty.purchase.decision import Decision
from loyalty.purchase.facts import Facts
from loyalty.refusals import Refusal, Words

_FORMAT = b"q1"
_LONGEST = 400_000


class QuoteInvalid(Refusal):
    code: ClassVar[str] = "quote_invalid"
    status: ClassVar[int] = 422
    title: ClassVar[Words] = _("This quote is not ours or was changed")
    hint: ClassVar[Words] = _("Send the quote exactly as it was received, or price the cart again.")


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """What a quote promises. `result` is the hash of the decision: pricing the same cart from these gives it again, in
    whatever words."""

    shop_id: int
    program_version: int
    ruleset: int
    at: datetime
    valid_until: datetime
    cart_hash: bytes
    facts: Facts
    result: bytes


# Sentences in a decision's JSON. They call things by their names, and are translated: whatever is renamed while a quote
# holds, or called otherwise in another process, is no other price.
_SENTENCES = re.compile(rb'"text_(?:ru|en)":"[^"\\]*+(?:\\.[^"\\]*+)*+"')
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Promise)


def result_hash(decision: Decision) -> bytes:
    """SHA-256 of the canonical decision without its sentences, 32 bytes."""
    return hashlib.sha256(_SENTENCES.sub(b"", canonical(decision))).digest()


def seal(promise: Promise) -> str:
    """The token: URL-safe text, about 300 characters and at most 20 a line more."""
    nonce = os.urandom(12)
    body = zlib.compress(_encoder.encode(promise), level=1)
    sealed = AESGCM(settings.QUOTE_KEY).encrypt(nonce, body, _FORMAT)
    return base64.urlsafe_b64encode(_FORMAT + nonce + sealed).rstrip(b"=").decode()


def unseal(token: str) -> Promise:
    """The promise of a token we made; QuoteInvalid for any other text."""
    try:
        if len(token) > _LONGEST:
            raise ValueError
        raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        if raw[:2] != _FORMAT:
            raise ValueError
        body = AESGCM(settings.QUOTE_KEY).decrypt(raw[2:14], raw[14:], _FORMAT)
        return _decoder.decode(zlib.decompress(body))
    except (ValueError, InvalidTag, zlib.error, msgspec.MsgspecError, UnicodeEncodeError):
        raise QuoteInvalid(field="quote") from None
