"""What to import and how, and the source it names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from loyalty.imports.completejourney import complete_journey, data_file
from loyalty.imports.documented import DocumentedReceipts
from loyalty.imports.replay import NO_BURN, BurnPolicy
from loyalty.imports.run_import import Intake, Source
from loyalty.imports.side_files import read_shop_map
from loyalty.imports.tables import measure, open_table
from loyalty.purchase.cart import canonical

PRESET = "completejourney"


@dataclass(frozen=True, kw_only=True)
class ImportRequest:
    """`source` is a file or the name of the preset. The reject files and the report go into `folder`.

    `zone` is where stamps without an offset were taken, and where shops stand that `create_missing` opens.
    """

    source: str
    mode: Literal["history", "replay"]
    folder: Path
    zone: ZoneInfo | None = None
    products: Path | None = None
    members: Path | None = None
    openings: Path | None = None
    shop_map: Path | None = None
    create_missing: bool = False
    burn: BurnPolicy = NO_BURN

    @property
    def is_preset(self) -> bool:
        return self.source == PRESET

    @property
    def name(self) -> str:
        return PRESET if self.is_preset else Path(self.source).name


def intake_of(request: ImportRequest, *, through: Callable[[Source], Source] = lambda source: source) -> Intake:
    """The source of a request, passed `through` a filter, with the fingerprint of all that decides what becomes of it.

    Raises WrongColumns, UnreadableFile.
    """
    table = open_table(data_file("transactions") if request.is_preset else Path(request.source))
    measured = measure(table)
    options = {
        "mode": request.mode,
        "zone": request.zone.key if request.zone else None,
        "create_missing": request.create_missing,
        "burn_every": request.burn.every,
    }
    shop_map = shop_map_of(request)
    digest = sha256(canonical([measured.sha256.hex(), options, dict(shop_map)])).digest()
    source: Source = complete_journey() if request.is_preset else DocumentedReceipts(table, zone=request.zone)
    return Intake(name=request.name, source=through(source), rows=measured.rows, fingerprint=digest, options=options)


def shop_map_of(request: ImportRequest) -> Mapping[str, str]:
    """What the source calls a shop → its code; empty when the request gives no map."""
    return read_shop_map(request.shop_map) if request.shop_map else {}
