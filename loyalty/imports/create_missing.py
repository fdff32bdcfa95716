"""Makes the shops and members that receipts name and nobody has entered."""

import re
from collections.abc import Sequence

from loyalty.imports.lookups import Lookups
from loyalty.imports.receipt import Receipt
from loyalty.members.enrol import NewIdentity, enrol
from loyalty.shops.models import Shop

_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")


def create_missing(*, receipts: Sequence[Receipt], lookups: Lookups, zone: str) -> None:
    """Open unknown shops in `zone` under the code they are called by, and enrol strangers at their first receipt.

    A name that cannot be a code is left unknown. `lookups` know the newcomers afterwards.
    """
    lookups.learn(receipts)
    for receipt in receipts:
        code = lookups.code_of(receipt)
        if lookups.shop(receipt) is None and _CODE.fullmatch(code):
            shop, _new = Shop.objects.get_or_create(code=code, defaults={"name": code, "timezone": zone})
            lookups.meet_shop(code, shop.pk)
        if receipt.member is not None and lookups.member(receipt.member) is None:
            enrolled = enrol(
                identities=[NewIdentity(receipt.member.kind, receipt.member.normal)],
                source="import",
                channel="import",
                proof={"receipt": receipt.external_id},
                at=receipt.occurred_at,
            )
            lookups.meet_member(receipt.member, enrolled.member_id)
