"""How every figure is counted, from the registry itself."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from analytics.dashboards.kit.page import VIEW, dashboards
from analytics.metrics.metric import metrics
from loyalty.admin.site import programme_of, site


def definitions(request: HttpRequest) -> HttpResponseBase:
    """All metrics, in the order in which people read of them."""
    return site.page(
        request, "analytics/definitions.html", title=_("How every figure is counted"),
        metrics=[metric for _code, metric in metrics], zone=programme_of(request).zone,
        trail=((_("Analytics"), site.url_of(f"analytics_{next(code for code, _page in dashboards)}")),),
    )  # fmt: skip


site.add_page("analytics/definitions/", definitions, name="analytics_definitions", permission=VIEW)
