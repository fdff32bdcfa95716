"""Finds many members by what a person types of them."""

from collections.abc import Iterable, Mapping

from loyalty.members.models import Identity
from loyalty.members.normal import InvalidIdentity, normal_form
from loyalty.members.seal import blind_index

_KINDS = (Identity.Kind.PHONE, Identity.Kind.EMAIL, Identity.Kind.CARD, Identity.Kind.EXTERNAL)


def members_by_contact(texts: Iterable[str]) -> Mapping[str, int]:
    """Members by a phone, an e-mail, a card or an external id, whichever the text can be, the first of these that
    somebody has. Texts that nobody has are left out. One query."""
    meant: dict[tuple[str, bytes], list[str]] = {}  # by kind and index
    for text in set(texts):
        for kind in _KINDS:
            try:
                normal = normal_form(kind=kind, value=text, path="")
            except InvalidIdentity:
                continue
            meant.setdefault((kind, blind_index(kind=kind, normal=normal)), []).append(text)
    rows = Identity.objects.filter(index__in=[index for _kind, index in meant])
    found: dict[str, tuple[int, int]] = {}
    for named, index, member_id in rows.values_list("kind", "index", "member_id"):
        for text in meant.get((named, bytes(index)), ()):
            found[text] = min(found.get(text, (len(_KINDS), 0)), (_KINDS.index(Identity.Kind(named)), member_id))
    return {text: member_id for text, (_kind, member_id) in found.items()}
