"""What ANALYTICS_URL says: which engine counts the figures of analytics, and where it reads."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ImproperlyConfigured

_MODULES = ("ibis", "duckdb", "adbc_driver_postgresql", "pyarrow")
_EXTRAS = {"duckdb": ("analytics", _MODULES), "spark": ("spark", (*_MODULES, "pyspark"))}


@dataclass(frozen=True, kw_only=True)
class Analytics:
    """`warehouse` is the folder of the Parquet files; None for PostgreSQL. `master` is Spark's."""

    engine: str
    warehouse: Path | None = None
    master: str = ""


def read_analytics_url(url: str) -> Analytics:
    """Empty or postgresql://…: the database counts, or the replica named; duckdb:///path/to/warehouse;
    spark://host:port?warehouse=/path/to/warehouse.

    ImproperlyConfigured says what is wrong, also which extra is to be installed. Nothing is imported.
    """
    parts = urlsplit(url)
    match parts.scheme:
        case "" if not url:
            return Analytics(engine="postgresql")
        case "postgresql" | "postgres":
            return Analytics(engine="postgresql")
        case "duckdb":
            if parts.netloc or parts.query:
                raise ImproperlyConfigured("ANALYTICS_URL must be duckdb:///path/to/warehouse, with three slashes")
            return Analytics(engine="duckdb", warehouse=_folder(parts.path, "duckdb"))
        case "spark":
            query = parse_qs(parts.query)
            if not parts.hostname or not parts.port or set(query) != {"warehouse"}:
                raise ImproperlyConfigured("ANALYTICS_URL must be spark://host:port?warehouse=/path/to/warehouse")
            warehouse = _folder(query["warehouse"][0], "spark")
            return Analytics(engine="spark", warehouse=warehouse, master=f"spark://{parts.hostname}:{parts.port}")
    raise ImproperlyConfigured("ANALYTICS_URL must be empty or start with postgresql://, duckdb:/// or spark://")


def _folder(path: str, engine: str) -> Path:
    extra, modules = _EXTRAS[engine]
    if missing := [name for name in modules if find_spec(name) is None]:
        raise ImproperlyConfigured(
            f"ANALYTICS_URL asks for {engine}, and {', '.join(missing)} is not there: pip install 'loyalty[{extra}]'"
        )
    if not path.startswith("/") or path == "/":
        raise ImproperlyConfigured("ANALYTICS_URL must name the folder of the warehouse by its whole path")
    return Path(path)
