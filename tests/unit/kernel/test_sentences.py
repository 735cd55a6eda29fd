"""Every sentence that a person may meet can be said in French and in Arabic, with the same blanks."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from programs.documents.refusals import every_refusal
from shared.directory import heading, navigation, service_names
from shared.http import field_rules, problems
from shared.i18n import LANGUAGES, ROOT, catalogue, say
from shared.refusals import Conflict, Invalid, Unknown
from shared.web import error_page

FOREIGN = [language for language in LANGUAGES if language != "en"]
FOLDERS = ("shared", "services")


@cache
def every_call() -> list[tuple[str, str, ast.Call]]:
    """Return name and place of every call in the code of ours, which is read once: that takes seconds."""
    files = sorted(Path(it) for folder in FOLDERS for it in (ROOT / folder).rglob("*.py"))
    return [
        (ast.unparse(node.func).rpartition(".")[2], f"{file.relative_to(ROOT)}:{node.lineno}", node)
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]


def calls(of: set[str]) -> Iterator[tuple[str, ast.Call]]:
    """Yield every call of these names in the code of ours, and where it stands."""
    yield from ((where, node) for name, where, node in every_call() if name in of)


def of_values() -> set[str]:
    """Return the sentences of InvalidValue, which are its second argument wherever it is raised."""
    sentences = [(where, call.args[1]) for where, call in calls({"InvalidValue"})]
    assert all(isinstance(it, ast.Constant) for _, it in sentences), "a sentence put together has no translation"
    return {str(ast.literal_eval(it)) for _, it in sentences}


def spoken() -> set[str]:
    """Return the sentences that are said as they stand, on pages and in answers."""
    said = [call.args[0] for _, call in calls({"say"}) if call.args]
    return {str(it.value) for it in said if isinstance(it, ast.Constant)}


TEMPLATES = sorted([*ROOT.glob("shared/web/templates/**/*"), *ROOT.glob("services/**/templates/**/*.html")])
BLANK = re.compile(r"{(\w+)}")
PARSER = Environment(autoescape=True)


def on_pages() -> set[str]:
    """Return what templates say as it stands, the names of the frame's places, and what services are called."""
    found = {place.name for place in navigation()} | {heading(service) for service in service_names()}
    for file in TEMPLATES:
        found |= said_in(file.read_text(encoding="utf-8"))
    return found


def said_in(template: str) -> set[str]:
    """Return the sentences of a template: the texts, or either text of an `if`, that `say` is called with."""
    calls = [it for it in PARSER.parse(template).find_all(nodes.Call) if _is_say(it.node)]
    within = [one for call in calls for one in [call.args[0], *call.args[0].find_all(nodes.Const)]]
    return {str(one.value) for one in within if isinstance(one, nodes.Const) and isinstance(one.value, str)}


def _is_say(called: nodes.Node) -> bool:
    """Say whether this is `say`, or the `say` of somebody's words."""
    return getattr(called, "name", getattr(called, "attr", "")) == "say"


def sentences() -> list[str]:
    """Return all of them."""
    known = {
        *problems.TITLES.values(),
        *field_rules.RULES.values(),
        *field_rules.PATTERNS.values(),
        field_rules.OTHERWISE,
    }
    known |= {*of_values(), *spoken()}
    known |= {*error_page.ADVICE.values(), *error_page.TITLES.values(), error_page.AGAIN, *on_pages()} - {""}
    return sorted(known | {one.message(one()) for one in set(every_refusal())})


def blanks(sentence: str) -> set[str]:
    return set(BLANK.findall(sentence))


def untranslated(sentence: str, language: str) -> str:
    """Say what is wrong with the translation; nothing when nothing is."""
    translation = catalogue(language).get(sentence, "")
    has_words = " " in BLANK.sub("", sentence).strip()  # a single word may be the same
    if not translation or (translation == sentence and has_words):
        return "missing"
    return "" if blanks(translation) == blanks(sentence) else "other blanks"


@pytest.mark.parametrize("language", FOREIGN)
def test_every_sentence_has_its_translation(language: str) -> None:
    assert {it: untranslated(it, language) for it in sentences() if untranslated(it, language)} == {}


def test_the_walk_has_found_what_it_must() -> None:
    found = sentences()

    assert {"There is no such session.", "Control characters are not possible here."} <= set(found)
    assert len(found) > 50


def test_the_walk_reads_templates_too() -> None:
    template = '{{ say("One {x}.", x=1) }} {{ say("Two." if y else "Three.") }} {{ f(say("Four.")) }} {{ y("No.") }}'

    assert said_in(template) == {"One {x}.", "Two.", "Three.", "Four."}
    assert {"Skip to the content", "Today", "{taken} of {seats} seats"} <= on_pages()


def test_a_planted_sentence_without_translation_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(catalogue("ar"), "Too many: {number}.", "كثير جدا.")

    assert untranslated("Nobody has translated this.", "fr") == "missing"
    assert untranslated("Too many: {number}.", "ar") == "other blanks"


@pytest.mark.parametrize("language", FOREIGN)
def test_arabic_is_arabic_and_french_is_not(language: str) -> None:
    arabic = re.compile(r"[\u0600-\u06ff]")

    for sentence in sentences():
        assert bool(arabic.search(say_raw(sentence, language))) == (language == "ar"), sentence


def say_raw(sentence: str, language: str) -> str:
    """Return the translation, its blanks not yet filled in."""
    return catalogue(language)[sentence]


def test_whoever_raises_a_refusal_fills_in_its_blanks() -> None:
    wanted = {one.__name__: blanks(one.message(one())) for one in set(every_refusal())}

    for where, call in calls({name for name, of in wanted.items() if of}):
        given = {word.arg for word in call.keywords}
        missing = wanted[ast.unparse(call.func).rpartition(".")[2]] - given
        assert None in given or not missing, f"{where} leaves {missing} open"


def test_a_refusal_is_named_after_its_class_and_speaks_by_its_first_line() -> None:
    class SessionFullyBooked(Conflict):
        """The session has {seats} seats, all taken.

        Raised where nobody waits.
        """

    refusal = SessionFullyBooked("session_id", seats=20)

    assert (refusal.rule, refusal.field, refusal.values) == ("session-fully-booked", "session_id", {"seats": 20})
    assert refusal.message() == str(refusal) == "The session has {seats} seats, all taken."


def test_each_kind_of_refusal_has_a_status_of_its_own() -> None:
    assert [problems.STATUSES[kind] for kind in (Unknown, Conflict, Invalid)] == [404, 409, 422]


def test_a_sentence_without_translation_is_said_in_english() -> None:
    assert say("Nobody has translated this, {name}.", "ar", name="X") == "Nobody has translated this, X."
