"""Every string that people read has its Russian words."""

from pathlib import Path

import pytest

from config import messages


@pytest.mark.parametrize("package", messages.PACKAGES)
def test_the_catalogue_is_complete(package: str) -> None:
    assert messages.problems(package) == []


def test_strings_are_found_in_code_and_in_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a package with a module and two templates, one of them in the common folder
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    (tmp_path / "club").mkdir()
    (tmp_path / "club" / "views.py").write_text(
        'title = _("Your points")\nngettext("{n} point", "{n} points", n)\npgettext("noun", "Order")\n'
    )
    (tmp_path / "club" / "page.html").write_text(
        '<p title="{% translate \'It\'s "yours"\' %}">\n'
        "   {% blocktranslate count n=n %}{{ n }} card{% plural %}{{ n }} cards{% endblocktranslate %}\n"
    )
    (tmp_path / "templates" / "club").mkdir(parents=True)
    (tmp_path / "templates" / "club" / "more.html").write_text("  {% translate 'History' %}\n {{ _('Sign out') }}")

    # when
    found = {message.id for message in messages.in_code("club") if message.id}

    # then
    assert {"Your points", ("{n} point", "{n} points"), "Order", "History", "Sign out"} <= found
    assert ("%(n)s card", "%(n)s cards") in found


def test_a_missing_translation_is_a_problem_and_extraction_keeps_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a catalogue with one translation, and code that has gained one string and lost another
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    code = tmp_path / "club" / "words.py"
    code.parent.mkdir()
    code.write_text('_("kept")\n_("lost")')
    path = messages.catalogue_file("club")
    path.parent.mkdir(parents=True)
    path.write_bytes(
        messages.updated("club").replace(b'msgid "kept"\nmsgstr ""', 'msgid "kept"\nmsgstr "есть"'.encode())
    )
    code.write_text('_("kept")\n_("new")')
    assert "club: stale, run `make messages`" in messages.problems("club")

    # when
    path.write_bytes(messages.updated("club"))

    # then
    assert messages.problems("club") == ["club: not translated: new"]
    assert "есть" in path.read_text()
    assert "lost" not in path.read_text()
