from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from django.test import RequestFactory
from django.utils import translation

from loyalty.api.kit import scalars
from loyalty.api.kit.body import (
    Body,
    BodyTooLarge,
    DuplicateField,
    InvalidJson,
    InvalidValue,
    LengthRequired,
    MissingField,
    TooManyItems,
    UnknownField,
    UnsupportedMediaType,
    instant,
    read_body,
)
from loyalty.refusals import Refusal


class Line(Body, frozen=True, kw_only=True):
    price: scalars.Money
    quantity: scalars.Quantity = "1"
    note: str = ""


class Receipt(Body, frozen=True, kw_only=True):
    lines: Annotated[tuple[Line, ...], msgspec.Meta(max_length=2)] = ()
    at: scalars.Instant | None = None
    number: scalars.ExternalId = "R-1"
    points: scalars.SignedPoints = "1"


def read(raw: bytes | str, content_type: str = "application/json") -> Receipt:
    raw = raw.encode() if isinstance(raw, str) else raw
    return read_body(RequestFactory().post("/", raw, content_type=content_type), Receipt)


def refused(raw: bytes | str, content_type: str = "application/json") -> Refusal:
    with pytest.raises(Refusal) as caught:
        read(raw, content_type)
    return caught.value


def line(**fields: Any) -> bytes:
    return msgspec.json.encode({"lines": [{"price": "1.00"}, {"price": "1.00", **fields}]})


def test_a_body_becomes_a_frozen_value() -> None:
    # given / when
    body = read(
        '{"lines": [{"price": "450.5", "note": "два\\nслова \\ud83c\\udf32"}], "at": "2026-11-21T12:00:00+03:00"}'
    )

    # then
    assert body.lines == (Line(price="450.5", note="два\nслова 🌲"),)
    assert body.at == datetime(2026, 11, 21, 9, tzinfo=UTC)


def test_no_body_is_an_empty_one() -> None:
    assert read(b"", content_type="text/plain") == Receipt()


@pytest.mark.parametrize(
    "number",
    [
        450,
        450.0,
        -1,
        "-1",
        "-0",
        "NaN",
        "Infinity",
        "1e3",
        "1E400",
        "1_000",
        "١٢",
        "１２",
        " 12",
        "12 ",
        "12\n",
        "+1",
        "0x10",
        "01",
        ".5",
        "5.",
        "1.234",
        "1,5",
        "",
        None,
        True,
        "9" * 13,
        "9" * 5_000,
    ],
)
def test_money_is_a_short_plain_decimal_string(number: object) -> None:
    refusal = refused(line(price=number))

    assert isinstance(refusal, InvalidValue)
    assert refusal.field == "lines[1].price"


def test_a_number_instead_of_a_string_says_what_to_send() -> None:
    with translation.override("en"):
        refusal = refused('{"lines": [{"price": 450}]}')

        assert str(refusal.detail) == "Expected str, got int."
        assert "“450.00”" in str(refusal.hint)


def test_a_string_of_a_wrong_form_says_the_right_one() -> None:
    with translation.override("en"):
        refusal = refused('{"lines": [{"price": "1", "quantity": "0.1234"}]}')

        assert refusal.field == "lines[0].quantity"
        assert "three digits" in str(refusal.hint)


@pytest.mark.parametrize(
    "number", ["", " ", "a b", "a/b", "a?b", "a#b", "a%b", "a\\b", "a\n", "\t", ".", "..", "я" * 129]
)
def test_numbers_of_orders_fit_into_an_address(number: str) -> None:
    refusal = refused(msgspec.json.encode({"number": number}))

    assert isinstance(refusal, InvalidValue)
    assert refusal.field == "number"


def test_numbers_of_orders_may_be_cyrillic() -> None:
    assert read('{"number": "ЦБ-000123"}').number == "ЦБ-000123"


def test_an_unknown_field_is_refused_by_name() -> None:
    refusal = refused(line(prise="1.00"))

    assert isinstance(refusal, UnknownField)
    assert refusal.field == "lines[1].prise"


def test_a_missing_field_is_refused_by_name() -> None:
    refusal = refused('{"lines": [{}]}')

    assert isinstance(refusal, MissingField)
    assert refusal.field == "lines[0].price"


def test_a_field_given_twice_is_refused() -> None:
    refusal = refused('{"lines": [{"price": "1", "pr\\u0069ce": "2"}]}')

    assert isinstance(refusal, DuplicateField)
    assert refusal.field == "price"


@pytest.mark.parametrize(
    "text",
    [r"\u0000", r"a\u0000b", r"\ud800", r"\udc00", r"\udc00\ud800", r"\ud83c", r"\ud83c\u0041"],
)
def test_what_postgresql_cannot_store_is_refused(text: str) -> None:
    refusal = refused(f'{{"lines": [{{"price": "1", "note": "{text}"}}]}}')

    assert isinstance(refusal, InvalidValue)
    assert refusal.field == "lines[0].note"


@pytest.mark.parametrize("name", [r"\u0000", r"\ud800"])
def test_a_name_that_cannot_be_stored_is_refused(name: str) -> None:
    assert refused(f'{{"{name}": 1}}').status == 400


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[]]",
        b"nonsense",
        b'{"at": NaN}',
        b'{"at": Infinity}',
        b'{"at": -Infinity}',
        b"\xff\xfe",
        b'{"a": "\xed\xa0\x80"}',
        b'{"a": "\x00"}',
        b'{"a": "line\nbreak"}',
        b"\xef\xbb\xbf{}",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 5_000,
        b'{"lines": [1e' + b"9" * 1_000 + b"]}",
        b" ",
        b"{} {}",
    ],
)
def test_what_is_not_json_is_refused(raw: bytes) -> None:
    assert isinstance(refused(raw), InvalidJson | InvalidValue)


@pytest.mark.parametrize("raw", ["[]", "1", '"text"', "null", "true"])
def test_the_body_is_an_object(raw: str) -> None:
    assert refused(raw).status == 400


def test_a_list_over_its_limit_is_too_large() -> None:
    refusal = refused(msgspec.json.encode({"lines": [{"price": "1"}] * 3}))

    assert isinstance(refusal, TooManyItems)
    assert refusal.status == 413
    assert refusal.facts == {"limit": 2}


def test_a_body_over_a_megabyte_is_too_large() -> None:
    refusal = refused(b" " * 1_048_577)

    assert isinstance(refusal, BodyTooLarge)
    assert refusal.status == 413


def test_a_body_of_unknown_length_is_refused() -> None:
    request = RequestFactory().post("/", b"", content_type="application/json", HTTP_TRANSFER_ENCODING="chunked")

    with pytest.raises(LengthRequired):
        read_body(request, Receipt)


@pytest.mark.parametrize("length", ["abc", "1.5"])
def test_a_length_that_is_not_a_number_is_refused(length: str) -> None:
    request = RequestFactory().post("/", b"{}", content_type="application/json", CONTENT_LENGTH=length)

    with pytest.raises(InvalidJson):
        read_body(request, Receipt)


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/json; charset=cp1251",
        "text/json",
    ],
)
def test_only_json_in_utf8_is_read(content_type: str) -> None:
    refusal = refused(b"{}", content_type)

    assert isinstance(refusal, UnsupportedMediaType)
    assert refusal.status == 415


def test_the_charset_may_be_named() -> None:
    assert read(b"{}", "Application/JSON; charset=UTF-8") == Receipt()


def test_a_time_needs_an_offset() -> None:
    refusal = refused('{"at": "2026-11-21T12:00:00"}')

    assert refusal.field == "at"
    assert "+03:00" in str(refusal.hint)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1999-12-31T00:00:00Z"])
def test_a_year_nobody_sells_in_is_refused(at: str) -> None:
    body = read(f'{{"at": "{at}"}}')
    assert body.at is not None

    with pytest.raises(InvalidValue) as caught:
        instant(body.at, field="at")
    assert caught.value.field == "at"


def test_signed_points_have_at_most_one_sign() -> None:
    assert read('{"points": "-300.25"}').points == "-300.25"
    assert refused('{"points": "--1"}').field == "points"
    assert refused('{"points": "+1"}').field == "points"


def test_decimals_become_minor_units_exactly() -> None:
    assert scalars.to_minor("450", scale=2) == 45_000
    assert scalars.to_minor("0.07", scale=2) == 7
    assert scalars.to_minor("-12.5", scale=2) == -1_250
    assert scalars.to_minor("0.1", scale=0) is None
    assert scalars.to_minor("999999999.99", scale=2) == 99_999_999_999


def test_times_are_told_with_the_shops_offset() -> None:
    told = scalars.local(datetime(2026, 11, 21, 9, 0, 0, 999, tzinfo=UTC), ZoneInfo("Asia/Yekaterinburg"))

    assert msgspec.json.encode(told) == b'"2026-11-21T14:00:00+05:00"'
