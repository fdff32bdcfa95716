from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoyaltyConfig(AppConfig):
    """The programme itself: ledger, purchase, members, shops, and the doors to them."""

    name = "loyalty"
    verbose_name = _("Loyalty")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from loyalty import checks  # noqa: F401  registers system checks
        from loyalty.certificates import jobs as jobs_of_certificates  # noqa: F401
        from loyalty.certificates import proofs as of_certificates  # noqa: F401  registers laws of certificates
        from loyalty.events import jobs as jobs_of_events  # noqa: F401  registers due jobs
        from loyalty.imports import jobs as jobs_of_imports  # noqa: F401
        from loyalty.ledger import jobs as jobs_of_the_ledger  # noqa: F401
        from loyalty.ledger import proofs  # noqa: F401  registers laws of the books
        from loyalty.members import jobs as jobs_of_members  # noqa: F401
        from loyalty.messages import jobs as jobs_of_messages  # noqa: F401
        from loyalty.purchase import jobs as jobs_of_orders  # noqa: F401
        from loyalty.purchase import proofs as of_orders  # noqa: F401  and of orders
        from loyalty.purging import jobs as jobs_of_purging  # noqa: F401
        from loyalty.tiers import facts as facts_of_tiers  # noqa: F401  registers where facts are read from
        from loyalty.tiers import jobs as jobs_of_tiers  # noqa: F401
        from loyalty.tiers import proofs as of_tiers  # noqa: F401
