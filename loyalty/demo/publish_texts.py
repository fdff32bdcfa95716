"""Publishes the words that people of the demo agree to."""

from loyalty.members.models import ConsentText
from loyalty.members.publish_consent_text import ConsentTextExists, publish_consent_text

VERSION = "demo-1"
_TEXTS = {
    ConsentText.Kind.RULES: (
        "Правила программы лояльности «Лавка» (демонстрация).",
        "Rules of the loyalty programme “Lavka” (a demonstration).",
    ),
    ConsentText.Kind.PERSONAL_DATA: (
        "Согласие на обработку персональных данных (демонстрация).",
        "Consent to the processing of personal data (a demonstration).",
    ),
    ConsentText.Kind.MARKETING: (
        "Согласие на рекламные сообщения (демонстрация).",
        "Consent to marketing messages (a demonstration).",
    ),
}


def publish_texts() -> None:
    """What people of the demo agree to; published once."""
    for kind, (russian, english) in _TEXTS.items():
        try:
            publish_consent_text(kind=kind, version=VERSION, text_ru=russian, text_en=english)
        except ConsentTextExists:
            continue
