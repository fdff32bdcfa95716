"""The people and shops every test knows. The fixture `cast` (tests/conftest.py) makes them; so does `enter_cast()`."""

from dataclasses import dataclass
from datetime import date

from loyalty.members.consent import GivenConsent
from loyalty.members.models import ConsentText
from loyalty.shops.authenticate import authenticate
from loyalty.shops.client import Client
from loyalty.shops.models import Integration, Shop
from loyalty.staff.models import User
from tests.builders import NOON, a_consent_text, a_group, a_key, a_member, a_shop, a_user, an_integration

ANNA_PHONE, ANNA_EMAIL, ANNA_CARD = "+79123456734", "anna@mail.ru", "2200123456781234"
BORIS_PHONE = "+79161112233"
VERA_PHONE = "+79037778899"


@dataclass(frozen=True)
class Cast:
    """`lesnaya` («Кофе на Лесной») and `other_shop` are of different groups; each has a till and a key."""

    lesnaya: Shop
    other_shop: Shop
    till: Integration
    other_till: Integration
    key: str
    other_key: str
    owner: User
    cashier: User
    anna: int
    boris: int
    vera: int

    @property
    def client(self) -> Client:
        """The till of «Кофе на Лесной» as the API sees it."""
        return _client(self.key)

    @property
    def other_client(self) -> Client:
        """The till of the other shop."""
        return _client(self.other_key)


def enter_cast() -> Cast:
    """Owner, cashier lead; Anna (phone, e-mail, card, all consents), Boris (new, a phone), Vera of another shop."""
    lesnaya = a_shop("lesnaya", name="Кофе на Лесной", group=a_group("Кофе"))
    other_shop = a_shop("sadovaya", name="Хлеб на Садовой", group=a_group("Хлеб"))
    till, other_till = an_integration(lesnaya), an_integration(other_shop)
    for kind in ConsentText.Kind.values:
        a_consent_text(kind)
    return Cast(
        lesnaya=lesnaya,
        other_shop=other_shop,
        till=till,
        other_till=other_till,
        key=a_key(till),
        other_key=a_key(other_till),
        owner=a_user("owner", roles=["Owner"]),
        cashier=a_user("cashier", roles=["Cashier lead"], shop=lesnaya),
        anna=a_member(
            phone=ANNA_PHONE,
            email=ANNA_EMAIL,
            card=ANNA_CARD,
            first_name="Анна",
            last_name="Кузнецова",
            birthday=date(1990, 3, 8),
            shop=lesnaya,
            consents=[GivenConsent(kind=kind, version="1", granted=True) for kind in ConsentText.Kind.values],
        ),
        boris=a_member(phone=BORIS_PHONE, first_name="Борис", shop=lesnaya),
        vera=a_member(phone=VERA_PHONE, first_name="Вера", shop=other_shop),
    )


def _client(secret: str) -> Client:
    client = authenticate(secret=secret, at=NOON)
    assert client is not None
    return client
