"""Stores an RFM analysis; a changed one is scored anew at once."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from loyalty.rules.params import refuse
from loyalty.staff.models import User
from segments.rfm.models import RfmModel
from segments.rfm.snapshot import rescore
from segments.segment.guards import check_analysis

_MEASURES = ("days", "recency", "frequency", "monetary", "groups", "scoring")


def save_model(
    *, code: str, title_ru: str, title_en: str, days: int, recency: str, frequency: str, monetary: str, groups: int,
    scoring: str, at: datetime, author: User | None,
) -> RfmModel:  # fmt: skip
    """The analysis of this code, new or changed. Everybody is scored before it returns: seconds for a million members.

    Raises InvalidRule, and for an employee what `check_analysis` raises. Call outside any transaction.
    """
    if not (2 <= groups <= 9 and 1 <= days <= 3_660):
        raise refuse("groups" if 1 <= days <= 3_660 else "days", _("From 2 to 9 groups, from 1 to 3 660 days"))
    asked = dict(zip(_MEASURES, (days, recency, frequency, monetary, groups, scoring), strict=True))
    known = RfmModel.objects.filter(code=code).first()
    before = None if known is None else {name: getattr(known, name) for name in _MEASURES}
    if before != asked and author is not None:  # a new one, too: a rule may name what is not there yet
        check_analysis(code=code, author=author)
    model, _created = RfmModel.objects.update_or_create(
        code=code, defaults={"title_ru": title_ru, "title_en": title_en, **asked}
    )
    if before != asked:
        rescore(model_id=model.pk, at=at)
    return model
