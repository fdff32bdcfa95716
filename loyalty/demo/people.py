"""Made-up people for the households of the data: always the same for the same household, reachable by nobody."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from loyalty.members.enrol import NewIdentity

_WOMEN = (
    "Анна", "Вера", "Галина", "Дарья", "Евгения", "Жанна", "Зинаида", "Ирина", "Ксения", "Лидия", "Марина", "Нина",
    "Ольга", "Полина", "Раиса", "Светлана", "Тамара", "Ульяна", "Фаина", "Юлия",
)  # fmt: skip
_MEN = (
    "Артём", "Борис", "Виктор", "Глеб", "Денис", "Егор", "Захар", "Игорь", "Кирилл", "Лев", "Максим", "Никита", "Олег",
    "Павел", "Роман", "Семён", "Тимур", "Фёдор", "Юрий", "Ярослав",
)  # fmt: skip
_FAMILIES = (
    "Абрамов", "Белов", "Виноградов", "Громов", "Данилов", "Егоров", "Жуков", "Зайцев", "Исаев", "Калинин", "Лебедев",
    "Морозов", "Никитин", "Орлов", "Павлов", "Рябов", "Соколов", "Титов", "Уваров", "Фролов", "Чернов", "Шубин",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """`household` is the external id; phone and e-mail belong to nobody."""

    household: str
    first_name: str
    last_name: str
    birthday: date
    phone: str
    email: str
    card: str
    wants_marketing: bool

    @property
    def identities(self) -> tuple[NewIdentity, ...]:
        return (
            NewIdentity("external", self.household, verified=True),
            NewIdentity("phone", self.phone, verified=True),
            NewIdentity("email", self.email, verified=True),
            NewIdentity("card", self.card, verified=True),
        )


def person_of(household: str) -> Person:
    """The person of household number `household`, 1 to 9 999."""
    number = int(household)
    chance = Random(number)
    is_woman = chance.random() < 0.6
    family = chance.choice(_FAMILIES)
    return Person(
        household=household,
        first_name=chance.choice(_WOMEN if is_woman else _MEN),
        last_name=f"{family}а" if is_woman else family,
        birthday=date(1945, 1, 1) + timedelta(days=chance.randrange(60 * 365)),
        phone=f"+7900000{number:04d}",
        email=f"demo{number}@example.com",
        card=f"7700{number:08d}",
        wants_marketing=chance.random() < 0.7,
    )
