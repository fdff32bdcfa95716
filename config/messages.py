"""The catalogues of UI strings, kept with Babel alone: no gettext tools are needed.

English strings in the code are the keys; `locale/ru` of each package translates them. English needs no catalogue.
Words of libraries that ship no Russian stand in `config/locale/ru/LC_MESSAGES/libraries.po`, kept by hand.

    python -m config.messages extract    adds new strings to the .po files, drops those gone, keeps translations
    python -m config.messages compile    makes the .mo files that Django reads
    python -m config.messages check      fails when a catalogue is stale, untranslated or fuzzy
"""

import os
import sys
from collections.abc import Iterator
from io import SEEK_END, BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("config", "loyalty", "segments", "campaigns", "analytics", "cabinet")
LANGUAGE = "ru"
_LIBRARIES = ROOT / "config" / "locale" / LANGUAGE / "LC_MESSAGES" / "libraries.po"
# per function, which arguments are the string, its plural and (c) its context; None: the first
_FUNCTIONS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
# Babel's own header has dates and versions, which would change the files at every extraction
_HEADER = """\
# Russian words of this package. Keys and order are kept by `make messages`.
msgid ""
msgstr ""
"Language: ru\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plural_forms}\\n"

"""


def catalogue_file(package: str) -> Path:
    """Where the translations of a package's own strings are."""
    return ROOT / package / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def in_code(package: str) -> Catalog:
    """The strings that the package's Python files and templates mark for translation now."""
    catalogue = _empty()
    for folder in (ROOT / package, ROOT / "templates" / package):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                for string, context in _strings(path):
                    catalogue.add(string, locations=[(str(path.relative_to(ROOT)), 0)], context=context)
    return catalogue


def kept(package: str) -> Catalog:
    """The package's catalogue as it stands in its file; empty when there is none."""
    path = catalogue_file(package)
    return _read(path) if path.exists() else _empty()


def updated(package: str) -> bytes:
    """What the catalogue file should hold: the strings of the code, with the translations there are."""
    before, catalogue = kept(package), in_code(package)
    for message in catalogue:
        if message.id and (known := before.get(message.id, message.context)):
            message.string = known.string
            message.flags |= known.flags & {"fuzzy"}
    text = BytesIO(_HEADER.format(plural_forms=catalogue.plural_forms).encode())
    text.seek(0, SEEK_END)
    write_po(text, catalogue, width=120, sort_output=True, include_lineno=False, omit_header=True)
    return text.getvalue()


def problems(package: str) -> list[str]:
    """What keeps the catalogue from being complete, one line each."""
    path = catalogue_file(package)
    found = (
        [] if path.exists() and path.read_bytes() == updated(package) else [f"{package}: stale, run `make messages`"]
    )
    for message in kept(package):
        if message.id and message.fuzzy:
            found.append(f"{package}: fuzzy: {message.id}")
        elif message.id and not _translated(message):
            found.append(f"{package}: not translated: {message.id}")
    return found


def compile_catalogues() -> None:
    """Write the .mo files that Django reads, where a catalogue is newer.

    The words of libraries join those of config, as far as no code of ours has the same string.
    """
    sources = [path for package in PACKAGES if (path := catalogue_file(package)).exists()]
    newest = max((path.stat().st_mtime for path in [*sources, _LIBRARIES] if path.exists()), default=0.0)
    for package in PACKAGES:
        target = catalogue_file(package).with_suffix(".mo")
        if not target.parent.exists() or (target.exists() and target.stat().st_mtime > newest):
            continue
        catalogue = kept(package)
        if package == "config" and _LIBRARIES.exists():
            ours = {message.id for each in PACKAGES for message in kept(each)}
            for message in _read(_LIBRARIES):
                if message.id not in ours:
                    catalogue[message.id] = message
        draft = target.with_suffix(f".{os.getpid()}")  # test runs side by side may compile at once
        with draft.open("wb") as file:
            write_mo(file, catalogue)
        draft.replace(target)


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, domain="django")


def _empty() -> Catalog:
    return Catalog(locale=LANGUAGE, domain="django", fuzzy=False)


def _strings(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    source = path.read_text()
    if path.suffix != ".py":
        # Django turns a template into something like Python; without indentation it is Python enough
        source = "\n".join(line.strip() for line in templatize(source).splitlines())
    for _line, string, _comments, context in extract("python", BytesIO(source.encode()), keywords=_FUNCTIONS):
        yield string, context


def _translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(strings)


def main() -> None:
    match sys.argv[1:]:
        case ["extract"]:
            for package in PACKAGES:
                path = catalogue_file(package)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(updated(package))
        case ["compile"]:
            compile_catalogues()
        case ["check"]:
            found = [line for package in PACKAGES for line in problems(package)]
            sys.exit("\n".join(found) or None)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
