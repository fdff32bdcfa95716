"""Secrets that are read and typed by people: no letter or digit that looks like another."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # what normal_code leaves as it is
_LENGTH = 20  # 99 bits


def new_token() -> str:
    """The token of a reservation."""
    return "".join(secrets.choice(ALPHABET) for _each in range(_LENGTH))
