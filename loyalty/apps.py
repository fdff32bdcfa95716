from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoyaltyConfig(AppConfig):
    """The programme itself: ledger, purchase, members, shops, and the doors to them."""

    name = "loyalty"
    verbose_name = _("Loyalty")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from loyalty import checks, proofs  # noqa: F401  registers system checks and proof queries
