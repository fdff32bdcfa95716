"""The staff's door to analytics. Importing an area registers its pages with `site`."""

from django.utils.translation import gettext_lazy as _

from analytics.admin import (  # noqa: F401
    accounting,
    accounting_breakage,
    accounting_close,
    accounting_rows,
    acquisition,
)
from analytics.dashboards import (
    campaigns,
    customers,
    definitions,  # noqa: F401
    overview,
    points,
    products,
    retention,
    rows,  # noqa: F401
    shops,
)
from analytics.dashboards.kit.page import VIEW, add_dashboard, dashboards
from loyalty.admin.sidebar import Item, insert_before

for each in (overview, retention, points, campaigns, customers, products, shops):  # the order of the menu
    add_dashboard(each.PAGE)
insert_before(
    "admin:loyalty_shop_changelist",
    _("Analytics"),
    (
        *(Item(one.title, one.icon, f"admin:analytics_{code}", VIEW) for code, one in dashboards),
        Item(
            _("Points for the accountant"), "account_balance_wallet", "admin:accounting", "analytics.view_closedmonth"
        ),
    ),
)
