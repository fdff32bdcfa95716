"""Where a burn rate is healthy."""

from django.utils.translation import gettext

from analytics.dashboards.kit.value import Value

BURN = (2_000, 8_000)  # hundredths of a per cent


def burn_words(rate: Value | None) -> str:
    """What is wrong with a burn rate; empty inside the corridor and while it is not known."""
    if rate is None or not rate.known or BURN[0] <= rate.minor <= BURN[1]:
        return ""
    if rate.minor < BURN[0]:
        return gettext("Only {share} of the points issued are spent: people do not see their value.").format(
            share=rate.text
        )
    return gettext("{share} of the points issued are spent: the programme pays out more than it gathers in.").format(
        share=rate.text
    )
