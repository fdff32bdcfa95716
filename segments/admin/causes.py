"""Why members came into segments and went out of them, in words."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from loyalty.admin.principals import people
from loyalty.events.kinds import KINDS
from loyalty.events.models import Event
from loyalty.refusals import Words
from loyalty.shops.models import Integration

_PLAIN: Mapping[str, Words] = {
    "refresh": _("at the full recount"),
    "filled": _("the rule is new"),
    "demo": _("made with the demo"),
}


def causes_in_words(causes: Iterable[str]) -> dict[str, str]:
    """By cause, as `MembershipEntry` has them. At most three queries, however many there are."""
    asked = {cause: cause.partition(":")[::2] for cause in causes}

    def numbers(kind: str) -> list[int]:
        return [int(number) for one, number in asked.values() if one == kind]

    kinds = dict(Event.objects.filter(pk__in=numbers("event")).values_list("pk", "kind"))
    staff, systems = (
        people(numbers("staff")),
        Integration.objects.select_related("shop").in_bulk(numbers("integration")),
    )

    def said(kind: str, number: str) -> str:
        match kind:
            case "event":
                code = kinds[int(number)]
                return str(KINDS[code]) if code in KINDS else code
            case "staff":
                return gettext("by hand: {name}").format(name=staff[int(number)])
            case "import":
                return gettext("from a file")
            case "integration":
                return gettext("by another system: {name}").format(name=systems[int(number)])
        return str(_PLAIN.get(kind, kind))

    return {cause: said(kind, number) for cause, (kind, number) in asked.items()}
