"""Customers: who they are, what they have brought, whether they take part."""

from collections.abc import Sequence
from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from analytics.dashboards.kit.board import Board
from analytics.dashboards.kit.chart import Cell, Chart, Head, Series
from analytics.dashboards.kit.cohorts import cohort_map
from analytics.dashboards.kit.key_words import month_head, month_of
from analytics.dashboards.kit.page import Asked, Dashboard
from analytics.dashboards.kit.periods import moved, name_of
from analytics.dashboards.kit.section import Notice, Section, section
from analytics.dashboards.kit.value import Value
from analytics.metrics.metric import Shows, metrics
from loyalty import words
from loyalty.refusals import Words
from segments.rfm.look import snapshot_of
from segments.rfm.models import RfmModel
from segments.segment.models import SegmentState
from segments.segment.presets import PRESETS

ENGAGEMENT = ("engagement_cabinet", "engagement_coupons", "engagement_offers")
LTV = ("ltv_revenue", "ltv_margin", "ltv_known_cost")
PREDICTED = {"ltv_predicted_12": 12, "ltv_predicted_6": 6}  # for how many months; the first that there is, is shown


def build(asked: Asked) -> Sequence[Section]:
    """RFM and stages of life as of now, what cohorts have brought and will, and the three parts of engagement."""
    board = asked.board(ENGAGEMENT)
    cohorts = asked.by_month.board(LTV)
    return [
        section(_life_cycle(asked), _rfm(asked), title=_("Who they are now")),
        section(
            Notice(text=_("Where the cost of goods is not known, margin counts their whole revenue."))
            if "ltv_margin" in cohorts.known else None,
            cohort_map(cohorts, "ltv_margin"), _predicted(asked.by_month, cohorts), cohort_map(cohorts, "ltv_revenue"),
            title=_("What they have brought"),
            help=_("By member of the cohort, from the first purchase up to the end of the month."),
        ),
        section(
            *[board.card(code, good_way=1) for code in ENGAGEMENT],
            board.chart(*ENGAGEMENT, code="engagement", title=_("Engagement, part by part"), wide=True),
            title=_("Whether they take part"),
        ),
    ]  # fmt: skip


def _predicted(asked: Asked, cohorts: Board) -> Chart | None:
    """As of the end of the last month: what each cohort of `cohorts` has brought of what is predicted, and the rest.
    One query."""
    starts, last = asked.question.starts, asked.question.last
    board = replace(asked, question=replace(asked.question, first=last, against="none")).board(PREDICTED)
    if not board.known:
        return None
    code = next((one for one in PREDICTED if board.keys(one)), next(iter(PREDICTED)))
    keys = [key for key in board.keys(code) if month_of(key) in starts]
    whole = [board.cell(code, last, key) for key in keys]
    lately = moved("month", last, 1 - PREDICTED[code])  # older cohorts have brought something after that time, too
    so_far = [
        cohorts.cell("ltv_margin", last, key) if (month_of(key) or last) >= lately else cell
        for key, cell in zip(keys, whole, strict=True)
    ]
    return Chart(
        code="ltv_predicted", kind="stacked", title=metrics[code].title, metrics=(code,), wide=True,
        corner=_("First purchase in"), heads=tuple(month_head(key) for key in keys),
        series=(
            Series(name=_("Brought so far"), cells=tuple(so_far)),
            Series(name=_("Still to come"), cells=tuple(map(_rest, whole, so_far)), is_ahead=True),
            Series(name=_("Predicted in all"), cells=tuple(whole), is_drawn=False),
        ),
        help=gettext(
            "Per member. The last month counted is {month}. What is to come is what older cohorts brought as many"
            " months after they came."
        ).format(month=name_of("month", last)),
        empty=_(
            "A forecast for 6 months appears once purchases of 6 months are known, one for 12 months once those of"
            " 12 are."
        ),
    )  # fmt: skip


def _rest(whole: Cell | None, so_far: Cell | None) -> Cell | None:
    if whole is None or so_far is None:
        return None
    left = whole.value.numerator - so_far.value.numerator
    return replace(whole, value=replace(whole.value, numerator=left))


def _life_cycle(asked: Asked) -> Chart | None:
    """Sizes of the six segments of the life cycle, as of their last refresh. One query."""
    if not asked.may("segments.view_segment") or asked.question.cut.code:
        return None
    rows = {row.segment.code: row for row in SegmentState.objects.filter(
        segment__code__in=PRESETS, is_filled=True).select_related("segment")}  # fmt: skip
    there = [rows[code] for code in PRESETS if code in rows]
    page = "admin:segments_segment_change"
    return Chart(
        code="life_cycle", kind="treemap", title=_("Stages of life"), corner=_("Stage"),
        heads=tuple(
            Head(name=row.segment.title_ru if words.is_russian() else row.segment.title_en,
                 link=reverse(page, args=[row.segment_id]))
            for row in there
        ),
        series=(Series(name=_("Members"), cells=tuple(
            _people(row.size, asked, "segment_members", row.segment_id) for row in there
        )),),
        help=_("As of now, whatever periods are chosen; VIPs stand in their stage, too."),
        empty=_("Six segments follow members from new to lost."),
        start=(_("Make them"), reverse("admin:segment_life_cycle")) if asked.may("segments.add_segment") else None,
    )  # fmt: skip


def _rfm(asked: Asked) -> Chart | None:
    """The first analysis as of its last nightly snapshot. Two queries."""
    if not asked.may("segments.view_rfmmodel") or asked.question.cut.code:
        return None
    model = RfmModel.objects.order_by("pk").first()
    counted = {} if model is None else snapshot_of(model)
    groups = range(1, (model.groups if model else 0) + 1)
    return Chart(
        code="rfm", kind="heat", title=_("RFM: how recently and how often"), corner=_("Recency"),
        heads=tuple(Head(name=str(number)) for number in groups),
        series=tuple(
            Series(name=str(recency), cells=tuple(
                _people(counted.get((recency, often), 0), asked, "rfm_members", model.pk, f"?r={recency}&f={often}")
                for often in groups
            ))
            for recency in reversed(groups)
        ) if model and counted else (),
        help=_("Down: how recent, the best above. To the right: how often. Members, as of last night."),
        empty=_("An analysis gives every member a score for recency, frequency and money; it is drawn at night."),
        start=_to_rfm(asked, model),
    )  # fmt: skip


def _to_rfm(asked: Asked, model: RfmModel | None) -> tuple[Words, str] | None:
    if model is not None:
        return (_("Open the analysis"), reverse("admin:segments_rfmmodel_change", args=[model.pk]))
    return (_("Make one"), reverse("admin:segments_rfmmodel_add")) if asked.may("segments.add_rfmmodel") else None


def _people(count: int, asked: Asked, page: str, pk: int, query: str = "") -> Cell:
    """Members, and the page that names them for whoever may see it."""
    rows = f"{reverse(f'admin:{page}', args=[pk])}{query}" if asked.may("loyalty.view_member") else ""
    return Cell(value=Value(shows=Shows.COUNT, numerator=count), rows=rows)


PAGE = Dashboard(
    code="customers", title=pgettext_lazy("analytics", "Customers"), icon="diversity_1", build=build,
    lead=_("Who your members are now, what they have brought since their first purchase, and whether they take part."),
)  # fmt: skip
