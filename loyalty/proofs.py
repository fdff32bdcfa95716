"""What a proof query is, and the registry of them; filled by the packages that own the data."""

from dataclasses import dataclass

from loyalty.refusals import Words
from loyalty.registries import Registry


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A law as SQL over everything there is: one row (id, whether it breaks the law) per thing checked.

    `%(at)s` in it is the instant of the proof. `title` says the law in plain words; `of` what the ids are of:
    "account", "lot", "entry", "operation", "hold", "order", or another word that leads to no page. Where the law
    `freezes`, the accounts of the rows that break it are frozen.
    """

    title: Words
    sql: str
    of: str = "row"
    freezes: bool = False


proofs: Registry[Proof] = Registry("proofs")
