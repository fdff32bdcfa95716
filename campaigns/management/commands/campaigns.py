"""`manage.py campaigns export|import FILE`, `results`, and what docs/ has of them: `schema`, `reference`."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from campaigns.campaign.document import document, written
from campaigns.campaign.load_document import InvalidDocument, Loaded, load_document
from campaigns.campaign.reference import reference
from campaigns.campaign.schema import document_schema
from campaigns.results.rebuild import rebuild
from loyalty import clock
from loyalty.refusals import Refusal


class Command(BaseCommand):
    help = "Campaigns as one JSON document (docs/campaign-format.md): write it, or store what it says, all or nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        export = kinds.add_parser("export", help="write lanes and campaigns into FILE (- is the standard output)")
        export.add_argument("file")
        export.add_argument("--code", action="append", default=[], help="only this campaign; may be repeated")
        load = kinds.add_parser("import", help="store what FILE says (- is the standard input)")
        load.add_argument("file")
        load.add_argument(
            "--publish", action="store_true", help="publish the campaigns that FILE calls scheduled or running"
        )
        load.add_argument("--dry-run", action="store_true", help="say what would change, and store nothing")
        load.add_argument("--reason", default="import", help="what changed and why, for the versions")
        kinds.add_parser("results", help="count again what campaigns have come to, from all stored orders")
        kinds.add_parser("schema", help="print docs/campaign.schema.json")
        kinds.add_parser("reference", help="print docs/rules.md")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["kind"]:
            case "export":
                self._export(options)
            case "import":
                self._import(options)
            case "results":
                self.stdout.write(f"{rebuild()} sums")
            case "schema":
                self.stdout.write(written(document_schema()), ending="")
            case "reference":
                self.stdout.write(reference(), ending="")

    def _export(self, options: dict[str, Any]) -> None:
        text = written(document(codes=options["code"]))
        if options["file"] == "-":
            self.stdout.write(text, ending="")
        else:
            Path(options["file"]).write_text(text, encoding="utf-8")

    def _import(self, options: dict[str, Any]) -> None:
        try:
            found = load_document(
                raw=_read(options["file"]), author=None, reason=options["reason"], at=clock.now(),
                offer=options["publish"], dry_run=options["dry_run"],
            )  # fmt: skip
        except InvalidDocument as invalid:
            raise CommandError("\n".join([str(invalid.title), *map(_wrong, invalid.wrong)])) from None
        for one in found:
            for line in _said(one):
                self.stdout.write(line)
        if options["dry_run"]:
            self.stdout.write("Nothing was stored: this was a dry run.")


def _read(name: str) -> Any:
    try:
        return json.loads(sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise CommandError(f"{name}: {error}") from None


def _wrong(refusal: Refusal) -> str:
    said = ". ".join(str(part) for part in (refusal.detail or refusal.title, refusal.hint) if part)
    return f"  {refusal.field}: {said}"


def _said(one: Loaded) -> list[str]:
    state = "new" if one.is_new else "changed" if one.changes else "as it was"
    if one.version is not None:
        state += f", published as version {one.version}"
    shown = [] if one.is_new else [f"  {c.path}: {_json(c.before)} → {_json(c.after)}" for c in one.changes]
    return [f"{one.what} {one.code}: {state}", *shown]


def _json(value: Any) -> str:
    return "—" if value is None else json.dumps(value, ensure_ascii=False)
