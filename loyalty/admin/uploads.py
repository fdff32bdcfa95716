"""Files brought in: choose one, see what it would do, say yes, see what it did."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from loyalty.admin.kit import say, staff
from loyalty.admin.site import site
from loyalty.admin.upload_kinds import UPLOAD_KINDS, check_import, may_export, may_import
from loyalty.admin.upload_page import files, upload_context
from loyalty.admin.upload_words import columns_in_words
from loyalty.clock import now
from loyalty.imports.advance_uploads import advance_uploads
from loyalty.imports.confirm_upload import confirm_upload
from loyalty.imports.models import Export, Upload
from loyalty.imports.resources import RESOURCES
from loyalty.imports.resume_upload import resume_upload
from loyalty.imports.stop_upload import stop_upload
from loyalty.imports.take_upload import take_upload
from loyalty.refusals import Refusal
from loyalty.tasks import advance_uploaded_files

AT_ONCE = 3  # seconds a page may take; what is left is a worker's
SMALL = 5_000  # rows; a longer file, which takes its time to be read at all, is a worker's from the beginning
LATEST = 20


def uploads(request: HttpRequest) -> HttpResponse:
    """What can be brought and taken, and who did lately."""
    kinds = [
        (Upload.Kind(kind), capfirst(Upload.Kind(kind).label), may_import(request, kind), may_export(request, kind))
        for kind in Upload.Kind.values
    ]
    seen = [kind for kind, _title, brings, _takes in kinds if brings]
    latest = Upload.objects.filter(kind__in=seen).select_related("by").order_by("-pk")[:LATEST]
    taken = Export.objects.none()
    if request.user.has_perm("loyalty.view_export"):
        taken = Export.objects.select_related("by").order_by("-pk")
    return site.page(
        request, "loyalty/admin/uploads/list.html", title=_("Import and export"), kinds=kinds,
        files=files(latest), exports=taken[:LATEST], sees_exports=request.user.has_perm("loyalty.view_export"),
    )  # fmt: skip


def take(request: HttpRequest, kind: str) -> HttpResponse:
    """Takes a file and checks it: a small one at once, a large one in the background."""
    check_import(request, kind)
    what = UPLOAD_KINDS[kind]
    form = what.form(kind=kind, data=request.POST or None, files=request.FILES or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["import_file"]
        try:
            pk = take_upload(
                kind=kind, name=file.name, content=file.read(), by=staff(request).pk, at=now(), target=form.target()
            )
        except Refusal as refusal:
            form.add_error("import_file", " ".join(map(str, _sentence(refusal))))
        else:
            _advance(pk)
            return redirect("admin:upload", pk)
    return site.page(
        request, "loyalty/admin/uploads/take.html", title=what.title, trail=_trail(), form=form, kind=kind,
        about=what.about, columns=columns_in_words(RESOURCES[kind].columns),
    )  # fmt: skip


def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: what it would do, the button, how far it is, what it did."""
    row = get_object_or_404(Upload.objects.select_related("by"), pk=pk)
    check_import(request, row.kind)
    if request.method == "POST":
        _do(request, row)
        return redirect("admin:upload", pk)
    return site.page(
        request,
        "loyalty/admin/uploads/upload.html",
        title=UPLOAD_KINDS[row.kind].title,
        trail=_trail(),
        **upload_context(row),
    )


def _do(request: HttpRequest, row: Upload) -> None:
    try:
        match request.POST.get("do"):
            case "load":
                confirm_upload(upload_id=row.pk, by=staff(request).pk, at=now())
            case "stop":
                stop_upload(upload_id=row.pk, at=now())
                return
            case "resume":
                resume_upload(upload_id=row.pk, at=now())
            case _:
                return
    except Refusal as refusal:
        say(request, refusal)
    else:
        _advance(row.pk)


def _advance(pk: int) -> None:
    """A few seconds of it now. Without a worker the schedule, or `manage.py run_due`, takes the rest up."""
    is_small = Upload.objects.filter(pk=pk, rows__lte=SMALL).exists()
    if not is_small or advance_uploads(at=now(), seconds=AT_ONCE, pk=pk):
        try:
            advance_uploaded_files.delay()
        except OperationalError:
            return


def _sentence(refusal: Refusal) -> list[object]:
    title: object = refusal.title
    detail: object = refusal.detail
    if refusal.code == "wrong_columns":
        detail = f"{refusal.detail} ({refusal.field})"
        return [f"{title}.", detail, gettext("Compare the header with the columns below, or start from the sample.")]
    return [part for part in (f"{title}.", detail, refusal.hint) if part]


def _trail() -> tuple[tuple[object, str], ...]:
    return ((_("Import and export"), site.url_of("uploads")),)


site.add_page("uploads/", uploads, name="uploads", permission="loyalty.view_upload")
site.add_page("uploads/<int:pk>/", upload, name="upload", permission="loyalty.view_upload")
site.add_page("uploads/<str:kind>/import/", take, name="take_upload", permission="loyalty.view_upload")
