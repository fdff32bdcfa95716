"""Which members a typed word means: a phone, an e-mail, a card, an external id, an order's number, or a name."""

import re
from functools import reduce
from operator import and_

from django.db.models import Q

from loyalty.members.find import find
from loyalty.members.models import Identity
from loyalty.members.normal import InvalidIdentity
from loyalty.purchase.models import Order

_PHONE = re.compile(r"[+\d][\d\s().-]{4,}")
ORDERS = 50  # members of orders with the same number in different shops; more than that is not a search


def members_known_by(term: str) -> list[int]:
    """Members with exactly this contact or card, in any way it is typed. At most three queries."""
    kinds = [Identity.Kind.CARD, Identity.Kind.EXTERNAL]
    if "@" in term:
        kinds = [Identity.Kind.EMAIL]
    elif _PHONE.fullmatch(term):
        kinds.insert(0, Identity.Kind.PHONE)
    found = []
    for kind in kinds:
        try:
            member = find(kind=kind, value=term)
        except InvalidIdentity:
            continue
        if member is not None:
            found.append(member.id)
    return found


def members_by_order(term: str) -> list[int]:
    """Members of orders with exactly this number. One query."""
    orders = Order.objects.filter(external_id=term, member__isnull=False)
    return list(orders.values_list("member_id", flat=True)[:ORDERS])


def named(term: str, prefix: str = "") -> Q:
    """Members whose first or last name holds every word of `term`."""
    words = [
        Q(**{f"{prefix}first_name__icontains": word}) | Q(**{f"{prefix}last_name__icontains": word})
        for word in term.split()
    ]
    return reduce(and_, words)
