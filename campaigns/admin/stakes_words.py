"""What a role starts by itself, in words."""

from django.utils.translation import gettext

from campaigns.campaign.authority import AboveLimit
from campaigns.campaign.words import cost_words
from loyalty import words


def above_limit_words(refusal: AboveLimit) -> str:
    """Why it is above the limit, in roubles, and what to do."""
    most, before, limit = (refusal.facts[name] for name in ("most", "before", "limit"))
    said = [str(refusal.title) + ".", gettext("What it can cost: {cost}.").format(cost=cost_words(most))]
    if refusal.detail:
        said.append(str(refusal.detail))
    if before != 0:
        said.append(gettext("What you have started already: {cost}.").format(cost=cost_words(before)))
    limit_words = gettext("Your limit: {amount} a month.").format(amount=words.roubles(limit))
    hint = gettext("Keep it as a draft and send it for review.") if refusal.detail else str(refusal.hint)
    return " ".join([*said, limit_words, hint])
