import json
import re
from pathlib import Path

import pytest
from pytest_django import Settings

from loyalty.messages.channels.file import FILE
from tests.builders import a_member, some_points, with_settings
from tests.cast import ANNA_CARD, Cast
from tests.loyalty.api.till import Till

ANNA = {"kind": "card", "value": ANNA_CARD}


@pytest.fixture
def outbox(settings: Settings, tmp_path: Path) -> Path:
    settings.OUTBOX_DIR = tmp_path
    return tmp_path / FILE


def codes(outbox: Path) -> list[str]:
    texts = [json.loads(line)["text"] for line in outbox.read_text().splitlines()]
    return [re.findall(r"\b\d{6}\b", text)[0] for text in texts]


def test_a_code_is_sent_and_lets_points_be_burnt_once(cast: Cast, outbox: Path) -> None:
    # given
    till = Till(cast.key)
    some_points(cast.anna, 100)
    with_settings(burn_code_above=0)

    # when
    answer = till.post(f"members/{cast.anna}/burn-codes", {})
    burn = {"mode": "amount", "points": "10", "code": codes(outbox)[0]}
    first = till.order("R-1", key="key-of-R-1", member=ANNA, burn=burn)
    replayed = till.order("R-1", key="key-of-R-1", member=ANNA, burn=burn)
    second = till.order("R-2", member=ANNA, burn=burn)

    # then: the repeat is answered although its code is used up; another purchase is not
    assert answer.status == 201
    assert answer.json["sent_to"] == "+7 *** ***-67-34"
    assert first.status == 201
    assert (replayed.status, replayed.bytes) == (201, first.bytes)
    assert (second.status, second.json["code"]) == (422, "code_expired")


def test_an_order_sent_again_under_another_key_needs_no_second_code(cast: Cast, outbox: Path) -> None:
    # given
    till = Till(cast.key)
    some_points(cast.anna, 100)
    with_settings(burn_code_above=0)
    till.post(f"members/{cast.anna}/burn-codes", {})
    burn = {"mode": "amount", "points": "10", "code": codes(outbox)[0]}

    # when the till lost the answer, and its key with it
    first = till.order("R-1", member=ANNA, burn=burn)
    again = till.order("R-1", member=ANNA, burn=burn)

    # then
    assert (first.status, again.status) == (201, 200)
    assert again.json["burn"] == first.json["burn"]


def test_a_code_is_good_in_its_shop_only(cast: Cast, outbox: Path) -> None:
    # given
    some_points(cast.anna, 100)
    with_settings(burn_code_above=0)
    Till(cast.key).post(f"members/{cast.anna}/burn-codes", {})

    # when
    answer = Till(cast.other_key).order("R-1", member=ANNA, burn={"mode": "max", "code": codes(outbox)[0]})

    # then
    assert (answer.status, answer.json["code"]) == (422, "code_expired")


def test_a_wrong_code_leaves_fewer_tries(cast: Cast, outbox: Path) -> None:
    # given
    some_points(cast.anna, 100)
    till = Till(cast.key)
    till.post(f"members/{cast.anna}/burn-codes", {})
    wrong = f"{(int(codes(outbox)[0]) + 1) % 1_000_000:06d}"

    # when
    answer = till.order("R-1", member=ANNA, burn={"mode": "max", "code": wrong})

    # then
    assert (answer.status, answer.json["code"], answer.json["attempts_left"]) == (422, "wrong_code", 4)


def test_a_repeated_request_sends_no_second_code(cast: Cast, outbox: Path) -> None:
    till = Till(cast.key)

    first = till.post(f"members/{cast.anna}/burn-codes", {}, key="key-of-the-code")
    again = till.post(f"members/{cast.anna}/burn-codes", {}, key="key-of-the-code")

    assert (again.status, again.bytes) == (201, first.bytes)
    assert len(codes(outbox)) == 1


def test_codes_are_not_sent_one_after_another(cast: Cast, outbox: Path) -> None:
    till = Till(cast.key)
    till.post(f"members/{cast.anna}/burn-codes", {})

    answer = till.post(f"members/{cast.anna}/burn-codes", {})

    assert (answer.status, answer.json["code"]) == (429, "too_many_codes")
    assert answer.headers["Retry-After"] == str(answer.json["retry_after"])


def test_a_member_without_contacts_gets_no_code(cast: Cast, outbox: Path) -> None:
    answer = Till(cast.key).post(f"members/{a_member(card='55550000')}/burn-codes", {})

    assert (answer.status, answer.json["code"]) == (409, "no_contact")


def test_an_absent_member_is_404(cast: Cast) -> None:
    assert Till(cast.key).post("members/999999/burn-codes", {}).status == 404


def test_a_till_does_not_wait_for_a_provider(cast: Cast, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    # given a channel that takes nothing
    settings.MESSAGE_CHANNELS = []

    # when
    answer = Till(cast.key).post(f"members/{cast.anna}/burn-codes", {})

    # then the till goes on, and operations are told
    assert answer.status == 201
    assert "a code was not sent" in caplog.text
    assert "3456734" not in caplog.text
