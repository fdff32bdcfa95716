"""Issues an API key."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Refusal
from loyalty.shops.models import ApiKey, Integration, Scope


class UnknownScope(Refusal):
    code = "unknown_scope"
    status = 422
    title = _("A key needs at least one known permission")
    hint = _("Choose what the key may do.")


def issue_key(
    *,
    integration: Integration,
    scopes: Collection[str],
    name: str,
    expires_at: datetime | None = None,
    requests_per_second: int | None = None,
    enrolments_per_hour: int | None = None,
) -> tuple[ApiKey, str]:
    """A new key and its secret, which is stored hashed and cannot be shown again. Older keys stay valid.

    Limits that are None are the installation's. UnknownScope when `scopes` is empty or has an unknown one.
    """
    if not scopes or not set(scopes) <= set(Scope.values):
        raise UnknownScope(field="scopes")
    key = ApiKey(
        integration=integration,
        scopes=sorted(set(scopes)),
        name=name,
        expiry_date=expires_at,
        requests_per_second=requests_per_second,
        enrolments_per_hour=enrolments_per_hour,
    )
    secret = ApiKey.objects.assign_key(key)
    key.save(force_insert=True)
    return key, secret
