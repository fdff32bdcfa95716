"""Forms as a browser sees them: what each field holds before anybody touches it, and where it goes."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """`values` is what the browser would send, a list by name; `files` are the names of file inputs."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def typed(self) -> list[str]:
        """The names a person or a script can put something into."""
        return [
            name for name in self.values if name not in ("csrfmiddlewaretoken", "s")
        ]  # "s": the site's search, beside


def forms_of(page: str) -> list[Form]:
    """Every form of a page, those with nothing to fill in too."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._text: tuple[str, list[str]] | None = None  # the textarea that is open
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(said.get("action", ""), said.get("method", "get").lower()))
        if not self.forms:
            return
        form, name = self.forms[-1], said.get("name", "")
        if tag == "input" and name:
            self._input(form, name, said)
        elif tag == "textarea" and name:
            self._text = (name, [])
        elif tag == "select" and name:
            self._select = name
            form.values.setdefault(name, [])
        elif tag == "option" and self._select and "selected" in said:
            form.values[self._select].append(said.get("value", ""))

    def _input(self, form: Form, name: str, said: dict[str, str]) -> None:
        kind = said.get("type", "text")
        if kind == "file":
            form.files.append(name)
        elif kind in ("checkbox", "radio"):
            form.values.setdefault(name, []).extend([said.get("value", "on")] if "checked" in said else [])
        elif kind not in ("submit", "button", "reset"):
            form.values.setdefault(name, []).append(said.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._text:
            self._text[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text and self.forms:
            name, parts = self._text
            self.forms[-1].values.setdefault(name, []).append("".join(parts).removeprefix("\n"))
            self._text = None
        elif tag == "select":
            self._select = ""
