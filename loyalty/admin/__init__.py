"""The staff's door. Importing an area registers its lists and pages with `site`."""

from loyalty.admin import (  # noqa: F401
    accounts,
    catalogue,
    consent_texts,
    exports,
    find,
    journal,
    ledger,
    members,
    operations,
    orders,
    overview,
    parked,
    program,
    proof,
    schedule,
    shops,
    staff,
    tiers,
    units,
    uploads,
)
