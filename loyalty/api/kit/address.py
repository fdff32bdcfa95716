"""Where a request comes from."""

from ipaddress import ip_address

from django.http import HttpRequest
from rest_framework.settings import api_settings


def address_of(request: HttpRequest) -> str | None:
    """The caller's IP address, as the outermost of our NUM_PROXIES proxies saw it; None when it is not one.

    What stands further left in X-Forwarded-For is the caller's own word.
    """
    proxies = api_settings.NUM_PROXIES or 0
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    address = seen[-min(proxies, len(seen))] if proxies and seen else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(address))
    except ValueError:
        return None
