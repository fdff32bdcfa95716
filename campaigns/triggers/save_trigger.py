"""Stores what an event is worth; changed terms are a new version."""

from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.campaign.authority import check_authority, lock_author, worth_of_units
from campaigns.campaign.reach_guards import check_handed_out
from campaigns.coupons.models import CouponBatch
from campaigns.triggers.models import TriggerCampaign, TriggerVersion
from campaigns.triggers.stakes import bounds_of_event, exposure_of_event
from campaigns.triggers.terms import Terms, parse_terms
from loyalty.ledger.units import units
from loyalty.program.current import program
from loyalty.purchase.history_days import check_days_kept
from loyalty.rules.fact import Moment
from loyalty.rules.params import refuse
from loyalty.staff.models import User
from segments.check_references import check_references
from segments.segment.missing import missing_segments


def save_trigger(
    *, code: str, title_ru: str, title_en: str, terms: Any, is_on: bool, author: User | None, at: datetime
) -> TriggerCampaign:
    """The campaign of this code, new or changed; the same again changes nothing, but whoever switches it on answers for
    it from then on. What has been given stays given.

    Raises InvalidRule, naming the place; HistoryByMonth when it is on; for an employee AboveLimit, when it is on and
    can cost more than the role starts by itself.
    """
    parsed = parse_terms(terms)
    if parsed.terms.unit not in units():
        raise refuse("unit", parsed.terms.unit)
    single = CouponBatch.objects.filter(code=parsed.terms.coupon, kind=CouponBatch.Kind.SINGLE)
    if parsed.terms.coupon and not single.exists():
        raise refuse("coupon", parsed.terms.coupon)
    if parsed.terms.segment is not None and missing_segments(codes=[parsed.terms.segment]):
        raise refuse("segment", format_lazy(_("There is no segment {code}"), code=parsed.terms.segment))
    check_references(rule=parsed.rule, path="when")
    if is_on:
        check_days_kept(facts=parsed.facts, moment=Moment(at=at, zone=program().zone))
    stored = msgspec.to_builtins(parsed.terms)
    if parsed.terms.segment is None:
        del stored["segment"]  # as terms were stored before they could name one
    with transaction.atomic():
        if is_on and author is not None:
            lock_author(author)
            check_stakes(code=code, terms=parsed.terms, author=author, at=at)
        TriggerCampaign.objects.get_or_create(code=code, defaults={"title_ru": title_ru, "title_en": title_en})
        trigger = TriggerCampaign.objects.select_for_update(no_key=True).get(code=code)
        last = trigger.versions.order_by("-number").first()
        is_anew = is_on and not trigger.is_on and last is not None and last.author != author
        if last is None or last.terms != stored or is_anew:  # whoever switches it on answers for it
            number = last.number + 1 if last else 1
            last = TriggerVersion.objects.create(trigger=trigger, number=number, terms=stored, author=author)
        trigger.title_ru, trigger.title_en, trigger.is_on, trigger.version = title_ru, title_en, is_on, last
        trigger.save(update_fields=["title_ru", "title_en", "is_on", "version"])
    return trigger


def check_stakes(*, code: str, terms: Terms, author: User, at: datetime) -> None:
    """AboveLimit when it can cost more than the employee starts by themselves, ReachAboveLimit when its coupons do."""
    check_handed_out(batches={terms.coupon} - {""}, author=author)
    worth = worth_of_units()
    most = exposure_of_event(terms, worth=worth)
    check_authority(
        code=code, most=most, starts_at=None, author=author, worth=worth, at=at,
        bounds=bounds_of_event(terms), gives=frozenset({terms.unit}) if terms.points else frozenset(),
    )  # fmt: skip
