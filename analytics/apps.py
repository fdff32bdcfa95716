from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AnalyticsConfig(AppConfig):
    """What the programme brings: metrics, each defined once, counted by period and shown with what it is made of."""

    name = "analytics"
    verbose_name = _("Analytics")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from analytics.accounting import jobs as accounting  # noqa: F401
        from analytics.accounting import proofs as laws_of_closed_months  # noqa: F401
        from analytics.digest import jobs as digest  # noqa: F401
        from analytics.facts import registered as facts  # noqa: F401  fills the registries
        from analytics.metrics import registered as metrics  # noqa: F401
        from analytics.rollup import jobs as rollup_jobs  # noqa: F401
        from analytics.rollup import proofs as laws_of_figures  # noqa: F401
        from analytics.warehouse import jobs  # noqa: F401
