"""Who wins inside a lane that is judged as a whole: everyone in turn, the first, or the best."""

from collections.abc import Sequence

from campaigns.engine.compiled import Compiled
from campaigns.engine.definition import Lane, Mode
from campaigns.engine.offer import Offer
from campaigns.engine.run import Missed, Run
from loyalty.money import BASIS_POINTS


def choose(run: Run, lane: Lane, campaigns: Sequence[Compiled]) -> None:
    """`campaigns` come in the order they are asked; ties go to the one asked first."""
    match lane.mode:
        case Mode.STACK:
            for campaign in campaigns:
                if run.may(campaign) and (offer := run.offer(campaign)) is not None:
                    run.accept(offer)
        case _:  # who loses is asked all the same: “another applies instead” is said to those who had something to give
            offers = [offer for one in campaigns if run.may(one) and (offer := run.offer(one)) is not None]
            if offers:
                winner = offers[0] if lane.mode is Mode.FIRST else best(lane, offers)
                run.accept(winner)
                losers = [offer.campaign for offer in offers if offer is not winner]
                run.missed.extend(Missed(campaign=one, code="beaten", winner=winner.campaign) for one in losers)


def best(lane: Lane, offers: Sequence[Offer]) -> Offer:
    """The most for the customer; or, of those within `within_rate` of the most, the least cost to the shop (of equal
    costs the most for the customer)."""
    most = max(offers, key=lambda offer: offer.worth)  # of equals, the first
    if lane.mode is Mode.BEST:
        return most
    near = [o for o in offers if o.worth * BASIS_POINTS >= most.worth * (BASIS_POINTS - lane.within_rate)]
    return min(near, key=lambda offer: (offer.cost, -offer.worth))
