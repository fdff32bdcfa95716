"""The vocabulary of the audit trail: what was done, and to which kind of object. A code is for ever."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loyalty.refusals import Words
from loyalty.registries import Registry

ACTS: Registry[Words] = Registry("audited acts")
OBJECTS: Registry[Words] = Registry("audited objects")

ADDED, CHANGED, DELETED = "added", "changed", "deleted"  # written by the triggers, too
SIGNED_IN, SIGN_IN_FAILED = "signed_in", "sign_in_failed"
ADJUSTED, BLOCKED, UNBLOCKED, LEFT, UNMASKED = "adjusted", "blocked", "unblocked", "left", "unmasked"
IMPORTED, EXPORTED = "imported", "exported"
ISSUED, REVOKED = "issued", "revoked"
RETRIED, DISCARDED = "retried", "discarded"
FROZEN, UNFROZEN = "frozen", "unfrozen"
REPLACED, EXTENDED = "replaced", "extended"
CLOSED = "closed"

ACTS.add(ADDED, pgettext_lazy("act", "added"))
ACTS.add(CHANGED, pgettext_lazy("act", "changed"))
ACTS.add(DELETED, pgettext_lazy("act", "deleted"))
ACTS.add(SIGNED_IN, pgettext_lazy("act", "signed in"))
ACTS.add(SIGN_IN_FAILED, pgettext_lazy("act", "sign-in failed"))
ACTS.add(ADJUSTED, pgettext_lazy("act", "points corrected"))
ACTS.add(BLOCKED, pgettext_lazy("act", "blocked"))
ACTS.add(UNBLOCKED, pgettext_lazy("act", "unblocked"))
ACTS.add(LEFT, pgettext_lazy("act", "left the programme"))
ACTS.add(UNMASKED, pgettext_lazy("act", "contacts shown in full"))
ACTS.add(IMPORTED, pgettext_lazy("act", "imported from a file"))
ACTS.add(EXPORTED, pgettext_lazy("act", "exported to a file"))
ACTS.add(ISSUED, pgettext_lazy("act", "issued to members"))
ACTS.add(REVOKED, pgettext_lazy("act", "revoked"))
ACTS.add(RETRIED, pgettext_lazy("act", "sent again"))
ACTS.add(DISCARDED, pgettext_lazy("act", "discarded"))
ACTS.add(FROZEN, pgettext_lazy("act", "frozen"))
ACTS.add(UNFROZEN, pgettext_lazy("act", "unfrozen"))
ACTS.add(REPLACED, pgettext_lazy("act", "replaced"))
ACTS.add(EXTENDED, pgettext_lazy("act", "extended"))
ACTS.add(CLOSED, pgettext_lazy("act", "closed"))

OBJECTS.add("program", _("Programme"))
OBJECTS.add("unit", _("Kind of points"))
OBJECTS.add("consent_text", _("Consent text"))
OBJECTS.add("shop", _("Shop"))
OBJECTS.add("shop_group", _("Shop group"))
OBJECTS.add("integration", _("Integration"))
OBJECTS.add("key", _("API key"))
OBJECTS.add("employee", _("Employee"))
OBJECTS.add("role", _("Role"))
OBJECTS.add("role_limit", _("Role limit"))
OBJECTS.add("task", _("Scheduled job"))
OBJECTS.add("schedule", _("Schedule"))
OBJECTS.add("restore", _("Restored database"))
OBJECTS.add("member", _("Member"))
OBJECTS.add("account", _("Account"))
OBJECTS.add("delivery", _("Delivery of an event"))
OBJECTS.add("product", _("Product"))
OBJECTS.add("category", _("Category"))
OBJECTS.add("list", _("List"))
OBJECTS.add("campaign", _("Campaign"))
OBJECTS.add("lane", _("Lane of campaigns"))
OBJECTS.add("coupon_batch", _("Batch of coupons"))
OBJECTS.add("coupon", _("Coupon"))
OBJECTS.add("trigger", _("Points for an event"))
OBJECTS.add("referral_programme", _("Referral programme"))
OBJECTS.add("referral", _("Invitation"))
OBJECTS.add("certificate_kind", _("Kind of certificates"))
OBJECTS.add("certificate_batch", _("Batch of certificates"))
OBJECTS.add("certificate", _("Certificate"))
OBJECTS.add("segment", _("Segment"))
OBJECTS.add("rfm", _("RFM analysis"))
OBJECTS.add("closed_month", _("Month of the accounts"))
OBJECTS.add("breakage", _("Share of points that will not be used"))
OBJECTS.add("acquisition_cost", _("Cost of winning a customer"))
OBJECTS.add("analytics", _("Figures of analytics"))
