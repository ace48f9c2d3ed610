"""The command that makes `.mo` files without gettext."""

import gettext
import os
from pathlib import Path

from django.core.management import call_command

import pytest

SOURCE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Question"
msgstr "Сұрақ"

#, fuzzy
msgid "Answer"
msgstr "not sure"
"""


@pytest.fixture
def source(tmp_path: Path, settings) -> Path:
    settings.LOCALE_PATHS = [str(tmp_path)]
    path = tmp_path / "kk" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(SOURCE)
    return path


def compiled(source: Path) -> gettext.GNUTranslations:
    with source.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_compiles_what_is_sure_and_leaves_the_fuzzy(source: Path) -> None:
    call_command("translations_compile", verbosity=0)
    assert compiled(source).gettext("Question") == "Сұрақ"
    assert compiled(source).gettext("Answer") == "Answer"


def test_fresh_catalogue_is_left_alone(source: Path, capsys) -> None:
    call_command("translations_compile")
    call_command("translations_compile")
    assert capsys.readouterr().out.splitlines() == [
        "1 translation file(s) compiled.",
        "0 translation file(s) compiled.",
    ]


@pytest.mark.parametrize("seconds", [-3600, 3600], ids=["older source", "newer source"])
def test_source_of_another_time_is_compiled_again(source: Path, seconds: int) -> None:
    call_command("translations_compile", verbosity=0)
    source.write_text(SOURCE.replace("Сұрақ", "Сауал"))
    moment = source.stat().st_mtime + seconds
    os.utime(source, (moment, moment))
    call_command("translations_compile", verbosity=0)
    assert compiled(source).gettext("Question") == "Сауал"
