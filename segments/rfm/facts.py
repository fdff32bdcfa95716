"""Where a member stands in RFM analyses, as facts. Rows: scores by the code of the analysis, as JSON."""

import msgspec
from django.db.models import IntegerField, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Words
from loyalty.rules.fact import SOURCES, MemberFact, Source, Type, member_fact
from segments.rfm.models import RfmScore

RFM = "rfm"
SCORES: dict[str, Words] = {"recency": _("Recency"), "frequency": _("Frequency"), "monetary": _("Money")}


class Standing(msgspec.Struct, frozen=True):
    """From 1 to the number of groups, the highest is the best."""

    recency: int
    frequency: int
    monetary: int


SOURCES.add(
    RFM,
    Source(
        code=RFM,
        sql="""(select coalesce(json_object_agg(a.code, json_build_object('recency', r.recency,
          'frequency', r.frequency, 'monetary', r.monetary)), '{}')
          from segments_rfmscore r join segments_rfmmodel a on a.id = r.model_id where r.member_id = m.id)""",
        parse=lambda raw: msgspec.convert(raw, dict[str, Standing]),
        moved_by=frozenset(),  # but by the night, after which segments by it are due
    ),
)


def score(*, model: str, of: str) -> MemberFact:
    """A score of the last snapshot; absent for who bought nothing in its days, and in an analysis that is not there."""
    mine = RfmScore.objects.filter(member=OuterRef("pk"), model__code=model)
    return member_fact(
        key=f"rfm:{model}:{of}", label=SCORES[of], type=Type.NUMBER, source=RFM, can_be_absent=True,
        fold=lambda rows, moment: getattr(rows[model], of) if model in rows else None,
        expression=lambda moment: Subquery(mine.values(of), output_field=IntegerField()),
    )  # fmt: skip
