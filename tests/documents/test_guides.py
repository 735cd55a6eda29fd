"""The guides show pictures that the story in a browser takes, say what buttons say, and know every setting."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from programs.documents.pictures import GUIDES, PICTURES, shown
from shared.i18n import catalogue
from tests.documents.written import ROOT

SMALL_BYTES = 220_000
LANGUAGE = {"coordinatrice.fr.md": "fr", "planner.md": "fr", "coordinator.ar.md": "ar"}
SETTING = re.compile(r"\$\{([A-Z_]+):-([^}]*)\}")
NAMED = re.compile(r"`([A-Z]+_[A-Z_]+)\b")
ROW = re.compile(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\|", re.MULTILINE)


def names_in_the_story() -> set[str]:
    """Return what the story in a browser calls its pictures."""
    story = ast.parse((ROOT / "tests" / "e2e" / "test_browser.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(story) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    taken = [node.args[0] for node in calls if ast.unparse(node.func) == "coordinator.picture"]
    return {node.value for node in taken if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_the_pictures_of_the_guides_are_those_that_are_kept() -> None:
    assert set(shown()) == {file.name for file in PICTURES.iterdir()}, "run `make pictures`"
    assert [file.name for file in PICTURES.iterdir() if file.stat().st_size > SMALL_BYTES] == []


def test_a_guide_names_only_pictures_that_the_story_in_a_browser_takes() -> None:
    taken = {f"{language}-{name}.png" for language in ("fr", "ar") for name in names_in_the_story()}

    assert "fr-people.png" in taken
    assert set(shown()) - taken == set()


@cache
def said(language: str) -> set[str]:
    return {_line(sentence) for sentence in catalogue(language).values()}


def not_said(guide: str, language: str) -> list[str]:
    """Return the words in bold that no page says."""
    bold = [_line(words) for words in re.findall(r"\*\*(.+?)\*\*", guide, re.DOTALL)]
    return [words for words in bold if words not in said(language)]


def _line(words: str) -> str:
    """Return the words on one line, with plain spaces."""
    return " ".join(words.split())


@pytest.mark.parametrize("name", LANGUAGE)
def test_what_a_guide_says_in_bold_stands_on_the_pages(name: str) -> None:
    guide = (GUIDES / name).read_text(encoding="utf-8")

    assert set(not_said(guide, LANGUAGE[name])) <= {"en gras", "بخط عريض"}


def test_a_button_that_is_not_there_would_be_seen() -> None:
    assert not_said("**Enregistrer cette\nséance**, **Bouton imaginaire**", "fr") == ["Bouton imaginaire"]


def test_the_operators_guide_knows_every_setting_and_its_default() -> None:
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    known = dict(SETTING.findall(compose)) | {"KAFKA_PUBLISH": ""}  # deploy/compose/subscribers looks for it in `.env`

    assert dict(ROW.findall((GUIDES / "operator.md").read_text(encoding="utf-8"))) == known


def test_a_setting_that_an_operator_is_told_to_change_can_be_set() -> None:
    docs = ROOT / "docs"
    told = [docs / "operating.md", docs / "backup.md", *(docs / "runbooks").glob("*.md")]
    named = {name for file in told for name in NAMED.findall(file.read_text(encoding="utf-8"))}

    settable = dict(SETTING.findall((ROOT / "docker-compose.yml").read_text(encoding="utf-8")))

    assert "SMTP_HOST" in named
    assert named - {"COMPOSE_PROFILES"} - settable.keys() == set()


def test_the_operators_guide_knows_every_secret_of_the_installation() -> None:
    named = set(re.findall(r"`([a-z_]+)`", (GUIDES / "operator.md").read_text(encoding="utf-8")))
    made = set(
        re.findall(r"^keep (\w+) ", (ROOT / "deploy" / "secrets-here").read_text(encoding="utf-8"), re.MULTILINE)
    )

    assert made
    assert made - named == set()


def test_the_limits_of_memory_add_up_to_what_the_guide_says() -> None:
    always = (ROOT / "docker-compose.yml").read_text(encoding="utf-8").partition("\n  tools:\n")[0]
    limits = [int(limit) for limit in re.findall(r"mem_limit: (\d+)m", always)]

    assert f"add up to {sum(limits)} MB" in (GUIDES / "operator.md").read_text(encoding="utf-8")


def test_the_subscriber_in_the_guide_is_the_one_in_the_examples() -> None:
    whole = Path(ROOT / "examples" / "subscriber.py").read_text(encoding="utf-8")

    assert f"```python\n{whole}```" in (GUIDES / "subscriber.md").read_text(encoding="utf-8")
    assert "takwin" not in whole.lower().partition('"""')[2].partition('"""')[2]
