"""How the admin looks: Unfold's settings. What is in it is decided by `loyalty.admin`."""

from typing import Any

from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("Loyalty programme"),
    "SITE_HEADER": "loyalty.admin.sidebar.programme_name",
    "SITE_SUBHEADER": _("Back office"),
    "SITE_SYMBOL": "loyalty",
    "SITE_URL": None,
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("loyalty/admin/icon.svg")}
    ],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": False,  # the switch is in the header of every page
    "SHOW_BACK_BUTTON": False,
    "BORDER_RADIUS": "8px",
    "STYLES": [lambda request: static("loyalty/admin/admin.css")],
    "SIDEBAR": {"navigation": "loyalty.admin.sidebar.navigation"},
    "COLORS": {
        "base": {
            "50": "oklch(98.4% .003 197)",
            "100": "oklch(96.4% .004 197)",
            "200": "oklch(92.4% .006 197)",
            "300": "oklch(86.9% .009 197)",
            "400": "oklch(70.7% .014 197)",
            "500": "oklch(54.6% .016 197)",
            "600": "oklch(44.2% .015 197)",
            "700": "oklch(36.8% .014 197)",
            "800": "oklch(26.9% .011 197)",
            "900": "oklch(20.6% .009 197)",
            "950": "oklch(14.2% .007 197)",
        },
        "primary": {
            "50": "oklch(97.6% .018 165)",
            "100": "oklch(94.6% .038 165)",
            "200": "oklch(89.8% .072 165)",
            "300": "oklch(82.5% .105 165)",
            "400": "oklch(73.2% .12 165)",
            "500": "oklch(63.2% .117 165)",
            "600": "oklch(49.5% .094 165)",
            "700": "oklch(43.6% .083 165)",
            "800": "oklch(37.4% .07 165)",
            "900": "oklch(32.1% .059 165)",
            "950": "oklch(23.3% .042 165)",
        },
    },
}
