"""The link at the end of a letter: it names the member and is signed, so it needs no sign-in and can do one thing."""

from django.core.signing import BadSignature, Signer

_LONGEST = 128


def make_token(*, member_id: int) -> str:
    """What the link carries. It holds as long as SECRET_KEY or its fallbacks do: old letters must work, too."""
    return _signer().sign(str(member_id))


def read_token(*, token: str) -> int | None:
    """Whose link it is; None when it is not ours."""
    if len(token) > _LONGEST or not token.isascii():
        return None
    try:
        return int(_signer().unsign(token))
    except BadSignature:
        return None


def _signer() -> Signer:
    return Signer(salt="loyalty.messages.unsubscribe", sep=".")
