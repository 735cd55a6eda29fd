"""Refusals over HTTP: RFC 9457 problem+json that names the field and the rule, in the reader's language."""

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import Receive

from shared.directory import way
from shared.http.access import SecondFactorNeeded
from shared.http.field_rules import OTHERWISE, PATTERNS, RULES
from shared.http.language import language_of
from shared.http.preconditions import NotAsExpected
from shared.http.retries import Meanwhile, is_conflict, passes
from shared.http.typed import typed_in_form
from shared.i18n import say
from shared.kernel.database import DATABASE_ERRORS
from shared.refusals import Broken, Conflict, Exceeded, Invalid, Refusal, Unknown
from shared.rows import is_out_of_reach
from shared.words import Words

log = structlog.get_logger()

# Shows a refusal: the request, its status, an English sentence of the catalogues, the errors in the reader's language,
# and the rule.
ProblemPage = Callable[[Request, int, str, Sequence[dict[str, str]], str], Response]
RETRY_AFTER_S = 2
STATUSES: dict[type[Refusal], int] = {
    NotAsExpected: 412,
    Unknown: 404,
    Conflict: 409,
    Invalid: 422,
    Exceeded: 429,
    Broken: 500,
}
TITLES = {
    400: "The request cannot be read.",
    401: "Sign in, or send a key.",
    403: "You may not do this.",
    404: "There is no such thing here.",
    405: "This cannot be done here.",
    408: "The request came too slowly.",
    409: "This does not fit the present state.",
    412: "This is no longer as it was when it was read.",
    413: "The request is too large.",
    421: "This address is not served here.",
    422: "Something in the request is not right.",
    429: "This is more than is allowed for now.",
    500: "Something went wrong on our side.",
    503: "The service is away for a moment; nothing is lost.",
}
WORD = re.compile(r"'([^']*)'")  # as pydantic lists the words to choose from


def problem(request: Request, status: int, errors: Sequence[dict[str, str]] = (), rule: str = "") -> Response:
    """Return the answer for a refusal, as a page for a browser; `errors` are already in the reader's language."""
    language = language_of(request)
    title = TITLES.get(status, TITLES[500 if status >= 500 else 400])  # noqa: PLR2004 - HTTP's own border
    if is_page_wanted(request):
        page: Response = request.app.state.problem_page(request, status, title, errors, rule)
        return page
    title = say(title, language)
    body: dict[str, Any] = {"type": f"/problems/{rule or status}", "title": title, "status": status}
    if errors:
        detail = " ".join(dict.fromkeys(error["message"] for error in errors))
        body |= {"detail": detail, "errors": list(errors)}
    headers = {"content-language": language, "cache-control": "no-store"}
    if request_id := getattr(request.state, "request_id", None):
        headers["x-request-id"] = str(request_id)
    if status == 503:  # noqa: PLR2004 - as above
        headers["retry-after"] = str(RETRY_AFTER_S)
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def is_page_wanted(request: Request) -> bool:
    """Say whether a page is wanted rather than problem+json."""
    return "text/html" in request.headers.get("accept", "") and "/api/" not in request.url.path


def install(app: FastAPI, page: ProblemPage) -> None:
    """Teach `app` to refuse in this way, whatever was raised, and by this page whoever came with a browser."""
    app.state.problem_page = page
    app.add_exception_handler(Refusal, _refused)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, _invalid)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _http)  # type: ignore[arg-type]
    for kind in (*DATABASE_ERRORS, Meanwhile):
        app.add_exception_handler(kind, failed)


def status_of(refusal: Refusal) -> int:
    """Return by which status the API answers it."""
    return next((code for kind, code in STATUSES.items() if isinstance(refusal, kind)), 422)


async def _refused(request: Request, refusal: Refusal) -> Response:
    status = status_of(refusal)
    message = say(refusal.message(), language_of(request), **refusal.values)
    ids = {name: str(value) for name, value in refusal.values.items() if name.endswith("_id")}  # of what else it meets
    error = {"field": refusal.field, "rule": refusal.rule, "message": message, **ids}
    answer = problem(request, status, [error], refusal.rule)
    if isinstance(refusal, Exceeded):
        answer.headers["retry-after"] = str(refusal.retry_after_s)
    return answer


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    language = language_of(request)
    malformed = any(item["type"] == "json_invalid" for item in error.errors())
    errors = [explain(item, language) for item in error.errors()]
    errors = [it for place, it in enumerate(errors) if it not in errors[:place]]
    return problem(request, 400 if malformed else 422, errors, "invalid")


def explain(item: dict[str, Any], language: str) -> dict[str, str]:
    """Say which field broke which rule; what was typed is not repeated, the name of an unknown field neither."""
    context = item.get("ctx", {})
    refusal = context.get("error")
    field = _field(item["type"], item["loc"])
    if isinstance(refusal, InvalidValue):
        return {"field": field, "rule": refusal.rule, "message": say(refusal.sentence, language)}
    sentence = PATTERNS.get(context.get("pattern", ""), RULES.get(item["type"], OTHERWISE))
    if "expected" in context:
        words = [word for word in WORD.findall(context["expected"]) if word]
        context = context | {"expected": Words(language).either(words)}
    return {"field": field, "rule": item["type"].replace("_", "-"), "message": say(sentence, language, **context)}


def _field(rule: str, place: Sequence[int | str]) -> str:
    """Return the field that broke the rule; for one that does not exist the one it stands in, "" for the whole."""
    if rule == "json_invalid":
        return ""
    above = place[:-1] if rule == "extra_forbidden" else place
    return ".".join(str(part) for part in above if part not in {"body", "query", "path", "header"})


class InvalidValue(ValueError):
    """Raised inside a pydantic validator: carries the rule's name and the sentence to translate."""

    def __init__(self, rule: str, sentence: str) -> None:
        self.rule = rule
        self.sentence = sentence
        super().__init__(rule)


async def _http(request: Request, error: HTTPException) -> Response:
    if error.status_code == 401:  # noqa: PLR2004 - HTTP's own number
        return await signed_out(request)
    if isinstance(error, SecondFactorNeeded):
        return await _weak(request)
    answer = problem(request, error.status_code)
    answer.headers.update(error.headers or {})
    return answer


async def signed_out(request: Request, receive: Receive | None = None) -> Response:
    """Lead to the page on which people sign in; a form is given back, to be sent again afterwards."""
    if not is_page_wanted(request):
        return problem(request, 401)
    if request.method in {"GET", "HEAD"}:
        return _led_to(way("sign_in"), request)
    request.state.typed = await typed_in_form(request, receive)
    return problem(request, 401)


async def _weak(request: Request) -> Response:
    """Lead to the page on which a second factor is set up or shown."""
    if is_page_wanted(request) and request.method in {"GET", "HEAD"}:
        return _led_to(way("second_factor"), request)
    request.state.typed = await typed_in_form(request) if is_page_wanted(request) else {}
    return problem(request, 403, rule="second-factor")


def _led_to(page: str, request: Request) -> Response:
    """Return the way there, and back: without what stood behind the question mark, which may be of people."""
    return RedirectResponse(f"{page}?{urlencode({'next': request.url.path})}", 303, {"cache-control": "no-store"})


async def failed(request: Request, error: Exception) -> Response:
    """Answer what nobody has foreseen: 503 for what passes, and 500 for a fault of ours."""
    if is_conflict(error) and getattr(request.state, "begin_anew", None) is not None:
        request.state.begin_anew = True
        log.info("request.rolled_back", error=type(error).__name__)
        return problem(request, 503)
    if is_out_of_reach(error):
        log.warning("request.out_of_reach", route=re.sub(r"[^A-Za-z/_]", "", route_of(request)))
        return problem(request, 403)
    if passes(error):
        log.warning("request.put_off", error=type(error).__name__)
        return problem(request, 503)
    log.error("request.failed", exc_info=error, route=re.sub(r"[^A-Za-z/_]", "", route_of(request)))
    return problem(request, 500)


def route_of(request: Request) -> str:
    """Return the path's pattern, e.g. /sessions/{id}: the path itself may hold ids of people."""
    return str(getattr(request.scope.get("route"), "path", ""))
