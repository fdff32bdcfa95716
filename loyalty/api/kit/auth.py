"""Who calls: `Authorization: Api-Key …` names an integration of a shop, and the key's scopes say what it may do."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Refusal, Words
from loyalty.shops.authenticate import authenticate_now
from loyalty.shops.client import Client

_LONGEST = 256


class Unauthorized(Refusal):
    """No key, or one we do not know: said alike, so that a guesser learns nothing."""

    code: ClassVar[str] = "unauthorized"
    status: ClassVar[int] = 401
    title: ClassVar[Words] = _("The API key is missing or not valid")
    hint: ClassVar[Words] = _("Send Authorization: Api-Key and the key of your integration.")
    headers: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": "Api-Key"}


class ScopeMissing(Refusal):
    code: ClassVar[str] = "scope_missing"
    status: ClassVar[int] = 403
    title: ClassVar[Words] = _("This key may not do that")
    hint: ClassVar[Words] = _("Ask the owner of the programme for a key with the scope named here.")


def client_of(request: HttpRequest) -> tuple[Client, datetime]:
    """The integration behind the request's key, and the database's clock. One query. Raises Unauthorized."""
    scheme, _space, secret = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    secret = secret.strip()
    if scheme.lower() != "api-key" or not secret.isascii() or not secret.isprintable() or len(secret) > _LONGEST:
        raise Unauthorized
    found = authenticate_now(secret=secret) if secret else None
    if found is None:
        raise Unauthorized
    return found


def require_scope(client: Client, scope: str) -> None:
    """Raises ScopeMissing naming the scope."""
    if scope not in client.scopes:
        raise ScopeMissing(scope=str(scope))
