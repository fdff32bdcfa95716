"""Codes that people read off paper and type: letters of another alphabet that look like ours are ours."""

import unicodedata

_CYRILLIC = str.maketrans("АВЕЗКМНОРСТУХ", "ABE3KMHOPCTYX")


def latin(text: str) -> str:
    """In capitals, one form of each character (NFKC), Cyrillic letters as the Latin ones or digits they look like."""
    return unicodedata.normalize("NFKC", text).upper().translate(_CYRILLIC)
