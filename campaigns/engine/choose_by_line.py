"""Who wins each line of a lane whose lines are judged by themselves: a line belongs to one campaign at most.

Where what campaigns do to a line depends on that line alone, the best of each line is the best of all. Where it does
not (sets, maxima, budgets, exclusions), every way to share the contested lines out is tried, up to `MOST_WAYS`; beyond
that the answer is improved line by line and said to be approximate.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from campaigns.engine.compiled import Compiled
from campaigns.engine.definition import Lane, Mode
from campaigns.engine.offer import Offer, Refused
from campaigns.engine.run import Missed, Run, are_excluded

MOST_WAYS = 2_048
_PASSES = 3

Shares = Mapping[str, frozenset[int]]  # campaign code → the lines it may touch


def choose_by_line(run: Run, lane: Lane, campaigns: Sequence[Compiled]) -> None:
    """`campaigns` come in the order they are asked; of equal ways the one that favours those asked first."""
    alone = [offer for one in campaigns if run.may(one) and (offer := run.offer(one)) is not None]
    if not alone:
        return
    touched = {offer.campaign.code: _touches(run, offer) for offer in alone}
    if lane.mode is Mode.FIRST:
        won = _settle(run, alone, _first(alone, touched))
    else:
        won = _best_way(run, lane, alone, touched)
    for offer in won:
        run.accept(offer)
    codes = {offer.campaign.code for offer in won}
    for offer in alone:
        if offer.campaign.code not in codes:
            winner = next((w.campaign for w in won if touched[w.campaign.code] & touched[offer.campaign.code]), None)
            run.missed.append(Missed(campaign=offer.campaign, code="beaten", winner=winner))


def _touches(run: Run, offer: Offer) -> frozenset[int]:
    """The lines a campaign could act on: those of its goods, or those it did act on when alone."""
    goods = [effect.only_on() for effect, _ in offer.campaign.effects]
    found = {index for one in goods if one is not None for index in run.scene.touchable(one)}
    return frozenset(found | offer.by_line.keys()) or frozenset(range(len(run.scene.basket.lines)))


def _first(alone: Sequence[Offer], touched: Mapping[str, frozenset[int]]) -> Shares:
    shares, taken = {}, set[int]()
    for offer in alone:
        shares[offer.campaign.code] = frozenset(touched[offer.campaign.code] - taken)
        taken |= touched[offer.campaign.code]
    return shares


def _best_way(run: Run, lane: Lane, alone: Sequence[Offer], touched: Mapping[str, frozenset[int]]) -> list[Offer]:
    claims = {
        line: [offer for offer in alone if line in touched[offer.campaign.code]]
        for line in sorted(set().union(*touched.values()))
    }
    by_value = {line: _of_line(lane, offers, line) for line, offers in claims.items()}
    if _is_simple(alone):
        return _settle(run, alone, _shares(by_value))
    ways = 1
    for offers in claims.values():
        ways *= len(offers)
        if ways > MOST_WAYS:
            run.approximated.append(lane.code)
            return _improved(run, alone, claims, by_value)
    settled = (_settle(run, alone, shares) for shares in _all_ways(claims))
    return _most([way for way in settled if way is not None], lane)


def _is_simple(alone: Sequence[Offer]) -> bool:
    """No campaign looks beyond a line, none is near a budget, none excludes another: each line can be judged alone."""
    if any(not offer.campaign.by_line or offer.campaign.budgets for offer in alone):
        return False
    return not any(are_excluded(a.campaign, b.campaign) for a, b in combinations(alone, 2))


def _of_line(lane: Lane, offers: Sequence[Offer], line: int) -> str:
    """Who is the best for one line, going by what each did to it when alone."""
    judged = [_Judged(offer, offer.by_line.get(line, 0)) for offer in offers]
    most = max(judged, key=lambda one: one.worth)
    if lane.mode is Mode.BEST_FOR_BOTH:
        narrowed = [one.offer for one in judged if one.worth * 10_000 >= most.worth * (10_000 - lane.within_rate)]
        return min(narrowed, key=lambda offer: (_cost_share(offer, line), -offer.by_line.get(line, 0))).campaign.code
    return most.offer.campaign.code


@dataclass(frozen=True)
class _Judged:
    offer: Offer
    worth: int


def _cost_share(offer: Offer, line: int) -> int:
    return offer.by_line.get(line, 0) * offer.cost // max(1, offer.worth)


def _shares(owner_of: Mapping[int, str]) -> Shares:
    shares: dict[str, set[int]] = {}
    for line, code in owner_of.items():
        shares.setdefault(code, set()).add(line)
    return {code: frozenset(lines) for code, lines in shares.items()}


def _all_ways(claims: Mapping[int, Sequence[Offer]]) -> Iterator[Shares]:
    lines = list(claims)
    for owners in product(*([offer.campaign.code for offer in claims[line]] for line in lines)):
        yield _shares(dict(zip(lines, owners, strict=True)))


def _settle(run: Run, alone: Sequence[Offer], shares: Shares) -> list[Offer]:
    """What each campaign comes to on its lines, in turn; the excluded and those with nothing to give drop out."""
    scene, won = run.scene.trying(), list[Offer]()
    for offer in alone:
        lines = shares.get(offer.campaign.code)
        if not lines or any(are_excluded(offer.campaign, other.campaign) for other in won):
            continue
        made = run.trial(offer.campaign, scene, lines=lines)
        if not isinstance(made, Refused):
            won.append(made)
            scene.basket = made.basket
    return won


def _most(ways: Sequence[list[Offer]], lane: Lane) -> list[Offer]:
    """Of whole ways, by the lane's mode; of equals, the first."""
    worths = [sum(offer.worth for offer in way) for way in ways]
    most = max(worths)
    if lane.mode is Mode.BEST:
        return ways[worths.index(most)]
    near = [
        way for way, worth in zip(ways, worths, strict=True) if worth * 10_000 >= most * (10_000 - lane.within_rate)
    ]
    return min(near, key=lambda way: (sum(o.cost for o in way), -sum(o.worth for o in way)))


def _improved(
    run: Run, alone: Sequence[Offer], claims: Mapping[int, Sequence[Offer]], start: Mapping[int, str]
) -> list[Offer]:
    """Start from the best of each line and give a line to another campaign while that is worth more."""
    owner_of, won = dict(start), _settle(run, alone, _shares(start))
    worth = sum(offer.worth for offer in won)
    for _ in range(_PASSES):
        before = worth
        for line, offers in claims.items():
            for offer in offers:
                tried = {**owner_of, line: offer.campaign.code}
                way = _settle(run, alone, _shares(tried))
                if (more := sum(one.worth for one in way)) > worth:
                    owner_of, won, worth = tried, way, more
        if worth == before:
            break
    return won
