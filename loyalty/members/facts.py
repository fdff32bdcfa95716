"""What is known of a member as a person. Rows: the member's own row, as JSON."""

from collections.abc import Mapping
from datetime import date, timedelta

import msgspec
from django.db.models import CharField, F, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import NullIf
from django.utils.translation import gettext_lazy as _

from loyalty.events.kinds import MEMBER_JOINED
from loyalty.refusals import Words
from loyalty.rules.expressions import days_since, is_on, local_day, month_days, years_since
from loyalty.rules.fact import SOURCES, MemberFact, Moment, Source, Type, member_fact

MEMBER = "member"


class MemberRow(msgspec.Struct, frozen=True):
    """`joined` is the programme's local day; texts are empty where nothing is known; attributes are texts."""

    birthday: date | None
    gender: str
    city: str
    language: str
    source: str
    joined: date
    shop: str | None
    attributes: dict[str, str | None] | None


SOURCES.add(
    MEMBER,
    Source(
        code=MEMBER,
        sql="""json_build_object('birthday', m.birthday, 'gender', m.gender, 'city', m.city, 'language', m.language,
          'source', m.source, 'joined', (m.joined_at at time zone %(zone)s)::date,
          'shop', (select s.code from loyalty_shop s where s.id = m.shop_id),
          'attributes', (select json_object_agg(a.key, a.value) from jsonb_each_text(m.attributes) a))""",
        parse=lambda raw: msgspec.convert(raw, MemberRow),
        moved_by=frozenset({MEMBER_JOINED}),
    ),
)


def _text(key: str, label: Words, field: str, options: tuple[tuple[str, Words], ...] = ()) -> MemberFact:
    """A column that is empty where nothing is known."""
    return member_fact(
        key=key, label=label, type=Type.CHOICE if options else Type.TEXT, source=MEMBER, can_be_absent=True,
        fold=lambda row, moment: getattr(row, field) or None,
        expression=lambda moment: NullIf(F(field), Value(""), output_field=CharField()), options=options,
    )  # fmt: skip


GENDER = _text("gender", _("Gender"), "gender", (("f", _("woman")), ("m", _("man"))))
CITY = _text("city", _("City"), "city")
SOURCE = _text("joined_from", _("Source of joining"), "source")
LANGUAGE = member_fact(
    key="language", label=_("Language"), type=Type.CHOICE, source=MEMBER,
    fold=lambda row, moment: str(row.language), expression=lambda moment: F("language"),
    options=(("ru", "Русский"), ("en", "English")),
)  # fmt: skip
JOINED_SHOP = member_fact(
    key="joined_in", label=_("Shop of joining"), type=Type.TEXT, source=MEMBER, can_be_absent=True, of="shop",
    fold=lambda row, moment: row.shop, expression=lambda moment: F("shop__code"),
)  # fmt: skip
AGE = member_fact(
    key="age", label=_("Age"), type=Type.NUMBER, source=MEMBER, can_be_absent=True,
    fold=lambda row, moment: None if row.birthday is None else _years(row.birthday, moment.today),
    expression=lambda moment: years_since(F("birthday"), moment),
)  # fmt: skip
MEMBER_DAYS = member_fact(
    key="member_days", label=_("Member for"), type=Type.DAYS, source=MEMBER,
    fold=lambda row, moment: (moment.today - row.joined).days,
    expression=lambda moment: days_since(local_day(F("joined_at"), moment), moment),
)  # fmt: skip


def attribute(name: str) -> MemberFact:
    """An attribute of the member, as text; absent where the member has none of this name."""
    return member_fact(
        key=f"attribute:{name}", label=_("Attribute of the member"), type=Type.TEXT, source=MEMBER, can_be_absent=True,
        fold=lambda row, moment: _attributes(row).get(name),
        expression=lambda moment: KeyTextTransform(name, "attributes"),
    )  # fmt: skip


def birthday_within(*, before: int, after: int) -> MemberFact:
    """Whether today is at most `before` days before the birthday, or `after` days after it."""
    return member_fact(
        key=f"birthday:{before}:{after}", label=_("Birthday is near"), type=Type.FLAG, source=MEMBER,
        fold=lambda row, moment: _falls(row.birthday, _around(moment, before, after)),
        expression=lambda moment: is_on(F("birthday"), _around(moment, before, after)),
    )  # fmt: skip


def anniversary_within(*, before: int, after: int) -> MemberFact:
    """The same about the day of joining."""
    return member_fact(
        key=f"anniversary:{before}:{after}", label=_("Anniversary of joining is near"), type=Type.FLAG, source=MEMBER,
        fold=lambda row, moment: _falls(row.joined, _around(moment, before, after)),
        expression=lambda moment: is_on(local_day(F("joined_at"), moment), _around(moment, before, after)),
    )  # fmt: skip


def _around(moment: Moment, before: int, after: int) -> tuple[str, ...]:
    return month_days(moment.today - timedelta(days=after), moment.today + timedelta(days=before))


def _falls(day: date | None, days: tuple[str, ...]) -> bool:
    return day is not None and day.strftime("%m-%d") in days


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _attributes(row: MemberRow) -> Mapping[str, str | None]:
    return row.attributes or {}
