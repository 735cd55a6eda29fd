"""Pages of every service: one frame, one style, the reader's language. They work without scripts."""

from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from shared.access.caller import Caller
from shared.directory import Place, home, navigation, way
from shared.http.idempotency import new_token
from shared.http.language import keep_language, language_of
from shared.web import assets
from shared.words import NATIVE_NAMES, Words

SHARED = Path(__file__).with_name("templates")
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
POLICY += "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
HEADERS = {
    "content-security-policy": POLICY,
    "vary": "Accept-Language, Cookie",
}


class Pages:
    """One service's templates, inside the frame of all."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folders = [*([folder] if folder else []), SHARED]

    @cached_property
    def templates(self) -> Environment:
        """Return the templates; they escape whatever is put into them."""
        return Environment(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in self._folders]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def show(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """Return the page in the reader's language, which `?lang=` chooses and a cookie keeps."""
        language = language_of(request)
        state = request.app.state
        request.state.status = status
        service = state.parts.service.name if hasattr(state, "parts") else ""
        frame = {"here": request.url, "service": service, "demo": state.settings.demo}
        frame["caller"] = getattr(request.state, "caller", None)
        frame["business_now"] = partial(_business_now, state)
        html = self.render(template, language, **frame, **values)
        answer = HTMLResponse(html, status, {"content-language": language, **HEADERS})
        if request.query_params.get("lang") == language:
            keep_language(request, answer, language)
        return answer

    def render(
        self,
        template: str,
        language: str,
        *,
        here: Any = None,
        service: str = "",
        demo: bool = False,
        caller: Caller | None = None,
        **values: Any,
    ) -> str:
        """Return the page's HTML; a value called `place` says where it lies when its path does not."""
        words = Words(language)
        path = here.path if here is not None else ""
        root = f"/{service}/" if service else home()
        frame = {
            **of_reader(words, caller),
            "path": path,
            "place": place_of(path),
            "asset": lambda file: f"{root}assets/{file}?v={assets.version(file)}",
            "in_language": lambda code: in_language(here, code),
            "demo": demo,
            "new_token": new_token,
        }
        return self.templates.get_template(template).render(frame | values)


def _business_now(state: Any) -> datetime:
    """Return the present moment of business, for pages that show what has begun or ended by itself."""
    now: datetime = state.database.clock.now()
    return now


def place_of(path: str) -> str:
    """Return the place that the path lies in: the longest it begins with."""
    paths = [place.path for place in navigation()]
    above = [it for it in paths if path == it or path.startswith(it.rstrip("/") + "/")]
    return max(above, key=len, default="")


def of_reader(words: Words, caller: Caller | None) -> dict[str, Any]:
    """Return what a page says to this reader alone."""
    told = {
        "words": words,
        "say": words.say,
        "languages": NATIVE_NAMES,
        "first_page": way("start"),
        "sign_out": way("sign_out"),
        "account_page": way("account"),
    }
    may = caller.may if caller else (lambda _: False)
    return {**told, "navigation": places_of(caller), "signed_in": caller is not None, "may": may}


def places_of(caller: Caller | None) -> list[Place]:
    """Return the places that are theirs; of whoever has not signed in none."""
    if caller is None:
        return []
    return [it for it in navigation() if caller.may(it.permission) and not (it.unless and caller.may(it.unless))]


def in_language(here: Any, language: str) -> str:
    """Return the way to the same page in another language, its other questions kept."""
    asked = [(key, value) for key, value in _asked(here) if key != "lang"]
    return "?" + urlencode([*asked, ("lang", language)])


def _asked(here: Any) -> list[tuple[str, str]]:
    return parse_qsl(here.query) if here is not None else []


def see_other(path: str) -> RedirectResponse:
    """Send the browser to a page after something was done, so that loading it again does nothing twice."""
    return RedirectResponse(path, 303, {"cache-control": "no-store"})
