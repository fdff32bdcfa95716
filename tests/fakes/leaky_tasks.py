"""Tasks that break with people's data in the exception's words; a real worker runs them to show what it logs."""

from celery import shared_task

from loyalty.staff.models import User


@shared_task(name="tests.quote_a_row")
def quote_a_row() -> None:
    """A constraint of the database quotes the row it refuses."""
    first = User.objects.order_by("pk").first()
    assert first is not None
    User.objects.create(username=first.username)


@shared_task(name="tests.raise_words")
def raise_words() -> None:
    """An exception with everything in it."""
    user = User.objects.order_by("pk").first()
    assert user is not None
    raise ValueError(f"{user.username} {user.email} {user.first_name}")
