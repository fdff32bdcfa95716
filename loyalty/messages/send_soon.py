"""Has waiting codes sent at once, beside the request that made them."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Lock

from django.db import connections

from loyalty.messages.send_codes import send_codes

logger = logging.getLogger(__name__)

_sender = ThreadPoolExecutor(max_workers=1, thread_name_prefix="codes")
_lock = Lock()
_is_told = False


def send_soon(*, at: datetime) -> None:
    """Tell this process's sender that a code may wait. Call after the code was committed; returns at once.

    The answer to a request does not wait for a provider, and takes as long for a stranger as for a member. A process
    that dies before it has sent loses nothing: the due job `send_codes` looks every few seconds.
    """
    global _is_told
    with _lock:
        if _is_told:  # whoever has been told and has not begun will see this code, too
            return
        _is_told = True
    _run_beside(lambda: _send(at))


def _run_beside(call: Callable[[], None]) -> None:
    """Tests run the call here and now: another thread would not see what their transaction has written."""
    _sender.submit(_then_close, call)


def _then_close(call: Callable[[], None]) -> None:
    """The connection goes back: the next code may be hours away."""
    try:
        call()
    finally:
        connections.close_all()


def _send(at: datetime) -> None:
    global _is_told
    with _lock:
        _is_told = False
    try:
        send_codes(at=at)
    except Exception:
        logger.exception("codes were not sent")
