"""django-oscar in an environment of its own, made when it is first asked: no dependency of ours."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tests.bench.peer.comparison import Line, NoAnswer, Offer, Priced, parse_answer
from tests.bench.servers import ROOT

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
NAME = REQUIREMENTS.read_text().split()[0].replace("==", " ")
_SHOP = Path(__file__).with_name("shop.py")
_FOLDER = ROOT / "var" / "bench" / "oscar"
_INSTALLED = _FOLDER / "installed.txt"
_PATIENCE = 900


def ask(*, offers: Sequence[Offer], lines: Sequence[Line]) -> Priced:
    """What the shop makes of the cart, the median of fewer rounds the more offers there are; raises NoAnswer."""
    _install()
    asked = msgspec.json.encode({"rounds": max(1, 300 // len(offers)), "offers": offers, "lines": lines})
    return parse_answer(_run(_python(), "-I", str(_SHOP), asked=asked.decode(), what="run"))


def _install() -> None:
    """Into a fresh environment, unless these very requirements are there."""
    wanted = REQUIREMENTS.read_text()
    if _INSTALLED.exists() and _INSTALLED.read_text() == wanted:
        return
    print(f"Installing {NAME} into {_FOLDER.relative_to(ROOT)} …", flush=True)
    _run(sys.executable, "-m", "venv", "--clear", str(_FOLDER), what="be installed")
    _run(_python(), "-m", "pip", "install", "--quiet", "--requirement", str(REQUIREMENTS), what="be installed")
    _INSTALLED.write_text(wanted)


def _python() -> str:
    return str(_FOLDER / "bin" / "python")


def _run(*command: str, what: str, asked: str = "") -> str:
    """What it prints. Its complaints are shown here and not kept: they name the machine."""
    try:
        done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True, timeout=_PATIENCE)
    except subprocess.TimeoutExpired as error:
        raise NoAnswer(f"it could not {what} within {_PATIENCE} s") from error
    except (subprocess.CalledProcessError, OSError) as error:
        print((getattr(error, "stderr", None) or str(error))[-2000:], flush=True)
        raise NoAnswer(f"it could not {what}") from error
    return done.stdout
