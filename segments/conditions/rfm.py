"""The condition about the member's place in an RFM analysis."""

from dataclasses import dataclass

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Words
from loyalty.rules import params
from loyalty.rules.kind import Condition
from loyalty.rules.predicate import All, Compare, Predicate
from segments.conditions.condition import MEMBER_CONDITIONS
from segments.rfm.facts import score

_BEST = 9
_SAID: dict[str, Words] = {"r": _("recency {scores}"), "f": _("frequency {scores}"), "m": _("money {scores}")}


@MEMBER_CONDITIONS.register
@dataclass(frozen=True, kw_only=True)
class InRfm(Condition):
    """The member's scores in an analysis, as of its last night; not known for those who bought nothing in its days."""

    code = "rfm"
    sentence = _("RFM {analysis}:")
    example = {"analysis": "year", "r_least": 4, "f_least": 4}
    analysis: str = params.text(_("Analysis"), most=32, names="rfm")
    r_least: int = params.number(_("Recency, at least"), least=1, most=_BEST, default=1)
    r_most: int = params.number(_("Recency, at most"), least=1, most=_BEST, default=_BEST)
    f_least: int = params.number(_("Frequency, at least"), least=1, most=_BEST, default=1)
    f_most: int = params.number(_("Frequency, at most"), least=1, most=_BEST, default=_BEST)
    m_least: int = params.number(_("Money, at least"), least=1, most=_BEST, default=1)
    m_most: int = params.number(_("Money, at most"), least=1, most=_BEST, default=_BEST)

    def check(self, path: str) -> None:
        for name in ("r", "f", "m"):
            if getattr(self, f"{name}_least") > getattr(self, f"{name}_most"):
                raise params.refuse(path, _("The least is above the most: nothing can meet it"))

    def words(self) -> str:
        """Only what is asked; the name that pages give the analysis tells what it measures."""
        said = [
            str(words).format(scores=_scores(getattr(self, f"{name}_least"), getattr(self, f"{name}_most")))
            for name, words in _SAID.items()
            if (getattr(self, f"{name}_least"), getattr(self, f"{name}_most")) != (1, _BEST)
        ]
        asked = ", ".join(said) or gettext("any cell")
        return f"{super().words()} {asked}"

    def test(self) -> Predicate:
        parts = list[Predicate]()
        for name, of in (("r", "recency"), ("f", "frequency"), ("m", "monetary")):
            fact = score(model=self.analysis, of=of)
            parts.append(Compare(fact, "at_least", getattr(self, f"{name}_least")))
            parts.append(Compare(fact, "at_most", getattr(self, f"{name}_most")))
        return All(tuple(parts))


def _scores(least: int, most: int) -> str:
    if least == most:
        return str(least)
    if most == _BEST:
        return pgettext("scores", "from {least}").format(least=least)
    return f"{least}–{most}" if least > 1 else pgettext("scores", "up to {most}").format(most=most)
