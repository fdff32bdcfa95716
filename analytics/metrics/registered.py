"""All metrics, in the order in which people read of them."""

# isort: off
from analytics.metrics import shared  # noqa: F401  tables that metrics read
from analytics.metrics import money, promoted, customers, retention, retention_cost, joining  # noqa: F401
from analytics.metrics import cohorts, predicted, leagues  # noqa: F401
from analytics.metrics import points, outstanding, burning, campaigns, coupons, engagement  # noqa: F401
