"""What was recorded since an instant: the roll-up counts the periods it reaches, the warehouse writes its months."""

from datetime import timedelta

from analytics.facts.fact import Fact

# What was recorded before an instant but committed after it: transactions are shorter than this.
OVERLAP = timedelta(minutes=15)


def first_change_sql(fact: Fact) -> str:
    """A SELECT of the earliest instant that a row recorded since `%(since)s` tells of; null when there is none."""
    return f"select min(at) from ({fact.changed}) as change (at)"


def changed_months_sql(fact: Fact) -> str:
    """A SELECT of the months, by their first days in `%(zone)s`, that rows recorded since `%(since)s` tell of."""
    return (
        "select distinct date_trunc('month', at at time zone %(zone)s)::date"
        f" from ({fact.changed}) as change (at) where at is not null"
    )
