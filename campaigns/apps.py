from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    """Promotions: what is offered for a cart, to whom, within which budgets."""

    name = "campaigns"
    verbose_name = _("Campaigns")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from campaigns import history_users, segments_reaction  # noqa: F401  segments follow what campaigns do
        from campaigns.campaign import (  # noqa: F401  registers the due job and the events
            jobs,
            kinds,
            proofs,
            reach,
            reach_guards,
            stakes,
            troubles,
        )
        from campaigns.conditions import registered as conditions  # noqa: F401  fills the registry of conditions
        from campaigns.coupons import jobs as coupon_jobs  # noqa: F401
        from campaigns.coupons import kinds as coupon_kinds  # noqa: F401
        from campaigns.coupons import proofs as coupon_proofs  # noqa: F401
        from campaigns.coupons import work_jobs  # noqa: F401
        from campaigns.effects import registered as effects  # noqa: F401  and that of effects
        from campaigns.gallery import registered as gallery  # noqa: F401  fills the gallery
        from campaigns.referrals import registered as referrals  # noqa: F401  events, job, proofs, enrolment
        from campaigns.results import proofs as law_of_results  # noqa: F401  and its proof
        from campaigns.results import reaction as results  # noqa: F401  counts orders
        from campaigns.results import stakes as results_stakes  # noqa: F401  and what they have cost
        from campaigns.triggers import reach as event_reach  # noqa: F401  and whom they look at
        from campaigns.triggers import reaction  # noqa: F401  reacts to events
        from campaigns.triggers import stakes as event_stakes  # noqa: F401  counts what they can cost
