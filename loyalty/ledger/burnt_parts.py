"""What an order burnt and has not got back yet, lot by lot."""

from django.db.models import Max, Sum

from loyalty.ledger.book import Book, Part
from loyalty.ledger.books import add_lots
from loyalty.ledger.models import Entry


def burnt_parts(book: Book, *, order_id: int) -> list[Part]:
    """Parts of a locked book still to be given back for an order, last spent first; debt has no lot. Two queries.

    What was renewed as a new lot counts against the lot it renews, or against debt when it renews none.
    """
    rows = (
        Entry.objects.filter(
            account_id=book.account_id, operation__order_id=order_id, kind__in=["burn", "capture", "give_back"]
        )
        .values_list("lot_id", "lot__renews_id", "kind")
        .annotate(points=Sum("amount"), last=Max("account_version"))
        .order_by("last")
    )
    left: dict[int | None, int] = {}
    order: dict[int | None, int] = {}
    for lot_id, renews_id, kind, points, last in rows:
        if kind == "give_back":
            renewed = lot_id is not None and lot_id not in order
            source = renews_id if renewed else lot_id
            left[source] = left.get(source, 0) - abs(points)
        else:
            left[lot_id] = left.get(lot_id, 0) + abs(points)
            order[lot_id] = last
    lots = add_lots(book, [lot_id for lot_id in order if lot_id is not None])
    sources = sorted(order, key=lambda lot_id: -order[lot_id])
    return [Part(lots[lot_id] if lot_id else None, left[lot_id]) for lot_id in sources if left[lot_id] > 0]
