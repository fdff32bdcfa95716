"""Who wins each line of a lane whose lines are judged by themselves: a line belongs to one campaign at most.

No two winners exclude each other, and every line that a winner could act on belongs to one of them. What touches no
line (delivery, a text) wins nothing from anybody and joins the winners. Where what campaigns do to a line depends on
that line alone, the best of each line is the best of all. Where it does not (sets, maxima, budgets, exclusions), every
way to share the contested lines out is tried, up to `MOST_WAYS`; beyond that the answer is improved line by line and
said to be approximate.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, islice, product
from math import prod

from campaigns.engine.compiled import Compiled
from campaigns.engine.definition import Lane, Mode
from campaigns.engine.offer import Offer, Refused
from campaigns.engine.run import Missed, Run, are_excluded, lacking, refusal_of
from loyalty.money import BASIS_POINTS
from loyalty.purchase.scene import Scene

MOST_WAYS = 512
_PASSES = 3
_MOST_TEAMS = 8  # of those that exclude each other, looked at where not everything can be tried

Owners = Mapping[int, str]  # line → the code of the campaign it belongs to
Way = list[Offer]


def choose_by_line(run: Run, lane: Lane, campaigns: Sequence[Compiled]) -> None:
    """`campaigns` come in the order they are asked; of equal ways the one that favours those asked first."""
    if lane.mode is Mode.FIRST:
        _in_turn(run, campaigns)
        return
    alone = [offer for one in campaigns if run.may(one) and (offer := run.offer(one)) is not None]
    if not alone:
        return
    won = _best_way(run, lane, alone)
    for offer in won:
        run.accept(offer)
    _say_who_lost(run, alone, won)


def _in_turn(run: Run, campaigns: Sequence[Compiled]) -> None:
    """Each may act on the lines that those before it left alone."""
    free, won = frozenset(range(len(run.scene.basket.lines))), Way()
    before = run.scene.trying()
    for campaign in campaigns:
        unmet = run.unmet(campaign)
        if unmet is None:
            continue
        offer = Refused() if unmet else run.trial(campaign, run.scene, lines=free)
        if isinstance(offer, Offer):
            run.accept(offer)
            won.append(offer)
            free -= offer.by_line.keys() if campaign.by_line else _touches(run, offer)
            continue
        breaker = _who_broke(campaign, before, won) if unmet else None
        whole = None if unmet and breaker is None else run.trial(campaign, before)
        if isinstance(whole, Offer):  # alone it would have had something
            if breaker is None:
                _say_who_lost(run, [whole], won)
            else:
                run.missed.append(Missed(campaign=campaign, code="beaten", winner=breaker))
        elif unmet:
            run.missed.append(Missed(campaign=campaign, code="condition", unmet=unmet))
        elif whole is not None:
            run.missed.append(refusal_of(campaign, whole))


def _who_broke(campaign: Compiled, before: Scene, won: Way) -> Compiled | None:
    """The winner whose offer left the basket such that its rule holds no more; None when it never held."""
    scene = before.trying()
    if lacking(campaign, scene):
        return None
    for offer in won:
        scene.basket = offer.basket
        if lacking(campaign, scene):
            return offer.campaign
    return None


def _say_who_lost(run: Run, alone: Sequence[Offer], won: Way) -> None:
    codes = {offer.campaign.code for offer in won}
    for offer in alone:
        if offer.campaign.code not in codes:
            lines = _touches(run, offer)
            winner = next((w.campaign for w in won if are_excluded(w.campaign, offer.campaign)), None)
            winner = winner or next((w.campaign for w in won if _touches(run, w) & lines), None)
            run.missed.append(Missed(campaign=offer.campaign, code="beaten", winner=winner))


def _touches(run: Run, offer: Offer) -> frozenset[int]:
    """The lines a campaign could act on: those of its goods, and those it did act on."""
    goods = [one for effect, _ in offer.campaign.effects for one in effect.acts_on()]
    return frozenset(index for one in goods for index in run.scene.touchable(one)) | offer.by_line.keys()


@dataclass(frozen=True)
class _Team:
    """Campaigns none of which excludes another; any of those that touch a line may have it."""

    run: Run
    offers: Sequence[Offer]

    @cached_property
    def touched(self) -> dict[str, frozenset[int]]:
        return {offer.campaign.code: _touches(self.run, offer) for offer in self.offers}

    @cached_property
    def claims(self) -> dict[int, list[Offer]]:
        """Who may have each line."""
        lines = sorted(frozenset().union(*self.touched.values()))
        return {line: [one for one in self.offers if line in self.touched[one.campaign.code]] for line in lines}

    def ways(self) -> Iterator[Way]:
        for owners in product(*([one.campaign.code for one in offers] for offers in self.claims.values())):
            yield self.settle(dict(zip(self.claims, owners, strict=True)))

    def best_of_each(self, lane: Lane) -> dict[int, str]:
        """Who is the best for each line, going by what each did to it when alone."""
        return {line: _of_line(lane, offers, line) for line, offers in self.claims.items()}

    def settle(self, owners: Owners) -> Way:
        """What each campaign comes to on its lines, in turn; those with nothing to give drop out."""
        scene, won = self.run.scene.trying(), Way()
        for offer in self.offers:
            code = offer.campaign.code
            lines = frozenset(line for line, owner in owners.items() if owner == code)
            if lines or not self.touched[code]:
                made = self.run.trial(offer.campaign, scene, lines=lines)
                if not isinstance(made, Refused):
                    won.append(made)
                    scene.basket = made.basket
        return won

    def improved(self, start: Owners) -> Way:
        """From a way on, a line is given to another campaign while that is worth more."""
        owners, won = start, self.settle(start)
        for _ in range(_PASSES):
            before = _worth(won)
            for line, offers in self.claims.items():
                for offer in offers:
                    tried = {**owners, line: offer.campaign.code}
                    way = self.settle(tried)
                    if _worth(way) > _worth(won):
                        owners, won = tried, way
            if _worth(won) == before:
                break
        return won


def _best_way(run: Run, lane: Lane, alone: Sequence[Offer]) -> Way:
    teams = [_Team(run, offers) for offers in islice(_teams(alone), MOST_WAYS)]
    if len(teams) == 1 and all(offer.campaign.by_line and not offer.campaign.budgets for offer in alone):
        return teams[0].settle(teams[0].best_of_each(lane))
    if sum(prod(len(offers) for offers in team.claims.values()) for team in teams) > MOST_WAYS:
        run.approximated.append(lane.code)
        most = Lane(code=lane.code, order=lane.order, mode=Mode.BEST, by_line=True)
        return max((team.improved(team.best_of_each(most)) for team in teams[:_MOST_TEAMS]), key=_worth)
    return _most([way for team in teams for way in team.ways()], lane)


def _teams(alone: Sequence[Offer]) -> Iterator[Sequence[Offer]]:
    """Every largest choice without a pair that excludes each other (some may come twice)."""
    for one, other in combinations(alone, 2):
        if are_excluded(one.campaign, other.campaign):
            yield from _teams([offer for offer in alone if offer is not other])
            yield from _teams([offer for offer in alone if offer is not one])
            return
    yield alone


def _of_line(lane: Lane, offers: Sequence[Offer], line: int) -> str:
    by_worth = [(offer.by_line.get(line, 0), offer.campaign.code) for offer in offers]
    most = max(worth for worth, _ in by_worth)
    if lane.mode is Mode.BEST_FOR_BOTH:  # a discount costs what it is worth: the least of those near enough
        near = [worth for worth, _ in by_worth if _is_near(worth, most, lane)]
        most = min(near)
    return next(code for worth, code in by_worth if worth == most)


def _most(ways: Sequence[Way], lane: Lane) -> Way:
    """Of whole ways, by the lane's mode; of equals, the first."""
    most = max(_worth(way) for way in ways)
    if lane.mode is Mode.BEST:
        return next(way for way in ways if _worth(way) == most)
    near = [way for way in ways if _is_near(_worth(way), most, lane)]
    return min(near, key=lambda way: (sum(offer.cost for offer in way), -_worth(way)))


def _is_near(worth: int, most: int, lane: Lane) -> bool:
    return worth * BASIS_POINTS >= most * (BASIS_POINTS - lane.within_rate)


def _worth(way: Way) -> int:
    return sum(offer.worth for offer in way)
