"""Campaigns in whose shadow another stands: whenever it could apply, they win."""

from campaigns.campaign.format import parse_campaign
from campaigns.campaign.models import Campaign, CampaignLane
from campaigns.campaign.put_in_force import OFFERED
from campaigns.engine.definition import Definition
from loyalty.rules.invalid import InvalidRule
from loyalty.rules.kind import Condition
from loyalty.rules.rule import Rule


def shadowed_by(definition: Definition) -> tuple[str, ...]:
    """Titles of offered campaigns of the same lane, where the first that applies wins, that come earlier, run as long
    and ask for nothing that this one does not ask for. Two queries."""
    lane = CampaignLane.objects.filter(code=definition.lane).first()
    if lane is None or lane.mode != CampaignLane.Mode.FIRST:
        return ()
    rows = Campaign.objects.filter(state__in=OFFERED, version__definition__lane=definition.lane)
    found = []
    for row in rows.exclude(code=definition.code).select_related("version").order_by("code"):
        assert row.version is not None
        try:
            other = parse_campaign(row.version.definition, version=row.version.number)
        except InvalidRule:  # of another release: tills leave it out
            continue
        if _is_earlier(other, definition) and _lasts_as_long(other, definition) and _asks_no_more(other, definition):
            found.append(row.name)
    return tuple(found)


def _is_earlier(one: Definition, other: Definition) -> bool:
    return (-one.priority, one.code) < (-other.priority, other.code)


def _lasts_as_long(one: Definition, other: Definition) -> bool:
    starts = one.starts_at is None or (other.starts_at is not None and one.starts_at <= other.starts_at)
    return starts and (one.ends_at is None or (other.ends_at is not None and one.ends_at >= other.ends_at))


def _asks_no_more(one: Definition, other: Definition) -> bool:
    """Every condition of `one` is one of `other`, and its effects act on all the goods of the other's."""
    asked = _plain(one.when)
    if asked is None or not asked <= (_plain(other.when) or frozenset()):
        return False
    on, others = [effect.only_on() for effect in one.effects], [effect.only_on() for effect in other.effects]
    return all(goods is None or goods.keys() is None or all(goods == wanted for wanted in others) for goods in on)


def _plain(when: Rule | None) -> frozenset[Condition] | None:
    """The conditions of a rule that asks for all of them; None for any other rule."""
    if when is None:
        return frozenset()
    return frozenset(when.leaves()) if when.root.join == "all" and _is_flat(when) else None


def _is_flat(when: Rule) -> bool:
    return len(list(when.leaves())) == len(when.root.parts)
