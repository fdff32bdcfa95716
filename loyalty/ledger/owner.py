"""Who owns an account."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, order=True)
class Owner:
    """A member, certificate, fund, company or partner by its own id."""

    kind: str
    id: int

    @classmethod
    def member(cls, member_id: int) -> Self:
        return cls("member", member_id)
