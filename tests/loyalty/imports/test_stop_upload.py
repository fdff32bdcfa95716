"""A stop, while a batch is under way in another process."""

from threading import Thread
from typing import Any

import pytest
from django.db import connection

from loyalty.catalogue.models import Product
from loyalty.imports import advance_upload as module
from loyalty.imports.advance_upload import advance_upload
from loyalty.imports.confirm_upload import confirm_upload
from loyalty.imports.models import Upload
from loyalty.imports.stop_upload import stop_upload
from tests.builders import NOON, a_user
from tests.loyalty.imports.uploads import a_csv, checked

pytestmark = pytest.mark.usefixtures("own_database")


def test_a_stop_does_not_wait_for_the_batch_and_undoes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # given a load whose first batch has been written and not committed
    user = a_user()
    upload = checked("products", a_csv({"sku": "A", "name": "Чай"}), by=user.pk)
    confirm_upload(upload_id=upload.pk, by=user.pk, at=NOON)
    whole: Any = module._outcomes

    def stop() -> None:
        stop_upload(upload_id=upload.pk, at=NOON)
        connection.close()

    def stopped_meanwhile(*given: Any) -> Any:
        done = whole(*given)
        thread = Thread(target=stop)
        thread.start()
        thread.join(timeout=10)
        assert not thread.is_alive()
        return done

    # when somebody stops it at that moment
    monkeypatch.setattr(module, "_outcomes", stopped_meanwhile)
    advance_upload(upload_id=upload.pk, at=NOON, going_on=lambda: True)

    # then it is stopped before the batch
    upload.refresh_from_db()
    assert (upload.state, upload.rows_done) == (Upload.State.STOPPED, 0)
    assert not Product.objects.exists()
