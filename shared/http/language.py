"""The reader's language: the one of the catalogues in which whoever asks wants the answer."""

from fastapi import Request

from shared.i18n import LANGUAGES, choose

LANGUAGE_COOKIE = "takwin-language"


def language_of(request: Request) -> str:
    """Return the language this reader wants: as asked now, as asked before, as the browser says."""
    for wanted in (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if wanted in LANGUAGES:
            return wanted
    return choose(request.headers.get("accept-language", ""))
