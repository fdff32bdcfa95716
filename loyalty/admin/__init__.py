"""The staff's door. Importing an area registers its lists and pages with `site`."""

from loyalty.admin import (  # noqa: F401
    accounts,
    catalogue,
    consent_texts,
    ledger,
    members,
    orders,
    overview,
    program,
    proof,
    shops,
    staff,
    units,
)
