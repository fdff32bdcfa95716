"""What people told us is found in no log, no error, no queue, no history and not in PostgreSQL's own log."""

import base64
import io
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from config.celery import app
from config.embedded import SUPERUSER
from config.logs import JsonLine
from loyalty.audit.models import AuditEvent
from loyalty.events.models import Delivery, Event
from loyalty.jobs.models import JobRun
from loyalty.messages.channels.file import FILE
from loyalty.staff.models import User
from loyalty.tasks import prove_books, relay_events
from tests.builders import a_consent_text, a_key, a_shop, a_user, an_integration, some_points, with_settings
from tests.canaries.birds import (
    BIRTHDAY,
    BURN_CODE,
    CARD,
    COUPON,
    EMAIL,
    LOGIN,
    NAME,
    PASSWORD,
    PHONE,
    STRANGERS_KEY,
    heard,
)  # fmt: skip
from tests.databases import connect
from tests.environment import FOLDER
from tests.fakes.leaky_tasks import quote_a_row, raise_words
from tests.loyalty.api.till import Answer, Till

ROOT = Path(__file__).resolve().parents[2]
MEMBER = {"kind": "card", "value": CARD}


class Aviary:
    """What was written anywhere while the doors were used."""

    def __init__(self, log: io.StringIO, outbox: Path, postgres_log: Path) -> None:
        self.log, self.outbox, self.postgres_log = log, outbox, postgres_log
        self.answers: list[str] = []  # to what went wrong
        self.made: list[str] = []  # codes and keys
        self.answered_at = postgres_log.stat().st_size

    def keep(self, answer: Any) -> Any:
        """Remember the body of a refusal or of a failure."""
        status = answer.status if isinstance(answer, Answer) else answer.status_code
        body = answer.bytes if isinstance(answer, Answer) else answer.content
        if status >= 400:
            self.answers.append(body.decode())
        return answer

    def codes(self) -> list[str]:
        file = self.outbox / FILE
        texts = [json.loads(line)["text"] for line in file.read_text().splitlines()] if file.exists() else []
        return [code for text in texts for code in re.findall(r"\b\d{6}\b", text)]

    def postgres(self) -> str:
        return self.postgres_log.read_bytes()[self.answered_at :].decode(errors="replace")


@pytest.fixture
def aviary(own_database: str, settings: Settings, tmp_path: Path) -> Iterator[Aviary]:
    """Logs as production writes them, and a database that logs every statement: any may be slow one day."""
    settings.OUTBOX_DIR = tmp_path / "outbox"
    with connect(role=SUPERUSER, database="postgres") as superuser:
        for name, value in (("log_min_messages", "warning"), ("log_min_duration_statement", "0")):  # of any length
            superuser.execute(f"alter database {own_database} set {name} = {value}")
    connections["default"].close()
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLine())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    postgres_log = Path(os.environ[FOLDER]) / "postgres.log"
    yield Aviary(written, tmp_path / "outbox", postgres_log)
    root.removeHandler(handler)
    root.setLevel(level)


def _staff(aviary: Aviary) -> Client:
    """An administrator whose password, login, name and e-mail are canaries, signed in after a failure."""
    User.objects.create_superuser(LOGIN, EMAIL, PASSWORD, first_name=NAME)
    browser = Client(raise_request_exception=False)
    login = reverse("admin:login")
    browser.post(login, {"username": PASSWORD, "password": LOGIN})
    browser.post(login, {"username": LOGIN, "password": PASSWORD})
    return browser


def _use_the_api(aviary: Aviary) -> tuple[int, Till]:
    for kind in ("rules", "personal_data", "marketing"):
        a_consent_text(kind)
    key = a_key(an_integration(a_shop("lesnaya"), adjustment_points=1_000, adjustment_points_per_day=1_000))
    aviary.made.append(key.partition(".")[2])
    till = Till(key)
    till.http.raise_request_exception = False
    with_settings(burn_code_above=0)
    consents = [{"kind": "rules", "version": "1", "granted": True}]
    body = {"first_name": NAME, "birthday": BIRTHDAY, "consents": consents}
    member = till.post("members", {"identity": {"kind": "phone", "value": PHONE}, **body}).json["id"]
    for kind, value in (("email", EMAIL), ("card", CARD)):
        till.post("members", {"identity": {"kind": kind, "value": value}, **body})
    card_holder = till.post("members/lookup", {"identity": MEMBER}).json["id"]
    some_points(int(card_holder), 500)
    # what is refused, in every way
    keep = aviary.keep
    keep(till.post("members/lookup", {"identity": {"kind": "phone", "value": PHONE, "name": NAME, "mail": EMAIL}}))
    keep(till.post("members/lookup", {"identity": {"kind": "email", "value": EMAIL}}))
    keep(till.post("members", {"identity": {"kind": "phone", "value": PHONE}, **body, "birthday": BIRTHDAY + "T"}))
    keep(till.post(f"members/{member}/burn-codes", {}))
    keep(till.post("quotes", {"member": MEMBER, "coupons": [COUPON], "lines": [{"sku": "", "name": NAME}]}))
    keep(till.post(f"coupons/{COUPON}/check", {}))
    keep(till.get(f"members/{PHONE}/balance"))
    keep(till.get(f"members/{member}/balance?phone={PHONE}"))
    keep(till.post("members/lookup", b'{"identity": {"value": "' + PHONE.encode() + b'"'))
    keep(Till(STRANGERS_KEY).post("members/lookup", {"identity": MEMBER}))
    keep(till.post(f"members/{member}/adjustments", {"unit": "BONUS", "points": "5000", "reason": "щедрость"}))
    burn = {"mode": "amount", "points": "10", "code": BURN_CODE}
    keep(till.order("R-1", member=MEMBER, burn=burn, coupons=[COUPON]))
    till.order("R-2", member=MEMBER, coupons=[COUPON])
    return int(member), till


def _use_the_cabinet(aviary: Aviary) -> None:
    browser = Client(raise_request_exception=False)
    browser.post(reverse("cabinet:sign_in"), {"value": PHONE})
    aviary.keep(browser.post(reverse("cabinet:code"), {"code": "000000"}))
    browser.post(reverse("cabinet:code"), {"code": aviary.codes()[-1]})
    aviary.keep(browser.get(f"/nothing/{PHONE}?mail={EMAIL}"))


def _use_the_admin(aviary: Aviary, browser: Client, member: int) -> None:
    browser.get(reverse("admin:loyalty_member_changelist"), {"q": PHONE})
    browser.get(reverse("admin:loyalty_order_changelist"), {"q": CARD})
    browser.post(reverse("admin:unmask_member", args=[member]), {"reason": "звонок"})
    browser.post(reverse("admin:block_member", args=[member]), {"reason": "звонок"})
    browser.post(reverse("admin:block_member", args=[member]), {"reason": "звонок"})
    form = {"username": "second", "new_password": PASSWORD, "first_name": NAME, "email": EMAIL, "is_active": "on"}
    browser.post(reverse("admin:loyalty_user_add"), form)
    aviary.keep(browser.get(f"/admin/{PHONE}/"))


def _break_everything(aviary: Aviary, monkeypatch: pytest.MonkeyPatch, till: Till, browser: Client) -> None:
    """A 5xx behind each door, with a database error that quotes a row and an exception that quotes everything."""

    def quotes_a_row(*args: object, **kwargs: object) -> None:
        a_user(LOGIN)

    def says_all(*args: object, **kwargs: object) -> None:
        raise ValueError(f"{PHONE} {EMAIL} {CARD} {NAME} {BIRTHDAY} {COUPON} {PASSWORD}")

    for breaks in (quotes_a_row, says_all):
        with monkeypatch.context() as patched:
            patched.setattr("loyalty.admin.members.member_context", breaks)
            patched.setattr("cabinet.views.sign_in.start_challenge", breaks)
            patched.setattr("loyalty.api.kit.door.client_of", breaks)
            broken: list[Any] = [
                till.post("members/lookup", {"identity": {"kind": "phone", "value": PHONE}}),
                browser.get(reverse("admin:loyalty_member_change", args=[1])),
                Client(raise_request_exception=False).post(reverse("cabinet:sign_in"), {"value": PHONE}),
            ]
        statuses = [answer.status if isinstance(answer, Answer) else answer.status_code for answer in broken]
        assert statuses == [500, 500, 500]
        for answer in broken:
            aviary.keep(answer)


def _lose_the_outbox(aviary: Aviary, settings: Settings) -> None:
    """A channel that cannot send, with a contact in its hands."""
    kept, settings.OUTBOX_DIR = settings.OUTBOX_DIR, Path("/proc/nowhere")
    Client().post(f"{reverse('cabinet:sign_in')}?by=email", {"value": EMAIL})
    settings.OUTBOX_DIR = kept


def _child(own_database: str, *argv: str | Path, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    url = settings.DATABASES["default"]
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{url['USER']}:@/{own_database}?host={url['OPTIONS'].get('host') or url['HOST']}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LOG_LEVEL": "INFO",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        [sys.executable, *argv], env=environment, cwd=ROOT, capture_output=True, text=True, timeout=timeout, check=False
    )


def _queued() -> str:
    """Everything that stands in the broker, as text."""
    valkey = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    found = []
    for key in valkey.scan_iter():
        kind = valkey.type(key)
        if kind == b"list":
            found += [json.dumps(_opened(message)) for message in valkey.lrange(key, 0, -1)]
        elif kind == b"string":
            found.append(str(valkey.get(key)))
    return "\n".join(found)


def _opened(message: bytes | str) -> Any:
    whole = json.loads(message)
    whole["opened"] = base64.b64decode(whole["body"]).decode()
    return whole


def _rows(model: Any) -> str:
    return json.dumps(list(model.objects.values()), default=str, ensure_ascii=False)


def test_no_canary_sings(
    aviary: Aviary, own_database: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # given every door, used well and badly
    browser = _staff(aviary)
    member, till = _use_the_api(aviary)
    _use_the_cabinet(aviary)
    _use_the_admin(aviary, browser, member)
    _lose_the_outbox(aviary, settings)
    _break_everything(aviary, monkeypatch, till, browser)
    aviary.made += [*aviary.codes(), BURN_CODE]
    assert aviary.codes(), "no code was sent: the doors were not used"

    # and a queue, a real worker that runs it, and a command that breaks
    assert app.conf.broker_url == settings.CELERY_BROKER_URL  # without the app, Celery would seek a broker of its own
    for task in (prove_books, relay_events, quote_a_row, raise_words):
        task.delay()
    queued = _queued()
    assert "tests.raise_words" in queued
    worker = _worker(own_database)
    command = _child(own_database, "-c", _BREAKS_WITH_A_ROW)
    imported = _import(own_database, tmp_path)
    beat = _beat(own_database)

    # then no canary sings where it must not
    places = {
        "web log": aviary.log.getvalue(),
        "answers to errors": "\n".join(aviary.answers),
        "broker": queued,
        "worker": worker,
        "command": command.stdout + command.stderr,
        "import": imported,
        "beat": beat,
        "PostgreSQL": aviary.postgres(),
        **{model.__name__: _rows(model) for model in (Event, Delivery, JobRun, AuditEvent)},
    }
    assert {place: found for place, text in places.items() if (found := heard(text, more=aviary.made))} == {}

    # and we did look where something was written
    assert len(aviary.answers) > 15
    assert '"error": "IntegrityError"' in places["web log"]
    assert '"error": "ValueError"' in places["web log"]
    assert '"task": "tests.quote_a_row"' in worker
    assert '"error_class": "IntegrityError"' in worker
    assert '"error": "IntegrityError"' in places["command"]
    assert "rows_rejected" in imported or "rejected" in imported
    assert "Sending due task" in beat
    assert "loyalty_user_username_key" in places["PostgreSQL"]
    assert "duration:" in places["PostgreSQL"]
    assert not settings.ADMINS  # nobody is mailed an error's words
    assert not settings.DEBUG


_BREAKS_WITH_A_ROW = """
import django; django.setup()
from django.core.management.base import BaseCommand
import config.command_line
from tests.fakes.leaky_tasks import quote_a_row
config.command_line.execute_from_command_line = lambda argv: quote_a_row.run()
config.command_line.run(["manage.py", "leak"])
"""


def _import(own_database: str, folder: Path) -> str:
    """What the import of people and receipts writes, rows it rejects among them; its report beside them is a file."""
    members = folder / "members.csv"
    members.write_text(
        "external,phone,email,card,first_name,birthday\n"
        f"a,{PHONE},{EMAIL},{CARD},{NAME},{BIRTHDAY}\n"
        f"b,{PHONE}x,{EMAIL},{CARD},{NAME},{BIRTHDAY}x\n"
    )
    receipts = folder / "receipts.csv"
    receipts.write_text(
        f"order_id,shop,occurred_at,member,member_kind,sku,quantity,price\nR-1,nowhere,{NAME},{PHONE},phone,x,1,1\n"
    )
    argv = ("manage.py", "import_receipts", receipts, "--history", "--members", members, "--folder", folder / "report")
    done = _child(own_database, *argv)
    return done.stdout + done.stderr


def _beat(own_database: str) -> str:
    """What Beat writes until it has sent the first tasks that are due."""
    code = """
import threading, time, os, signal
from config.celery import app
import redis
from django.conf import settings
def stop_when_sent():
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    for _ in range(400):
        time.sleep(0.1)
        if broker.llen("jobs") or broker.llen("outbox"):
            break
    time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=stop_when_sent, daemon=True).start()
app.start(["beat", "--pidfile", "", "-l", "INFO"])
"""
    done = _child(own_database, "-c", code)
    redis.Redis.from_url(settings.CELERY_BROKER_URL).flushdb()
    return done.stdout + done.stderr


def _worker(own_database: str) -> str:
    """What a real worker writes while it empties the queue."""
    code = """
import sys, threading, time, os, signal
from config.celery import app
import redis
from django.conf import settings
def stop_when_done():
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    for _ in range(300):
        time.sleep(0.1)
        if not broker.llen("jobs") and not broker.llen("outbox") and not broker.hlen("unacked"):
            break
    os.kill(os.getpid(), signal.SIGTERM)
threading.Thread(target=stop_when_done, daemon=True).start()
app.worker_main(["worker", "-c", "1", "-P", "solo", "-Q", "outbox,jobs,notify", "--without-gossip",
                 "--without-mingle", "--without-heartbeat", "-I", "tests.fakes.leaky_tasks", "-l", "INFO"])
"""
    done = _child(own_database, "-c", code, timeout=90)
    return done.stdout + done.stderr


def test_a_canary_would_be_heard() -> None:
    assert heard(f"phone {PHONE} and code 123456.", more=["123456"]) == ["9271234567", "123456"]
    assert heard("at 1234567", more=["123456"]) == []


def test_postgresql_is_told_to_keep_values_out_of_its_log(own_database: str) -> None:
    with connection.cursor() as cursor:
        for name, value in (("log_parameter_max_length_on_error", "0"), ("log_parameter_max_length", "0")):
            cursor.execute(f"show {name}")
            assert cursor.fetchone() == (value,)
