"""Data taken away, samples to begin with, and refused rows to mend."""

import tempfile
from collections.abc import Iterable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.formats.base_formats import CSV, XLSX
from tablib import Dataset
from unfold import widgets
from unfold.contrib.import_export.forms import ExportForm

from loyalty import words
from loyalty.admin.kit import say, staff
from loyalty.admin.member_words import UNMASK
from loyalty.admin.site import site
from loyalty.admin.upload_kinds import check_export, check_import
from loyalty.admin.upload_words import columns_in_words, reason_of
from loyalty.clock import now
from loyalty.imports.export_data import export_data
from loyalty.imports.models import Upload, UploadFile
from loyalty.imports.refused_rows import refused_rows
from loyalty.imports.resources import RESOURCES
from loyalty.imports.samples import sample
from loyalty.imports.sheets import csv_pieces, write_xlsx
from loyalty.refusals import Refusal

FORMATS = ("csv", "xlsx")
KEPT_IN_MEMORY = 5 * 2**20
TITLES: dict[str, Promise] = {
    Upload.Kind.PRODUCTS: _("Export of goods"),
    Upload.Kind.MEMBERS: _("Export of members"),
    Upload.Kind.OPENINGS: _("Export of balances"),
}


class TakeAwayForm(ExportForm):  # type: ignore[misc]
    """Unfold's form, and the question whether people must be seen in full; then it needs a reason."""

    full = forms.BooleanField(
        label=_("With personal data"), required=False, widget=widgets.UnfoldBooleanSwitchWidget(),
        help_text=_("Phones, e-mails, cards and names in full. Your name and the reason are recorded for good."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=200, widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, kind: str, may_unmask: bool, **kwargs: Any) -> None:
        super().__init__([CSV, XLSX], [RESOURCES[kind]], *args, **kwargs)
        self.fields["format"].label = _("Format")
        field = self.fields["format"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, name.upper()) for name in FORMATS]
        field.widget.choices = field.choices
        del self.fields["resource"], self.fields["export_items"]
        if kind == Upload.Kind.PRODUCTS or not may_unmask:
            del self.fields["full"], self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("full") and not cleaned.get("reason"):
            self.add_error("reason", _("Write the reason: a colleague will need it later."))
        return cleaned


def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Asks what form it should have, and sends it."""
    check_export(request, kind)
    form = TakeAwayForm(kind=kind, may_unmask=request.user.has_perm(UNMASK), data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        full = bool(asked.get("full"))
        try:
            tables = export_data(
                kind=kind, format=asked["format"], full=full, reason=asked.get("reason", "") if full else "",
                by=staff(request).pk, at=now(),
            )  # fmt: skip
        except Refusal as refusal:
            say(request, refusal)
        else:
            return file_of(tables, f"{kind}.{asked['format']}")
    masked = kind != Upload.Kind.PRODUCTS
    return site.page(
        request, "loyalty/admin/uploads/export.html", title=TITLES[kind],
        trail=((_("Import and export"), site.url_of("uploads")),), form=form, kind=kind, masked=masked,
        columns=columns_in_words(RESOURCES[kind].columns),
    )  # fmt: skip


def sample_file(request: HttpRequest, kind: str, format: str) -> HttpResponseBase:  # noqa: A002
    """A file that is right, to begin with."""
    check_import(request, kind)
    return file_of([sample(kind=kind)], f"{kind}-sample.{format}")


def refused_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rows that were refused, as they came, with their number and the reason: to mend and to bring back."""
    upload = get_object_or_404(Upload, pk=pk)
    check_import(request, upload.kind)
    try:
        rows = refused_rows(upload_id=pk, reason=reason_of)
    except UploadFile.DoesNotExist:
        messages.error(request, gettext("The file has been deleted: files are kept for a week."))
        return redirect("admin:upload", pk)
    return file_of(rows, f"{upload.name.rpartition('.')[0] or upload.name}-refused.csv")


def file_of(tables: Iterable[Dataset], name: str) -> HttpResponseBase:
    """The tables as one file, CSV or XLSX by the ending of its name."""
    return _xlsx(tables, name) if name.endswith(".xlsx") else _csv(tables, name)


def _csv(tables: Iterable[Dataset], name: str) -> HttpResponseBase:
    pieces = csv_pieces(tables, russian=words.is_russian())
    response = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def _xlsx(tables: Iterable[Dataset], name: str) -> HttpResponseBase:
    file = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115  the response closes it
    write_xlsx(tables, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name)


for _format in FORMATS:
    site.add_page(
        f"uploads/<str:kind>/sample.{_format}", partial(sample_file, format=_format), name=f"sample_{_format}",
        permission="loyalty.view_upload",
    )  # fmt: skip
site.add_page("uploads/<int:pk>/refused.csv", refused_file, name="refused_rows", permission="loyalty.view_upload")
site.add_page("uploads/<str:kind>/export/", export, name="export_data", permission="loyalty.view_upload")
