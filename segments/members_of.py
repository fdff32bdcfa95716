"""Who meets a rule, in SQL: for counting, for segments, for estimates."""

from django.db.models import QuerySet

from loyalty.members.models import Member
from loyalty.rules.fact import Moment
from loyalty.rules.predicate import as_q
from loyalty.rules.rule import Rule


def members_of(*, rule: Rule, moment: Moment) -> QuerySet[Member]:
    """The members who meet the rule at the moment, whatever their state. Raises NoSql for what only a till knows."""
    return Member.objects.filter(as_q(rule.test(), moment))
