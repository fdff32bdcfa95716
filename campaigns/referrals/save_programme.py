"""Stores the terms of invitations; changed terms are a new version, which holds for the invitations after it."""

from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from campaigns.campaign.authority import check_authority, lock_author, worth_of_units
from campaigns.referrals.models import ReferralProgramme, ReferralVersion
from campaigns.referrals.stakes import CODE, bounds_of_referrals, exposure_of_referrals
from campaigns.referrals.terms import parse_terms
from loyalty.ledger.units import units
from loyalty.program.put_ruleset import lock_program
from loyalty.refusals import Refusal
from loyalty.rules.params import refuse
from loyalty.staff.models import User


class ReferralTermsChanged(Refusal):
    """Somebody saved other terms while these were being written."""

    code = "referral_terms_changed"
    title = _("The terms were changed by someone else while you were editing")
    hint = _("Open the page again to see their version, then make your change.")


def save_programme(*, terms: Any, is_on: bool, author: User | None, at: datetime, based_on: int | None = None) -> int:
    """The number of the version in force; the same terms again make none. `based_on` is the one the author saw.

    Raises InvalidRule, naming the place, and ReferralTermsChanged; for an employee AboveLimit, when it is on and can
    cost more than the role starts by itself.
    """
    parsed = parse_terms(terms)
    if parsed.unit not in units():
        raise refuse("unit", parsed.unit)
    with transaction.atomic():
        if is_on and author is not None:
            lock_author(author)
            worth = worth_of_units()
            most = exposure_of_referrals(parsed, worth=worth)
            check_authority(
                code=CODE, most=most, starts_at=None, author=author, worth=worth, at=at,
                bounds=bounds_of_referrals(parsed), gives=frozenset({parsed.unit}),
            )  # fmt: skip
        lock_program()
        now = ReferralProgramme.objects.select_related("version").first()
        if based_on is not None and based_on != (now.version.number if now else 0):
            raise ReferralTermsChanged
        version = now.version if now else None
        is_anew = is_on and now is not None and not now.is_on and version is not None and version.author != author
        if version is None or parse_terms(version.terms) != parsed or is_anew:  # whoever switches it on answers for it
            number = (ReferralVersion.objects.aggregate(n=Max("number"))["n"] or 0) + 1
            version = ReferralVersion.objects.create(number=number, terms=msgspec.to_builtins(parsed), author=author)
        if now is None:
            ReferralProgramme.objects.create(is_on=is_on, version=version)
        else:
            now.is_on, now.version = is_on, version
            now.save(update_fields=["is_on", "version"])
    return version.number
