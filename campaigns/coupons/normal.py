"""The one form in which codes are compared, however they are typed."""

from loyalty.look_alikes import latin

# What batches made elsewhere may have, too, then what looks alike within ours: 0 and O; 1, I and L.
_CYRILLIC = str.maketrans("ЁІЇЈЅҮ", "EIIJSY")
_GREEK = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX")
_ALIKE = str.maketrans("OIL", "011")
MOST = 64


def normal_code(code: str) -> str:
    """Only letters and digits, in capitals, look-alikes folded into one; empty when the text has neither."""
    plain = latin(code).translate(_CYRILLIC).translate(_GREEK).translate(_ALIKE)
    return "".join(character for character in plain if character.isalnum())
