"""Who asked for points to move, and why, in words."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty.admin.staff_words import person
from loyalty.ledger.models import Operation
from loyalty.ledger.told import told
from loyalty.shops.models import Integration
from loyalty.staff.models import User


def who_did(kind: str, principal_id: int | None) -> str:
    """«Анна Иванова», «Кофе на Лесной · Касса», «сам участник», «система». At most one query."""
    match kind:
        case Operation.Principal.STAFF:
            return person(User.objects.filter(pk=principal_id or 0).first())
        case Operation.Principal.INTEGRATION:
            integration = Integration.objects.select_related("shop").filter(pk=principal_id or 0).first()
            return str(integration) if integration else gettext("a shop")
        case Operation.Principal.MEMBER:
            return gettext("the member")
        case _:
            return gettext("system")


REASONS: dict[str, Promise] = {
    "order": _("a purchase"),
    "cancel": _("an order was cancelled"),
    "return": _("goods were returned"),
    "lapse": _("an order was not finished in time"),
    "schedule": _("the night run, by the dates of points"),
    "proof": _("the check of the books found that it does not add up"),
    "settle": _("the books refused to move its points"),
    "opening_balance": _("a balance carried over"),
    "certificate_expired": _("a certificate expired"),
    "by hand": _("by an employee, by hand"),
}


def reason_words(reason: str) -> str:
    """The product's own reasons in words; a person's reason as they wrote it."""
    return told(reason) or str(REASONS.get(reason, reason))


def people(ids: Iterable[int | None]) -> dict[int, str]:
    """Employees' names by id. One query, none for no ids."""
    wanted = {one for one in ids if one is not None}
    return {user.pk: person(user) for user in User.objects.filter(pk__in=wanted)} if wanted else {}
