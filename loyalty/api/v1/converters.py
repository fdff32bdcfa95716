"""Ids in addresses: `external_id` and `member_id`. What does not look like one is not an address at all: 404."""

from django.urls import register_converter

from loyalty.api.kit.scalars import EXTERNAL_ID_IN_PATH


class ExternalIdInPath:
    """A shop's own number of an order, as in the body that created it."""

    regex = EXTERNAL_ID_IN_PATH

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class MemberIdInPath:
    """ASCII digits that fit the column."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class CertificateCodeInPath:
    """A certificate's code, with the spaces or dashes people write into it."""

    regex = "[0-9A-Za-z -]{1,64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ExternalIdInPath, "external_id")
register_converter(MemberIdInPath, "member_id")
register_converter(CertificateCodeInPath, "certificate_code")
