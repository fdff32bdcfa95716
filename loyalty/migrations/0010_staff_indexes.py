"""What the first page of the back office asks for among millions of rows: sales short of points, the last proof."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("loyalty", "0009_prove_nightly")]
    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["-id"], name="event_books_proved", condition=models.Q(kind="books.proved")),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["-occurred_at"], name="order_short", condition=models.Q(short_points__gt=0)),
        ),
    ]
