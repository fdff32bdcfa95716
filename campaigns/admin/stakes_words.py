"""What a campaign can cost and what a role starts by itself, in words."""

from django.utils.translation import gettext

from campaigns.campaign.authority import AboveLimit
from loyalty import words


def cost_words(most: int | None) -> str:
    """«до 10 000 ₽ в месяц»; None: nothing bounds it."""
    if most is None:
        return gettext("nothing bounds what it can cost")
    return gettext("up to {amount} a month").format(amount=words.roubles(most))


def above_limit_words(refusal: AboveLimit) -> str:
    """Why it is above the limit, in roubles, and what to do."""
    most, before, limit = (refusal.facts[name] for name in ("most", "before", "limit"))
    said = [str(refusal.title) + ".", gettext("What it can cost: {cost}.").format(cost=cost_words(most))]
    if before != 0:
        said.append(gettext("What you have started already: {cost}.").format(cost=cost_words(before)))
    limit_words = gettext("Your limit: {amount} a month.").format(amount=words.roubles(limit))
    return " ".join([*said, limit_words, str(refusal.hint)])
