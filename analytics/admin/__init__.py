"""The staff's door to analytics. Importing an area registers its pages with `site`."""

from django.utils.translation import gettext_lazy as _

from analytics.admin import accounting, accounting_breakage, accounting_close  # noqa: F401
from loyalty.admin.sidebar import Item, insert_group

insert_group(
    5,
    _("Analytics"),
    (Item(_("Points for the accountant"), "account_balance_wallet", "admin:accounting", "analytics.view_closedmonth"),),
)
