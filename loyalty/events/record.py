"""Records what happened, in the transaction of its cause."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from loyalty.events.react import listening, reactions
from loyalty.rows import array

_RECORD = """
with event as (
  insert into loyalty_event (kind, member_id, shop_id, external_id, payload, at)
  values (%s, %s, %s, %s, %s::jsonb, %s) returning id, member_id, recorded_at
)
insert into loyalty_delivery (event_id, member_id, reaction, state, attempt, next_at, fence, error_class)
select id, member_id, reaction, 'due', 0, recorded_at, 0, '' from event, unnest(%s::text[]) as reaction
"""


def record(
    *,
    kind: str,
    at: datetime,
    member_id: int | None = None,
    shop_id: int | None = None,
    external_id: str = "",
    payload: Mapping[str, object] | None = None,
) -> None:
    """Store one event and queue it for the reactions to its kind, both or neither.

    The payload holds ids and amounts, never personal data. One query, and what the reactions ask.
    """
    details, codes = json.dumps(dict(payload or {})), listening(kind=kind, payload=payload)
    asked = [f"(reaction <> '{code}' or {where})" for code in codes if (where := reactions[code].where)]
    sql = f"{_RECORD}where {' and '.join(asked)}" if asked else _RECORD
    with connection.cursor() as cursor:
        cursor.execute(sql, [kind, member_id, shop_id, external_id, details, at, array(codes)])
