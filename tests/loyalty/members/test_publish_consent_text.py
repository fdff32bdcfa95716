import pytest

from loyalty.members.models import ConsentText
from loyalty.members.publish_consent_text import ConsentTextExists, publish_consent_text


def test_a_published_version_keeps_its_words(db: None) -> None:
    # given a published version
    text_id = publish_consent_text(kind="rules", version="1", text_ru="Правила", text_en="Rules")
    # when somebody publishes other words under it, then they are refused
    with pytest.raises(ConsentTextExists):
        publish_consent_text(kind="rules", version="1", text_ru="Другие правила")
    assert ConsentText.objects.get(pk=text_id).text_ru == "Правила"
    # and the same version of another kind is free
    publish_consent_text(kind="marketing", version="1", text_ru="Рассылки")
