"""What the programme owes on certificates: by month of sale, apart from points."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from loyalty import words
from loyalty.admin.site import programme_of, site
from loyalty.certificates.liability import Month, liability
from loyalty.clock import now


def certificates_owed(request: HttpRequest) -> HttpResponse:
    """A row for each month, and the sums above them."""
    months = liability(zone=programme_of(request).zone, at=now())
    return site.page(
        request, "loyalty/admin/certificates/liability.html", title=_("Owed on certificates"),
        trail=((_("Certificates"), site.url_of("loyalty_certificate_changelist")),),
        tiles=[
            (_("Owed now"), words.roubles(sum(one.left for one in months))),
            (_("Of it on expired certificates"), words.roubles(sum(one.overdue for one in months))),
            (_("Written off"), words.roubles(sum(one.written_off for one in months))),
        ],
        rows=_rows(months),
    )  # fmt: skip


def _rows(months: Sequence[Month]) -> list[list[str]]:
    return [
        [
            date_format(one.month, "YEAR_MONTH_FORMAT"), words.number(one.count),
            *(words.roubles(kopecks, exact=True)
              for kopecks in (one.put_on, one.used, one.written_off, one.left, one.overdue)),
        ]
        for one in months
    ]  # fmt: skip


site.add_page(
    "certificates/owed/", certificates_owed, name="certificates_owed", permission="loyalty.view_certificatebatch"
)
