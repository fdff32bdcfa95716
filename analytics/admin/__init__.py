"""Pages of analytics in the admin, and their place in its sidebar."""

from django.utils.translation import gettext_lazy as _

from analytics.admin import accounting, accounting_breakage, accounting_close  # noqa: F401
from analytics.dashboards import definitions, overview, retention, rows  # noqa: F401  in the order of the menu
from analytics.dashboards.kit.page import VIEW, dashboards
from loyalty.admin.sidebar import Item, insert_before

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
