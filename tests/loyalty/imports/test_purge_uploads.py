from datetime import timedelta

import pytest

from loyalty.imports.models import Upload, UploadFault, UploadFile
from loyalty.imports.purge_uploads import KEPT, purge_uploads
from tests.builders import NOON
from tests.cast import Cast
from tests.loyalty.imports.uploads import a_csv, checked

pytestmark = pytest.mark.django_db


def test_a_week_later_the_file_is_gone_and_what_became_of_it_stays(cast: Cast) -> None:
    old = checked("products", a_csv({"sku": "", "name": "Чай"}), by=cast.owner.pk)
    new = checked("products", a_csv({"sku": "A", "name": "Чай"}), by=cast.owner.pk, at=NOON + timedelta(days=1))
    assert purge_uploads(at=NOON + KEPT + timedelta(minutes=1)) == 1
    assert list(UploadFile.objects.values_list("pk", flat=True)) == [new.pk]
    assert not UploadFault.objects.exists()
    assert Upload.objects.get(pk=old.pk).counts == {"check": {"refused": 1}}
