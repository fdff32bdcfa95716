"""What a certificate's state forbids."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from loyalty.refusals import Refusal, Words


class CertificateEnded(Refusal):
    code: ClassVar[str] = "certificate_ended"
    title: ClassVar[Words] = _("This certificate is not in use: it was not paid for yet, returned or replaced")
