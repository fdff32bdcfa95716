"""The shop, its tills and the people of a run, made through the verbs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

CLIENTS = 6
OWN = 12  # members of each client
FIRST_NEW = 5_000_000
EXPIRING = 60
OPENING = 1_000


@dataclass(frozen=True, kw_only=True)
class Shop:
    """`keys`: one per client. `own` and `shared` are numbers of members, whose cards are `card(number)`; `expiring` are
    ids of members whose only points burn during the run."""

    id: int
    keys: tuple[str, ...]
    own: tuple[tuple[int, ...], ...]
    shared: tuple[int, ...]
    expiring: tuple[int, ...]
    first_new: int


_ids: dict[int, int] = {}  # by number


def card(number: int) -> str:
    return f"22{number:014d}"


def member_of(number: int) -> int:
    """The id of the member with this number."""
    return _ids[number]


def open_shop(*, at: datetime, lasts: timedelta) -> Shop:
    """Members with 1 000 points each; the last sixty have 50 points that burn one after another while the run lasts."""
    from loyalty.shops.issue_key import issue_key
    from loyalty.shops.models import Integration, Scope, ShopGroup
    from loyalty.shops.models import Shop as ShopRow

    group = ShopGroup.objects.create(name="Chaos")
    row = ShopRow.objects.create(code="chaos", name="Chaos", group=group, timezone="Europe/Moscow")
    keys = []
    for number in range(CLIENTS):
        till = Integration.objects.create(
            shop=row, name=f"Till {number}", adjustment_points=10, adjustment_points_per_day=1_000_000
        )
        _key, secret = issue_key(  # a quick machine enrols more in a run than a till in an hour
            integration=till, scopes=tuple(Scope.values), name="chaos", enrolments_per_hour=10_000
        )
        keys.append(secret)
    numbers = iter(range(1, 1_000_000))
    own = tuple(tuple(_enrol(next(numbers), at=at) for _ in range(OWN)) for _ in keys)
    shared = tuple(_enrol(next(numbers), at=at) for _ in range(4))
    expiring = []
    for n in range(EXPIRING):
        number = _enrol(next(numbers), at=at, points=50, expires_at=at + lasts * (n + 1) / EXPIRING)
        expiring.append(_ids[number])
    return Shop(
        id=row.pk, keys=tuple(keys), own=own, shared=shared, expiring=tuple(expiring), first_new=FIRST_NEW
    )  # fmt: skip


def _enrol(number: int, *, at: datetime, points: int = OPENING, expires_at: datetime | None = None) -> int:
    from loyalty.ledger.open_balance import open_balance
    from loyalty.ledger.owner import Owner
    from loyalty.members.enrol import NewIdentity, enrol
    from loyalty.money import BONUS

    enrolled = enrol(
        identities=[NewIdentity(kind="card", value=card(number), verified=True)],
        first_name="", birthday=None, language="ru", source="", shop_id=None, consents=(), channel="chaos", proof={},
        at=at,
    )  # fmt: skip
    _ids[number] = enrolled.member_id
    open_balance(
        owner=Owner.member(enrolled.member_id), unit=BONUS, points=points, expires_at=expires_at, at=at,
        natural_key=f"chaos:{number}",
    )  # fmt: skip
    return number
