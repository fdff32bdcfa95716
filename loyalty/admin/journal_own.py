"""What of the journal an employee may read who is bound to one shop."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from loyalty.admin.kit import shop_of
from loyalty.audit.models import AuditEvent
from loyalty.shops.models import ApiKey, Integration
from loyalty.staff.models import User

_OF_SHOPS = ("shop", "integration", "key", "employee")  # objects that belong to a shop


def of_own_shop(request: HttpRequest, events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
    """All of it for those who are not bound; else the acts about their shop, its tills, keys and employees, and what
    these did elsewhere, but never acts about another shop. Three queries more for the bound."""
    shop_id = shop_of(request)
    if shop_id is None:
        return events
    tills = list(Integration.objects.filter(shop=shop_id).values_list("pk", flat=True))
    people = list(User.objects.filter(shop=shop_id).values_list("pk", flat=True))
    keys = ApiKey.objects.filter(integration__in=tills).values_list("prefix", flat=True)  # the journal knows keys by it
    about = Q(object_kind="shop", object_id=str(shop_id))
    for kind, ids in (("integration", tills), ("key", keys), ("employee", people)):
        about |= Q(object_kind=kind, object_id__in=[str(one) for one in ids])
    by = Q(principal="staff", principal_id__in=people) | Q(principal="integration", principal_id__in=tills)
    return events.filter(about | (by & ~Q(object_kind__in=_OF_SHOPS)))
