"""Child processes that never outlive the one that started them."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from pwd import struct_passwd

_PR_SET_PDEATHSIG = 1


def die_with_parent(death_signal: int = signal.SIGTERM) -> Callable[[], None] | None:
    """A `preexec_fn`: the kernel will send `death_signal` to the child when its parent is gone, `kill -9` included.

    None where the kernel has no such thing (macOS): there a killed parent leaves its children running.
    """
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    parent = os.getpid()

    def ask_the_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:  # the parent died between fork and prctl: nobody will send the signal any more
            os.kill(os.getpid(), death_signal)

    return ask_the_kernel


def spawn(
    argv: Sequence[str | Path],
    *,
    log: Path | None = None,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    user: struct_passwd | None = None,
    death_signal: int = signal.SIGTERM,
    keep_open: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a child in its own process group, so that a Ctrl-C reaches it only through its parent.

    Output is appended to `log` when given, else inherited; the child inherits the descriptors in `keep_open`, too.
    Call it from the main thread: the kernel takes the death of the starting *thread* for the death of the parent.
    """
    output = log.open("ab") if log else None
    try:
        return subprocess.Popen(
            [str(word) for word in argv],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            pass_fds=tuple(keep_open),
            start_new_session=True,
            preexec_fn=die_with_parent(death_signal),
        )
    finally:
        if output:
            output.close()


def stop(process: subprocess.Popen[bytes], *, with_signal: int = signal.SIGTERM, within: float = 10.0) -> None:
    """Ask the child to end and wait; after `within` seconds kill its whole group."""
    if process.poll() is None:
        process.send_signal(with_signal)
        try:
            process.wait(within)
        except subprocess.TimeoutExpired:
            kill_group(process)
            process.wait()


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill the child and whatever it started: a killed web or worker master leaves its own children behind."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
