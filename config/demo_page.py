"""The first page of a demo: where everything is, who may sign in, and what to try. Only under `settings.DEMO`."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cabinet.session import signed_in_member
from cabinet.views.home import home
from loyalty.clock import now
from loyalty.demo.accounts import Accounts, read_accounts
from loyalty.program.current import program

_MESSAGES = 8
_TAIL = 65_536  # bytes of the outbox that are read: more than eight messages


@dataclass(frozen=True)
class Step:
    """One thing to try: what it shows, and the command that does it."""

    title: str
    text: str
    command: str


@dataclass(frozen=True)
class Sent:
    """A message that would have left."""

    at: datetime
    to: str
    text: str


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """`/`: the cabinet for a member who is signed in, the demo's page for everybody else."""
    if signed_in_member(request, at=now()) is None:
        return redirect("demo")
    return home(request)


@require_safe
def demo_page(request: HttpRequest) -> HttpResponse:
    accounts, programme = read_accounts(settings.DEMO_ACCOUNTS), program()
    return render(
        request,
        "demo/page.html",
        {
            "programme": programme.name,
            "base_url": settings.BASE_URL,
            "admin_url": f"{settings.BASE_URL}/{settings.ADMIN_URL}",
            "staff": accounts.staff,
            "keys": accounts.keys.items(),
            "members": [{**member, "phone_spaced": _spaced(member["phone"])} for member in accounts.members],
            "steps": _steps(accounts, number=f"{now():%d%H%M%S}"),
            "sent": _latest(settings.OUTBOX_DIR / "messages.jsonl", programme.zone),
        },
    )


def _steps(accounts: Accounts, *, number: str) -> list[Step]:
    """A purchase and a partial return, by the first member in the first shop. `number` makes the order a new one."""
    if not accounts.members or not accounts.keys:
        return []
    key, member = next(iter(accounts.keys.values())), accounts.members[0]
    cart: dict[str, Any] = {
        "member": {"kind": "card", "value": member["card"]},
        "burn": {"mode": "amount", "points": "100"},
        "lines": [
            {"line_id": "1", "sku": "COFFEE", "name": "Кофе в зёрнах", "quantity": "2", "price": "450.00"},
            {"line_id": "2", "sku": "CHEESE", "name": "Сыр", "quantity": "0.350", "price": "890.00"},
        ],
    }
    order = f"DEMO-{number}"
    back = {"external_id": "RET-1", "lines": [{"line_id": "1", "quantity": "1"}]}
    return [
        Step(
            _("Price a cart"),
            _("A quote says what to pay, what is earned and why, and writes nothing."),
            _curl(key, "quotes", {**cart, "cart_id": "demo"}),
        ),
        Step(
            _("Sell it"),
            _("The order takes 100 points and earns new ones. Send it twice: it stays one order."),
            _curl(key, "orders", {"external_id": order, "state": "completed", **cart}, idempotency=f"{order}-sell"),
        ),
        Step(
            _("Look before taking back"),
            _("The cashier sees the money and the points of a return before accepting it."),
            _curl(key, f"orders/{order}/returns?dry_run=1", back, idempotency=f"{order}-look"),
        ),
        Step(
            _("Take a part back"),
            _("One of the two packs. Then open the order in the cabinet and in the admin: each line says why."),
            _curl(key, f"orders/{order}/returns", back, idempotency=f"{order}-back"),
        ),
        Step(
            _("Ask why"),
            _("The stored trace of the order: every point and kopeck."),
            _curl(key, f"orders/{order}/explain"),
        ),
    ]


def _curl(key: str, path: str, body: dict[str, Any] | None = None, *, idempotency: str = "") -> str:
    parts = [f"curl '{settings.BASE_URL}/api/v1/{path}'", f"-H 'Authorization: Api-Key {key}'"]
    if idempotency:
        parts.append(f"-H 'Idempotency-Key: {idempotency}'")
    if body is not None:
        parts += ["-H 'Content-Type: application/json'", f"-d '{json.dumps(body, ensure_ascii=False)}'"]
    return " \\\n  ".join(parts)


def _latest(outbox: Path, zone: ZoneInfo) -> list[Sent]:
    """The last messages by the programme's clock, newest first.

    A line cut off by our reading or by a write in progress is left out.
    """
    if not outbox.exists():
        return []
    with outbox.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
        lines = file.read().split(b"\n")
    found = [raw for raw in map(_parsed, lines[-_MESSAGES - 1 :]) if raw]
    return [Sent(datetime.fromisoformat(raw["at"]).astimezone(zone), raw["to"], raw["text"]) for raw in reversed(found)]


def _parsed(line: bytes) -> dict[str, str] | None:
    try:
        raw: dict[str, str] = json.loads(line)
    except ValueError:
        return None
    return raw


def _spaced(phone: str) -> str:
    """+79001234567 as people write it."""
    return f"{phone[:2]} {phone[2:5]} {phone[5:8]}-{phone[8:10]}-{phone[10:]}"
