"""The code that a category gets from its place in the tree."""

from hashlib import sha256

LONGEST = 64


def category_code(path: tuple[str, ...]) -> str:
    """The code of a category by its path; a path too long for a code is cut and told apart by a hash."""
    code = "/".join(path)
    return code if len(code) <= LONGEST else f"{code[: LONGEST - 9]}~{sha256(code.encode()).hexdigest()[:8]}"
