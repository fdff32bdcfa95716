"""Publishes the everyday campaigns of a demo, from a document like any other (docs/campaign-format.md)."""

import json
from datetime import datetime
from pathlib import Path

from django.db import transaction

from campaigns.campaign.load_document import load_document
from campaigns.campaign.models import Campaign
from loyalty.ledger.add_unit import add_unit

_DOCUMENT = Path(__file__).with_name("campaigns.json")


def publish_campaigns(*, at: datetime) -> int:
    """How many were published: all of them, or none where there are campaigns already, which whoever tries the demo may
    have changed or stopped."""
    with transaction.atomic():
        if Campaign.objects.exists():
            return 0
        add_unit(code="STAMP", name_ru="Штампы", name_en="Stamps", forms_ru="штамп|штампа|штампов",
                 forms_en="stamp|stamps")  # fmt: skip
        loaded = load_document(raw=json.loads(_DOCUMENT.read_text()), author=None, reason="demo", at=at, offer=True)
        return sum(one.version is not None for one in loaded)
