"""How granian is started where no unit of systemd does it: by the demo and by the benchmarks."""

import sys


def web_command(*, host: str, port: int) -> list[str]:
    """The command that serves the product at this address, with two worker processes of four threads."""
    return [
        *(sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--no-ws", "--http", "1"),
        # It counts connections, not requests: without a proxy in front, idle keep-alive clients must not use it up.
        *("--workers", "2", "--blocking-threads", "4", "--backpressure", "256"),
        *("--respawn-failed-workers", "--workers-kill-timeout", "10"),
    ]
