import pytest
from pytest_django import Settings

from loyalty.limits.address import address_of

FORGED, CLIENT, BALANCER = "1.2.3.4", "203.0.113.7", "10.0.0.5"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, None, "127.0.0.1"),
        (0, FORGED, "127.0.0.1"),  # nobody of ours wrote it
        (1, CLIENT, CLIENT),
        (1, f"{FORGED}, {CLIENT}", CLIENT),
        (1, f"{FORGED},{FORGED},  {CLIENT} ", CLIENT),
        (2, f"{FORGED}, {CLIENT}, {BALANCER}", CLIENT),
        (2, CLIENT, "127.0.0.1"),  # it went around one of ours
        (1, None, "127.0.0.1"),
        (1, "nonsense", "127.0.0.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:203.0.113.7", CLIENT),
    ],
)
def test_whom_the_header_is_believed(settings: Settings, proxies: int, forwarded: str | None, expected: str) -> None:
    settings.NUM_PROXIES = proxies
    meta = {"REMOTE_ADDR": "127.0.0.1", **({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {})}
    assert address_of(meta) == expected


def test_without_any_address_all_share_one_name() -> None:
    assert address_of({}) == "unknown"
