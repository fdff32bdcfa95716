"""Leaves openpyxl alone until a workbook is read or written: with numpy, which it takes where it is installed, it would
be 17 MB of every process. import-export asks tablib for all its formats when the admin starts."""

from typing import Any

from tablib.formats import load_format_class, registry


class LateXlsx:
    """tablib's format; what is asked of it besides its name loads it."""

    title = "xlsx"
    extensions = ("xlsx",)

    def __getattr__(self, name: str) -> Any:
        return getattr(load_format_class("tablib.formats._xlsx.XLSXFormat"), name)


def load_late() -> None:
    """Call before the applications are loaded."""
    registry.register("xlsx", LateXlsx())
