"""Reminds members of points that are about to burn."""

import logging
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from loyalty import words
from loyalty.instance.fence import is_fenced
from loyalty.ledger.balance import Balance, balances
from loyalty.ledger.burning import burning
from loyalty.ledger.owner import Owner
from loyalty.ledger.units import units
from loyalty.messages.models import Reminder
from loyalty.messages.readers import Reader, reachable, reader
from loyalty.messages.send import send
from loyalty.messages.unsubscribe_token import make_token
from loyalty.money import BONUS
from loyalty.program.current import Programme, program

logger = logging.getLogger(__name__)

STEPS = (1, 7, 30)  # days before the last day
LEASE = timedelta(minutes=30)
PART = 500  # of those whose points burn
Due = tuple[int, date, int]  # member, last day, step


def remind(*, at: datetime) -> int:
    """Send the reminders that are due, each once; returns how many went out. Call outside any transaction.

    A member hears of a day's points at most three times: in the last 30 days, the last 7 and the last 1. A step that
    was missed is made up for until the next begins. Whoever is asleep gets theirs in the morning; one that no channel
    took is tried again by a run half an hour later or more.
    """
    if is_fenced():  # a restored copy: what is due goes out once somebody has confirmed it
        return 0
    programme = program()
    today = at.astimezone(programme.zone).date()
    sent = 0
    for member_id, last_day, days in _due(programme, today, at):
        who = reader(member_id=member_id, zone=programme.zone)
        if who is None or not who.awake(at):
            continue
        try:
            sent += _remind(who, programme, last_day, days, at)
        except Exception as error:  # one member's trouble must not keep the rest from hearing
            logger.error("reminder not sent", extra={"member": member_id, "error_class": type(error).__name__})
    return sent


def _due(programme: Programme, today: date, at: datetime) -> Iterator[Due]:
    """Who should hear of which day and at which step, has an e-mail and has not heard of it. Two queries for 500."""
    found = burning(after=at, until=at + timedelta(days=STEPS[-1] + 2))
    while part := list(islice(found, PART)):
        waiting: list[Due] = []
        for member_id, expires_at in part:
            last_day = (expires_at - timedelta(microseconds=1)).astimezone(programme.zone).date()
            days = next((step for step in STEPS if (last_day - today).days <= step), None)
            if days is not None:
                waiting.append((member_id, last_day, days))
        members = reachable(member_ids={member_id for member_id, _day, _days in waiting})
        told = _told(members, {last_day for _member, last_day, _days in waiting})
        for due in dict.fromkeys(waiting):
            if due[0] in members and due not in told:
                yield due


def _told(members: Collection[int], days: Collection[date]) -> set[Due]:
    sent = Reminder.objects.filter(member_id__in=members, last_day__in=days, sent_at__isnull=False)
    return set(sent.values_list("member_id", "last_day", "days"))


def _remind(who: Reader, programme: Programme, last_day: date, days: int, at: datetime) -> bool:
    balance = balances(owner=Owner.member(who.member_id), at=at)[0]
    points = _points_of(balance, programme, last_day)
    claimed = _claim(who.member_id, last_day, days, at) if points else None
    if claimed is None:
        return False
    link = settings.BASE_URL + reverse("cabinet:unsubscribe", args=[make_token(member_id=who.member_id)])
    with translation.override(who.language):
        values = {
            "unsubscribe": link,
            "points": words.points(points, units()[BONUS].words),
            "day": date_format(last_day, "DATE_FORMAT"),
        }
    headers = {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}  # RFC 8058
    send(contact=who.contact, template="burning", language=who.language, values=values, at=at, headers=headers)
    Reminder.objects.filter(pk=claimed).update(sent_at=at)
    return True


def _points_of(balance: Balance, programme: Programme, last_day: date) -> int:
    def day(moment: datetime) -> date:
        return (moment - timedelta(microseconds=1)).astimezone(programme.zone).date()

    return sum(part.points for part in balance.burning if day(part.at) == last_day)


def _claim(member_id: int, last_day: date, days: int, at: datetime) -> int | None:
    """The id of the reminder, ours to send; None when it was sent or another is sending it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into loyalty_reminder as r (member_id, last_day, days, lease_until)
               values (%(member)s, %(day)s, %(days)s, %(until)s)
               on conflict (member_id, last_day, days) do update set lease_until = excluded.lease_until
                 where r.sent_at is null and r.lease_until <= %(at)s
               returning id""",
            {"member": member_id, "day": last_day, "days": days, "until": at + LEASE, "at": at},
        )
        row = cursor.fetchone()
    return row[0] if row else None
