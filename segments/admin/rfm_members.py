"""Who stands in a cell of an RFM grid, page by page."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty.admin.kit import row_or_404
from loyalty.admin.site import require, site
from segments.admin.people import people
from segments.admin.words import title_of
from segments.rfm.models import RfmModel, RfmScore

PER_PAGE = 50


def rfm_members(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody of one recency and frequency, with their score for money; Http404 for a cell that the grid lacks."""
    require(request, "segments.view_rfmmodel", "loyalty.view_member")
    model = row_or_404(RfmModel.objects.all(), pk)
    recency, frequency = (_score(request, name, model) for name in ("r", "f"))
    rows = RfmScore.objects.filter(model=model, recency=recency, frequency=frequency).order_by("member")
    page = Paginator(rows.values_list("member_id", "monetary"), PER_PAGE).get_page(request.GET.get("p"))
    money = dict(page.object_list)
    title = gettext("Recency {recency}, frequency {frequency}").format(recency=recency, frequency=frequency)
    return site.page(
        request, "segments/admin/rfm_members.html", title=title, page=page,
        people=[(one, money[one.id]) for one in people(request, list(money))],
        trail=((_("RFM analyses"), site.url_of("segments_rfmmodel_changelist")),
               (title_of(model), site.url_of("segments_rfmmodel_change", model.pk))),
    )  # fmt: skip


def _score(request: HttpRequest, name: str, model: RfmModel) -> int:
    text = request.GET.get(name, "1")
    if not (text.isascii() and text.isdigit() and len(text) == 1 and 1 <= int(text) <= model.groups):
        raise Http404
    return int(text)
