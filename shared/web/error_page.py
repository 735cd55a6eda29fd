"""A refusal as a page, for whoever came with a browser: what is wrong, and what to do now."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import HTMLResponse

from shared.directory import way
from shared.http.language import language_of
from shared.i18n import say
from shared.web.pages import Pages

PAGES = Pages()
AGAIN_S = 5
# What to do now, by rule or else by status; a refusal with a sentence of its own needs no more.
ADVICE = {
    "401": "Your sign-in has ended, and nothing was saved. Sign in, then send what you typed again.",
    "second-factor": "Nothing was saved. Show your second factor, then send what you typed again.",
    "403": "If this is part of your work, ask an administrator of your office.",
    "404": "It may have been moved, or the address is not complete.",
    "421": "Use the address that was printed where Takwin was started.",
    "429": "Wait a minute, then go back and do it again: much was asked for in a short time.",
    "500": "What you did may not have been saved. Go back and look, then try again.",
    "503": "Try again in a moment.",
}
TITLES = {"401": "Please sign in.", "second-factor": "Please show your second factor."}
WAYS = {
    "401": (way("sign_in"), "Sign in"),
    "second-factor": (way("second_factor"), "Second factor"),
}
UNSEEN = {"shown", "once"}
AGAIN = "This page tries again by itself."


def error_page(
    request: Request, status: int, title: str, errors: Sequence[dict[str, str]], rule: str = ""
) -> HTMLResponse:
    """Return the page; `title` is an English sentence of the catalogues, `errors` are in the reader's language."""
    language = language_of(request)
    key = rule if rule in ADVICE else str(status)
    again = AGAIN_S if status == 503 and request.method == "GET" else 0  # noqa: PLR2004 - HTTP's own number
    said = [error["message"] for error in errors]
    advice = [it for it in (ADVICE.get(key, ""), AGAIN if again else "") if it and not said]
    sentences = said + [say(it, language) for it in advice]
    title = say(TITLES.get(key, title), language)
    typed: dict[str, str] = getattr(request.state, "typed", {})
    told = {"sentences": sentences, "again": again, "way": WAYS.get(key), "typed": typed, "unseen": UNSEEN}
    answer = PAGES.show(request, "problem.html", status, title=title, **told)
    if again:
        answer.headers["retry-after"] = str(again)
    return answer
