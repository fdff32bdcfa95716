"""Work on a batch: codes made, brought and issued to many, with progress; stopped and taken up again."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError
from tablib import Dataset
from unfold import widgets

from campaigns.admin.coupon_words import FAULTS, work_row
from campaigns.campaign.reach_guards import check_batch
from campaigns.coupons.advance_work import PIECES
from campaigns.coupons.advance_works import advance_works
from campaigns.coupons.issue_many import BY_CONTACT, BY_ID
from campaigns.coupons.models import Coupon, CouponBatch
from campaigns.coupons.read_codes import read_column
from campaigns.coupons.resume_work import resume_work
from campaigns.coupons.start_work import MOST, SEAL, start_work
from campaigns.coupons.stop_work import stop_work
from campaigns.coupons.work_models import CouponFault, CouponWork, CouponWorkFile
from campaigns.tasks import advance_work_on_coupons
from loyalty.admin.exports import file_of
from loyalty.admin.fields import ScaledField
from loyalty.admin.json_text import parse_json
from loyalty.admin.kit import row_or_404, say, staff
from loyalty.admin.rule_widget import RuleWidget, show_in_place
from loyalty.admin.site import View, programme_of, require, site
from loyalty.clock import now
from loyalty.imports.cells import plain
from loyalty.imports.take_upload import LARGEST
from loyalty.members.models import Member
from loyalty.members.seal import unseal_bytes
from loyalty.refusals import Refusal
from loyalty.rules.fact import Moment
from loyalty.rules.invalid import InvalidRule
from loyalty.rules.rule import parse_rule
from segments.admin.description import member_conditions
from segments.check_references import check_references
from segments.conditions.condition import MEMBER_CONDITIONS
from segments.members_of import members_of

VIEW, EDIT, ISSUE = "campaigns.view_couponbatch", "campaigns.change_couponbatch", "campaigns.issue_coupon"
NEEDS = {CouponWork.Kind.MAKE: EDIT, CouponWork.Kind.LOAD: EDIT, CouponWork.Kind.ISSUE: ISSUE}
AT_ONCE = 3  # seconds a page may take; what is left is a worker's
FAULTS_SHOWN = 100


class MakeForm(forms.Form):
    count = ScaledField(label=_("How many codes"), scale=0, least=1, most=MOST, help_text=_("Up to a million at once."))


class LoadForm(forms.Form):
    import_file = forms.FileField(
        label=_("File"), help_text=_("CSV or XLSX, at most 20 MB, with a column “code”."),
        widget=widgets.UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )  # fmt: skip

    def clean_import_file(self) -> Any:
        """Refused here, before it is read into memory."""
        file = self.cleaned_data["import_file"]
        if file is not None and file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 20 MB"))
        return file


class IssueForm(LoadForm):
    """One of the three ways to say to whom."""

    contacts = forms.CharField(
        label=_("Members, one a line"), required=False, max_length=200_000, strip=True,
        widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text=_("Phones, e-mails, cards or external ids, as you have them."),
    )  # fmt: skip
    rule = forms.CharField(
        label=_("Or everybody who meets these conditions"), required=False, max_length=20_000,
        widget=RuleWidget(conditions=member_conditions, path="rule"),
        help_text=_("A segment is a condition, too."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("What for"), max_length=200, widget=widgets.UnfoldAdminTextInputWidget(),
        error_messages={"required": _("Write the reason: a colleague will need it later.")},
    )  # fmt: skip
    field_order = ("contacts", "import_file", "rule", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["import_file"]
        field.required, field.label = False, _("Or a file")
        field.help_text = _("CSV or XLSX with a column “member”: phones, e-mails, cards or external ids.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = [name for name in ("contacts", "import_file", "rule") if cleaned.get(name)]
        if not self.errors and len(given) != 1:
            self.add_error("contacts", _("Say to whom in one of the three ways."))
        if cleaned.get("rule"):
            try:
                parsed = parse_json(cleaned["rule"])
                cleaned["parsed"] = parse_rule(parsed, conditions=MEMBER_CONDITIONS, path="rule")
                check_references(rule=cleaned["parsed"], path="rule")
            except InvalidRule as wrong:
                self.add_error("rule", str(wrong.detail))  # where it is, the editor shows
                show_in_place(self.fields["rule"], wrong)
            except ValueError:
                self.add_error("rule", _("This is not JSON."))
        return cleaned


def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Codes of the batch's pattern."""
    batch = _batch(request, pk, EDIT)
    form = MakeForm(request.POST or None)
    form.use_required_attribute = False
    if request.method == "POST" and form.is_valid():
        started = _start(request, batch, kind=CouponWork.Kind.MAKE, total=form.cleaned_data["count"])
        if started is not None:
            return started
    return _page(request, batch, "make", form, _("Make codes"))


def load(request: HttpRequest, pk: int) -> HttpResponse:
    """Codes that somebody else has made."""
    batch = _batch(request, pk, EDIT)
    form = LoadForm(request.POST or None, request.FILES or None)
    form.use_required_attribute = False
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["import_file"]
        try:
            codes = read_column(name=file.name, content=file.read(), column="code")
        except Refusal as refusal:
            form.add_error("import_file", " ".join(str(one) for one in (refusal.title, refusal.detail, refusal.hint)))
        else:
            started = _start(
                request, batch, kind=CouponWork.Kind.LOAD, total=len(codes), name=file.name, lines=codes
            )  # fmt: skip
            if started is not None:
                return started
    return _page(request, batch, "load", form, _("Bring codes as a file"))


def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """A code to each of many members."""
    batch = _batch(request, pk, ISSUE)
    form = IssueForm(request.POST or None, request.FILES or None)
    form.use_required_attribute = False
    if request.method == "POST" and form.is_valid():
        try:
            asked = _to_whom(request, form.cleaned_data)
        except Refusal as refusal:
            form.add_error("import_file", " ".join(str(one) for one in (refusal.title, refusal.detail, refusal.hint)))
        else:
            started = _start(request, batch, kind=CouponWork.Kind.ISSUE, total=len(asked["lines"]), **asked)
            if started is not None:
                return started
    return _page(request, batch, "issue", form, _("Issue to members"))


def _to_whom(request: HttpRequest, asked: dict[str, Any]) -> dict[str, Any]:
    """The members meant, as `start_work` takes them."""
    terms = {"by": BY_CONTACT, "source": Coupon.Source.FILE.value, "reason": asked["reason"]}
    if asked.get("parsed") is not None:
        moment = Moment(at=now(), zone=programme_of(request).zone)
        meant = members_of(rule=asked["parsed"], moment=moment).filter(state=Member.State.ACTIVE)
        lines = [str(pk) for pk in meant.order_by("pk").values_list("pk", flat=True)[: MOST + 1]]
        return {"lines": lines, "terms": terms | {"by": BY_ID, "source": Coupon.Source.SEGMENT.value}}
    if asked.get("import_file"):
        file = asked["import_file"]
        return {
            "lines": read_column(name=file.name, content=file.read(), column="member"), "terms": terms,
            "name": file.name,
        }  # fmt: skip
    lines = [" ".join(line.split()) for line in asked["contacts"].splitlines() if line.strip()]
    return {"lines": lines, "terms": terms | {"source": Coupon.Source.STAFF.value}}


def _start(request: HttpRequest, batch: CouponBatch, **asked: Any) -> HttpResponse | None:
    """To the page of the work that was begun; None after a refusal."""
    try:
        _check(request, asked["kind"], batch)
        pk = start_work(batch_id=batch.pk, by=staff(request).pk, at=now(), **asked)
    except Refusal as refusal:
        say(request, refusal)
        return None
    _advance(pk)
    return redirect("admin:coupon_work", batch.pk, pk)


def _resume(request: HttpRequest, row: CouponWork) -> None:
    """What opens with its codes may have started since it was stopped."""
    try:
        _check(request, row.kind, row.batch)
    except Refusal as refusal:
        say(request, refusal)
        return
    resume_work(work_id=row.pk, at=now())
    _advance(row.pk)


def _check(request: HttpRequest, kind: str, batch: CouponBatch) -> None:
    """Of what makes more codes."""
    if kind != CouponWork.Kind.ISSUE or batch.makes_more:
        check_batch(code=batch.code, author=staff(request))


def _advance(pk: int) -> None:
    """A few seconds of it now. Without a worker the schedule, or `manage.py run_due`, takes the rest up."""
    if advance_works(at=now(), seconds=AT_ONCE, pk=pk):
        try:
            advance_work_on_coupons.delay()
        except OperationalError:
            return


def work(request: HttpRequest, pk: int, work_id: int) -> HttpResponse:
    """How far it is, what it did, and what was left out."""
    row = row_or_404(CouponWork.objects.filter(batch=pk).select_related("batch", "by"), work_id)
    require(request, VIEW)
    may = request.user.has_perm(NEEDS[CouponWork.Kind(row.kind)])
    if request.method == "POST":
        require(request, NEEDS[CouponWork.Kind(row.kind)])
        if request.POST.get("do") == "stop":
            stop_work(work_id=row.pk, at=now())
        elif request.POST.get("do") == "resume" and row.batch.stopped_at is None:
            _resume(request, row)
        return redirect("admin:coupon_work", pk, work_id)
    reasons = CouponFault.objects.filter(work=row).values_list("code").annotate(n=Count("pk")).order_by("-n")
    return site.page(
        request, "campaigns/admin/coupons/work.html", title=CouponWork.Kind(row.kind).label, trail=_trail(row.batch),
        work=work_row(row), row=row, batch=row.batch, may=may, reasons=[(FAULTS[code], n) for code, n in reasons],
        has_file=may and row.kind != CouponWork.Kind.MAKE and CouponWorkFile.objects.filter(work=row).exists(),
        can_resume=row.state == CouponWork.State.STOPPED and row.batch.stopped_at is None, piece=PIECES[row.kind],
        faults=[(fault.row, FAULTS[fault.code]) for fault in row.faults.order_by("row")[:FAULTS_SHOWN]],
    )  # fmt: skip


def faults(request: HttpRequest, pk: int, work_id: int) -> HttpResponseBase:
    """What was left out, as it came, with its row and the reason: to mend and to bring back."""
    row = row_or_404(CouponWork.objects.filter(batch=pk).exclude(kind=CouponWork.Kind.MAKE), work_id)
    require(request, VIEW, NEEDS[CouponWork.Kind(row.kind)])
    sealed = CouponWorkFile.objects.filter(work=row).first()
    if sealed is None:
        return redirect("admin:coupon_work", pk, work_id)
    lines = unseal_bytes(kind=SEAL, sealed=bytes(sealed.sealed)).decode().split("\n")
    column = "code" if row.kind == CouponWork.Kind.LOAD else "member"
    return file_of(_left_out(row, lines, column), f"{row.batch.code}-{row.pk}.csv")


def _left_out(row: CouponWork, lines: list[str], column: str) -> Iterator[Dataset]:
    found = row.faults.order_by("row").values_list("row", "code")
    rows = [(plain(lines[number - 1]), number, str(FAULTS[code])) for number, code in found]
    yield Dataset(*rows, headers=[column, str(_("Row")), str(_("Why, and what to do"))])


def _batch(request: HttpRequest, pk: int, permission: str) -> CouponBatch:
    require(request, VIEW, permission)
    batch: CouponBatch = row_or_404(CouponBatch.objects.filter(kind=CouponBatch.Kind.SINGLE), pk)
    return batch


def _trail(batch: CouponBatch) -> tuple[tuple[object, str], ...]:
    return (
        (_("Coupons"), site.url_of("campaigns_couponbatch_changelist")),
        (batch.name, site.url_of("campaigns_couponbatch_change", batch.pk)),
    )


def _page(request: HttpRequest, batch: CouponBatch, what: str, form: Any, title: object) -> HttpResponse:
    return site.page(
        request,
        "campaigns/admin/coupons/start.html",
        title=title,
        trail=_trail(batch),
        batch=batch,
        form=form,
        what=what,
    )


PAGES: list[tuple[str, View, str]] = [
    ("<int:pk>/make/", make, "coupon_make"), ("<int:pk>/load/", load, "coupon_load"),
    ("<int:pk>/issue/", issue, "coupon_issue"), ("<int:pk>/work/<int:work_id>/", work, "coupon_work"),
    ("<int:pk>/work/<int:work_id>/refused.csv", faults, "coupon_faults"),
]  # fmt: skip
