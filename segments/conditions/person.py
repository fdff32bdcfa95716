"""Conditions about the member as a person: age, city, birthday, how long and from where in the programme."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from loyalty.members import facts
from loyalty.rules import params
from loyalty.rules.comparison import Comparison, comparison_of
from loyalty.rules.fact import Fact
from loyalty.rules.kind import Condition
from loyalty.rules.predicate import All, Compare, Predicate
from segments.conditions.condition import MEMBER_CONDITIONS

comparison_of(
    facts.AGE, doc="Full years by the programme's calendar.", example={"at_least": 18, "at_most": 25},
    kinds=MEMBER_CONDITIONS,
)  # fmt: skip
comparison_of(
    facts.GENDER, doc="As the member said; not known where they did not.", example={"one_of": ["f"]},
    kinds=MEMBER_CONDITIONS,
)  # fmt: skip
comparison_of(facts.CITY, doc="As written in the profile.", example={"one_of": ["Москва"]}, kinds=MEMBER_CONDITIONS)
comparison_of(
    facts.LANGUAGE, doc="The language the member is spoken to in.", example={"one_of": ["ru"]}, kinds=MEMBER_CONDITIONS
)
comparison_of(
    facts.SOURCE, doc="Where the member joined from, in the shop's words.", example={"one_of": ["qr"]},
    kinds=MEMBER_CONDITIONS,
)  # fmt: skip
comparison_of(
    facts.JOINED_SHOP, doc="The code of the shop the member joined in.", example={"one_of": ["lesnaya"]},
    kinds=MEMBER_CONDITIONS, names="shop",
)  # fmt: skip
comparison_of(
    facts.MEMBER_DAYS, doc="Days since joining; 0 on the day itself.", example={"at_most": 29}, kinds=MEMBER_CONDITIONS,
    sentence=_("a member for"),
)  # fmt: skip


@MEMBER_CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class AttributeIs(Comparison):
    """An attribute of the member has one of these values, or none of them, or is known at all."""

    code = "attribute"
    sentence = _("attribute {name}")
    example = {"name": "size", "one_of": ["L", "XL"]}
    name: str = params.text(_("Attribute"), most=64)
    one_of: tuple[str, ...] | None = params.optional(params.texts(_("One of")))
    none_of: tuple[str, ...] | None = params.optional(params.texts(_("None of")))
    known: bool | None = params.flag(_("Is known"), default=None)

    def fact(self) -> Fact:
        return facts.attribute(self.name)


@MEMBER_CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class BirthdayNear(Condition):
    """Today is at most so many days before the birthday, or after it."""

    code = "birthday"
    sentence = _("birthday: from {before} before to {after} after")
    example = {"before": 3, "after": 7}
    before: int = params.days(_("Days before"), least=0, most=60, default=0)
    after: int = params.days(_("Days after"), least=0, most=60, default=0)

    def test(self) -> Predicate:
        return Compare(facts.birthday_within(before=self.before, after=self.after), "one_of", (True,))

    def once(self) -> str | None:
        return "year"


@MEMBER_CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class AnniversaryNear(Condition):
    """Today is at most so many days before or after an anniversary of joining, the first one at the earliest."""

    code = "anniversary"
    sentence = _("anniversary of joining: from {before} before to {after} after")
    example = {"before": 0, "after": 7}
    before: int = params.days(_("Days before"), least=0, most=60, default=0)
    after: int = params.days(_("Days after"), least=0, most=60, default=0)

    def test(self) -> Predicate:
        near = Compare(facts.anniversary_within(before=self.before, after=self.after), "one_of", (True,))
        return All((near, Compare(facts.MEMBER_DAYS, "at_least", 300)))  # not around the joining itself
