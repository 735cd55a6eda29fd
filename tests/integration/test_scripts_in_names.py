"""Scripts where names and words are typed: every page shows them as they were typed, runs none, and is kept by nobody.

What is typed is synthetic; each text bears a word by which it is known again.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from html.parser import HTMLParser
from typing import Any

import pytest

from shared.kernel.database import Database
from tests.integration.one_of_everything import Everything, one_of_everything, questions
from tests.integration.scheduling.given import assessment, create, need, venue
from tests.integration.test_every_route import ASKED, OUJDA, somebody

MARK = "kanarie"
SCRIPTS = (
    f"<script>{MARK}()</script>",
    f"<ScRiPt src=//x.example/{MARK}>",
    f"<img src=x onerror={MARK}()>",
    f"<svg/onload={MARK}()>",
    f'"><b id={MARK}>',
    f"'><b id={MARK}>",
    f'" onmouseover="{MARK}()" x="',
    f"' onfocus='{MARK}()' autofocus x='",
    f"` onclick=`{MARK}()` x=`",
    f"<iframe src=javascript:{MARK}()>",
    f"<a href=javascript:{MARK}()>x</a>",
    f"javascript:{MARK}()",
    f"data:text/html,<script>{MARK}()</script>",
    f"<form action=//x.example><input name={MARK}>",
    f"</title><script>{MARK}()</script>",
    f"</textarea><script>{MARK}()</script>",
    f"</option></select><img src=x onerror={MARK}()>",
    f"<!--<img src=x onerror={MARK}()>-->",
    f"<![CDATA[<script>{MARK}()</script>]]>",
    f"<style>@import '//x.example/{MARK}'</style>",
    f"<link rel=stylesheet href=//x.example/{MARK}>",
    f"<meta http-equiv=refresh content=0;//x.example/{MARK}>",
    f"<base href=//x.example/{MARK}>",
    f"<math><mtext></p><script>{MARK}()</script>",
    f"<details open ontoggle={MARK}()>",
    f"&lt;script&gt;{MARK}()&lt;/script&gt;",
    f"&#60;script&#62;{MARK}()",
    f"\\x3cscript\\x3e{MARK}()",
    f"＜script＞{MARK}()",  # noqa: RUF001 - signs that look like others are the matter
    f"{{{{7*7}}}}{MARK}",
    f"{{% if 1 %}}{MARK}{{% endif %}}",
    f"${{7*7}}{MARK}<%= 7*7 %>",
    f"%(x)s {{0.__class__}} {MARK}",
)


OURS = re.compile(r"(http://127\.0\.0\.1:8000)?(/(?!/)|[?#.]|$)")  # within the house


class Seen(HTMLParser):
    """Takes down what a browser would make of a page."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.alive = "", list[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note what runs, loads or leads elsewhere, and what a typed word has made."""
        named = {name: value or "" for name, value in attributes}
        self.text += " ".join(named.values())
        runs = any(name.startswith("on") or name == "style" for name in named)
        leads = [named[name] for name in ("href", "src", "action") if not OURS.match(named.get(name, "/"))]
        inline = tag in {"style", "iframe", "base"} or (tag == "script" and "src" not in named)
        if (
            runs
            or inline
            or "http-equiv" in named
            or MARK in f"{tag} {' '.join(named)} {named.get('id', '')}"
            or odd(leads)
        ):
            self.alive.append(f"<{tag} {named}>")

    def handle_data(self, data: str) -> None:
        """Take down what is read."""
        self.text += data


def odd(leads: list[str]) -> bool:
    """Say whether a link leads out of the house; a picture may stand in the page itself."""
    return any(not it.startswith(("data:image/", "data:,", "mailto:", "tel:")) or MARK in it for it in leads)


def packed(longest: int) -> Iterator[str]:
    """Yield all scripts, as many in a text as it may hold."""
    text = ""
    for script in SCRIPTS:
        if text and len(text) + len(script) >= longest:
            yield text
            text = ""
        text += script
    yield text


async def stored(everything: Everything) -> int:
    """Type the scripts into everything that has a name or words; return how many texts were kept."""
    planning, people = everything.takwin.scheduling.api, everything.takwin.registration.api
    here, kept = everything.ids, 0
    for n, text in enumerate(packed(190)):
        bodies: list[tuple[Any, str, dict[str, Any]]] = [
            (planning, "/venues", venue("Oujda", OUJDA) | {"name": text, "city": f"Exemple {n} {text[:150]}"}),
            (planning, "/programmes", {"code": f"EXEMPLE-{n}", "title": text, "donors": [text]}),
            (
                planning,
                "/modules",
                {"code": f"EXEMPLE{n}", "title_fr": text, "title_ar": f"مثال {text}"[:190], "minutes": 60},
            ),
            (people, "/organisations", {"name": text, "kind": "association", "region": OUJDA}),
        ]
        for api, path, body in bodies:
            kept += (await api.post(path, json=body)).is_success
        someone = somebody(here["organisation_id"]) | {
            "given_name": f"A{text[:150]}",
            "family_name": f"B {n} {text[:150]}",
        }
        with suppress(AssertionError):
            participant = await create(people, "/participants", someone)
            await create(people, f"/sessions/{here['session_id']}/registrations", {"participant_id": participant})
            kept += 2
    return kept + await said(everything)


async def said(everything: Everything) -> int:
    """Type the scripts into words that are said; return how many texts were kept."""
    planning, people = everything.takwin.scheduling.api, everything.takwin.registration.api
    path, kept = f"/sessions/{everything.ids['session_id']}/recommendations", 0
    for text in packed(1900):
        words = {"theme": "identification", "language": "fr", "wording": text}
        kept += (await people.post(path, json=words)).is_success
        kept += (await planning.post("/assessments", json=assessment(need(wording=text)))).is_success
    return kept


@pytest.fixture
async def everything(new_database: Callable[..., Awaitable[Database]]) -> AsyncIterator[Everything]:
    async with one_of_everything(new_database) as found:
        yield found


async def pages(everything: Everything, service: str) -> AsyncIterator[tuple[str, Any]]:
    """Yield every page of a service that there is, with its path."""
    for asking in questions(service):
        answer = await everything.ask(asking, asking.of(everything.ids))
        if answer.headers.get("content-type", "").startswith("text/html") and answer.is_success:
            yield asking.path, answer


async def test_what_was_typed_is_shown_and_runs_on_no_page(everything: Everything) -> None:
    kept = await stored(everything)
    await everything.takwin.let_all_hear()

    alive, shown = [], set()
    for service in ASKED:
        async for path, answer in pages(everything, service):
            seen = Seen(answer.text)
            is_file = answer.headers.get("content-disposition", "").startswith("attachment")
            alive += [f"{path} {it}" for it in seen.alive if not (is_file and it == "<style {}>")]
            shown |= {script for script in SCRIPTS if script in seen.text}
            policy = answer.headers.get("content-security-policy", "")
            assert is_file or ("default-src 'none'" in policy and "unsafe" not in policy), path

    assert alive == []
    assert kept > 30
    assert len(shown) > len(SCRIPTS) - 3, set(SCRIPTS) - shown


async def test_no_page_and_no_answer_is_kept_by_a_browser(everything: Everything) -> None:
    kept, looked_at = [], 0
    for service in ASKED:
        for asking in questions(service):
            answer = await everything.ask(asking, asking.of(everything.ids))
            if (
                answer.is_success
                and not asking.path.endswith(".css")
                and answer.headers.get("cache-control") != "no-store"
            ):
                kept.append(asking.path)
            looked_at += answer.is_success

    assert kept == []
    assert looked_at > 30


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_page_that_lets_a_script_live_is_seen(script: str) -> None:
    lives = Seen(f"<p>{script}</p><p title=\"{script}\"><p title='{script}'>")

    assert lives.alive or "<" not in script or script.startswith(("<!", "${")), "it would harm nobody"
