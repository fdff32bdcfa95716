"""Publishes a version of the words people agree to."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from loyalty.members.models import ConsentText
from loyalty.refusals import Refusal


class ConsentTextExists(Refusal):
    """The version is taken: people may have agreed to its words, so they stay as they are."""

    code = "consent_text_exists"
    title = _("This version of the text is already published")
    hint = _("Publish the new words under the next version.")


def publish_consent_text(*, kind: str, version: str, text_ru: str, text_en: str = "") -> int:
    """Store the text for ever; returns its id. ConsentTextExists when kind and version are taken."""
    try:
        with transaction.atomic():
            return ConsentText.objects.create(kind=kind, version=version, text_ru=text_ru, text_en=text_en).pk
    except IntegrityError as error:
        raise ConsentTextExists(field="version") from error
