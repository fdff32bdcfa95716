import msgspec
import pytest
from drf_spectacular.plumbing import ComponentRegistry

from loyalty.api.kit.openapi import _component


def _struct(field: str) -> type[msgspec.Struct]:
    return msgspec.defstruct("CheckBody", [(field, str)], module=__name__)


def test_two_structs_of_one_name_are_not_described_as_one() -> None:
    # given
    registry = ComponentRegistry()
    _component(_struct("pin"), registry)

    # then: the same once more is no other
    _component(_struct("pin"), registry)
    with pytest.raises(AssertionError, match="CheckBody"):
        _component(_struct("terminal"), registry)
