"""Opens the demo's shops, each with a till system or a web shop that may call the API."""

from collections.abc import Mapping
from datetime import datetime

from loyalty.demo.shops import GROUP, SHOPS, TIMEZONE
from loyalty.shops.authenticate import authenticate
from loyalty.shops.issue_key import issue_key
from loyalty.shops.models import Integration, Scope, Shop, ShopGroup


def open_shops(*, keys: Mapping[str, str], at: datetime) -> dict[str, str]:
    """The secret of a key with all scopes by the name of the shop, in the order of `SHOPS`.

    `keys` are those handed out before: one that still works is kept.
    """
    group, _new = ShopGroup.objects.get_or_create(name=GROUP)
    secrets: dict[str, str] = {}
    for demo in SHOPS:
        shop, _new = Shop.objects.get_or_create(
            code=demo.code, defaults={"name": demo.name, "timezone": TIMEZONE, "group": group}
        )
        integration, _new = Integration.objects.get_or_create(
            shop=shop,
            name=demo.integration,
            defaults={"adjustment_points": 1_000, "adjustment_points_per_day": 10_000},
        )
        secret = keys.get(shop.name, "")
        client = authenticate(secret=secret, at=at)
        if client is None or client.integration_id != integration.pk:
            _key, secret = issue_key(  # for whoever tries how much it bears
                integration=integration,
                scopes=Scope.values,
                name="demo",
                requests_per_second=10_000,
                enrolments_per_hour=10_000,
            )
        secrets[shop.name] = secret
    return secrets
