"""Why points move: who asked, in which words, on what occasion. Every operation has one (L6)."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Principal:
    """Who asked: an integration, a member, an employee (by id) or the system (no id)."""

    kind: str
    id: int | None = None


SYSTEM = Principal("system")


@dataclass(frozen=True, kw_only=True)
class Cause:
    """`reason` is a stable code for what the product does itself, or a person's own words for an adjustment."""

    principal: Principal
    reason: str
    order_id: int | None = None
    shop_id: int | None = None
    campaign_version_id: int | None = None

    def because(self, reason: str) -> "Cause":
        """The same cause with another reason."""
        return replace(self, reason=reason)


NIGHT = Cause(principal=SYSTEM, reason="schedule")
