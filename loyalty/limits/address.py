"""The network address a request came from."""

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings


def address_of(meta: Mapping[str, Any]) -> str:
    """From a request's META: as many steps back in X-Forwarded-For as there are proxies of ours (NUM_PROXIES).

    What a client wrote there itself stands further left and is not believed; without a proxy the header is not read.
    An IPv6 address stands for its /64, which one customer of a provider has to itself.
    """
    direct = str(meta.get("REMOTE_ADDR", ""))
    named = [part.strip() for part in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
    proxies: int = settings.NUM_PROXIES
    # A header shorter than the chain did not pass all of it: then the connection is all we know.
    text = named[-proxies] if 0 < proxies <= len(named) else direct
    return _whole(text) or _whole(direct) or "unknown"


def _whole(text: str) -> str | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((int(address), 64), strict=False))
    return str(address)
