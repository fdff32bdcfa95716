"""How the product's three processes are started; docs/deploy has the same as units."""

import sys

_CELERY = (sys.executable, "-m", "celery", "-A", "config.celery")


def web(*, host: str, port: int) -> list[str]:
    """Granian with two workers of four threads."""
    return [
        *(sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--no-ws", "--http", "1"),
        # It counts connections, not requests: without a proxy in front, idle keep-alive clients must not use it up.
        *("--workers", "2", "--blocking-threads", "4", "--backpressure", "256"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10"),
    ]


def worker() -> list[str]:
    """A Celery worker of two processes, for every queue."""
    return [*_CELERY, "worker", "-c", "2", "-Q", "outbox,jobs,notify", "--without-gossip", "--without-mingle"]


def beat() -> list[str]:
    return [*_CELERY, "beat", "--pidfile", ""]
