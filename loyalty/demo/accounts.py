"""The file that tells a newcomer, and programs, who may sign in to the demo and with what."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loyalty.demo.hire_staff import Login


@dataclass(frozen=True)
class Accounts:
    """`keys` by shop's name; `members` as they stand in the file, with what is interesting about them."""

    staff: Sequence[Login] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    members: Sequence[Mapping[str, Any]] = ()

    @property
    def passwords(self) -> Mapping[str, str]:
        return {one.login: one.password for one in self.staff}


def read_accounts(path: Path) -> Accounts:
    """What `write_accounts` wrote; empty when nothing was written yet."""
    if not path.exists():
        return Accounts()
    raw = json.loads(path.read_text())
    return Accounts(
        staff=[Login(one["login"], one["password"], one["role"]) for one in raw["staff"]],
        keys={shop["name"]: shop["api_key"] for shop in raw["shops"]},
        members=raw["members"],
    )


def write_accounts(path: Path, accounts: Accounts) -> None:
    """Replace the file at once; only its owner may read it."""
    admin = accounts.staff[0]
    raw = {
        "admin": {"login": admin.login, "password": admin.password},
        "shops": [{"name": name, "api_key": key} for name, key in accounts.keys.items()],
        "members": list(accounts.members),
        "staff": [{"login": one.login, "password": one.password, "role": one.role} for one in accounts.staff],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".tmp")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(raw, ensure_ascii=False, indent=2) + "\n")
    draft.replace(path)
