"""Whether an operation has already happened: natural keys hold for ever."""

from loyalty.ledger.models import Operation


def operation_of(*, kind: str, natural_key: str) -> int | None:
    """The id of the operation with this natural key, or None. One query."""
    return Operation.objects.filter(kind=kind, natural_key=natural_key).values_list("id", flat=True).first()
