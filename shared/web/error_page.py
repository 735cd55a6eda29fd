"""A refusal as a page, for whoever came with a browser: what is wrong, and what to do now."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import HTMLResponse

from shared.http.language import language_of
from shared.i18n import say
from shared.web.pages import Pages

PAGES = Pages()
AGAIN_S = 5
# What to do now, by rule or else by status; a refusal with a sentence of its own needs no more.
ADVICE = {
    "401": "These pages open with the link that is printed where Takwin is started; it lasts for twelve hours.",
    "link-used": "A link opens the pages once, within twelve hours. Whoever runs Takwin can have a new one printed.",
    "403": "If this is part of your work, ask whoever started Takwin.",
    "404": "It may have been moved, or the address is not complete.",
    "421": "Use the address that was printed where Takwin was started.",
    "429": "Wait a minute, then go back and do it again: much was asked for in a short time.",
    "500": "What you did may not have been saved. Go back and look, then try again.",
    "503": "Try again in a moment.",
}
TITLES = {"401": "Please open the printed link first.", "link-used": "This link has been used, or is too old."}
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
    answer = PAGES.show(request, "problem.html", status, title=title, sentences=sentences, again=again, code=status)
    if again:
        answer.headers["retry-after"] = str(again)
    return answer
