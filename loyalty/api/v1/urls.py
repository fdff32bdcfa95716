"""`/api/v1/…`"""

from django.urls import path

from loyalty.api.v1 import converters  # noqa: F401  those of ids
from loyalty.api.v1.adjustments import Adjustments
from loyalty.api.v1.balances import Balances
from loyalty.api.v1.burn_codes import BurnCodes
from loyalty.api.v1.certificates import (
    CertificateActivations,
    CertificateBlocks,
    CertificateCaptures,
    CertificateChecks,
    CertificateHolds,
    CertificateReleases,
    CertificateTopUps,
)
from loyalty.api.v1.events import Events
from loyalty.api.v1.explanations import Explanation
from loyalty.api.v1.history import History
from loyalty.api.v1.late_orders import LateOrders
from loyalty.api.v1.members import Lookup, Members
from loyalty.api.v1.orders import Cancellation, Completion, Order, Orders
from loyalty.api.v1.quotes import Quotes
from loyalty.api.v1.returns import Returns

urlpatterns = [
    path("quotes", Quotes.as_view()),
    path("orders", Orders.as_view()),
    path("orders/batch", LateOrders.as_view()),
    path("orders/<external_id:external_id>", Order.as_view()),
    path("orders/<external_id:external_id>/complete", Completion.as_view()),
    path("orders/<external_id:external_id>/cancel", Cancellation.as_view()),
    path("orders/<external_id:external_id>/returns", Returns.as_view()),
    path("orders/<external_id:external_id>/explain", Explanation.as_view()),
    path("members", Members.as_view()),
    path("members/lookup", Lookup.as_view()),
    path("members/<member_id:member_id>/balance", Balances.as_view()),
    path("members/<member_id:member_id>/history", History.as_view()),
    path("members/<member_id:member_id>/adjustments", Adjustments.as_view()),
    path("members/<member_id:member_id>/burn-codes", BurnCodes.as_view()),
    path("certificates/<certificate_code:certificate_code>/check", CertificateChecks.as_view()),
    path("certificates/<certificate_code:certificate_code>/hold", CertificateHolds.as_view()),
    path("certificates/<certificate_code:certificate_code>/capture", CertificateCaptures.as_view()),
    path("certificates/<certificate_code:certificate_code>/release", CertificateReleases.as_view()),
    path("certificates/<certificate_code:certificate_code>/activate", CertificateActivations.as_view()),
    path("certificates/<certificate_code:certificate_code>/top-up", CertificateTopUps.as_view()),
    path("certificates/<certificate_code:certificate_code>/block", CertificateBlocks.as_view()),
    path("events", Events.as_view()),
]
