"""Contacts at rest: encrypted with AES-256-GCM, found by a keyed hash of their normal form.

A sealed value is key id (4 bytes) · nonce (12) · ciphertext with its tag. The kind is authenticated with it, so an
e-mail cannot be passed off as a phone. The key id names the key, so that PII_KEY can be rotated: new values are sealed
with PII_KEY, and PII_KEY_FALLBACKS still open what was sealed before.
"""

import hashlib
import hmac
import os
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_KEY_ID = 4
_NONCE = 12


class UnknownKey(Exception):
    """The value was sealed with a key that is neither PII_KEY nor one of PII_KEY_FALLBACKS."""


def seal(*, kind: str, plain: str) -> bytes:
    """`plain` encrypted under the current key; two calls give different bytes."""
    return seal_bytes(kind=kind, plain=plain.encode())


def unseal(*, kind: str, sealed: bytes) -> str:
    """What was sealed as `kind`. Raises UnknownKey, or cryptography's InvalidTag when the bytes or the kind differ."""
    return unseal_bytes(kind=kind, sealed=sealed).decode()


def seal_bytes(*, kind: str, plain: bytes) -> bytes:
    """The same for what is no text, such as a file."""
    key: bytes = settings.PII_KEY
    nonce = os.urandom(_NONCE)
    return _key_id(key) + nonce + AESGCM(key).encrypt(nonce, plain, kind.encode())


def unseal_bytes(*, kind: str, sealed: bytes) -> bytes:
    """What `seal_bytes` sealed as `kind`; raises as `unseal` does."""
    head, nonce, rest = sealed[:_KEY_ID], sealed[_KEY_ID : _KEY_ID + _NONCE], sealed[_KEY_ID + _NONCE :]
    for key in (settings.PII_KEY, *settings.PII_KEY_FALLBACKS):
        if _key_id(key) == head:
            return AESGCM(key).decrypt(nonce, rest, kind.encode())
    raise UnknownKey(head.hex())


def blind_index(*, kind: str, normal: str) -> bytes:
    """32 bytes by which an identity of this kind and normal form is found, and which tell nothing without the key."""
    return hmac.digest(settings.BLIND_INDEX_KEY, f"{kind}\0{normal}".encode(), "sha256")


@cache
def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"key id\0" + key).digest()[:_KEY_ID]
