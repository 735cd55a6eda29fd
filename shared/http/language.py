"""The reader's language: the one of the catalogues in which whoever asks wants the answer."""

from fastapi import Request, Response

from shared.http.cookies import Cookie
from shared.i18n import LANGUAGES, choose

KEPT_S = 365 * 24 * 3600


def language_of(request: Request) -> str:
    """Return the language this reader wants: as asked now, as asked before, as the browser says."""
    for wanted in (request.query_params.get("lang"), kept_language(request)):
        if wanted in LANGUAGES:
            return wanted
    return choose(request.headers.get("accept-language", ""))


def kept_language(request: Request) -> str | None:
    """Return what the browser has kept, whoever wrote it; nothing where it has kept none."""
    return request.cookies.get(_cookie(request).name)


def keep_language(request: Request, answer: Response, language: str) -> None:
    """Let the browser keep it for a year."""
    _cookie(request).set(answer, language, KEPT_S)


def _cookie(request: Request) -> Cookie:
    return Cookie.of("takwin-language", request.app.state.settings.origin)
