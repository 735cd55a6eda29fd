"""Reads a page as its reader does: what it says, where it leads, what its forms are filled in with, what is wrong."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx2

VOID = {"input", "br", "meta", "link", "hr"}


@dataclass
class Form:
    """A form as the page shows it."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """One page; `errors` are by field."""

    def __init__(self, answer: httpx2.Response) -> None:
        super().__init__()
        self.status = answer.status_code
        self.html = answer.text
        self.language = self.direction = ""
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.errors: dict[str, str] = {}
        self.alert = ""
        self.texts: list[str] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self.feed(answer.text)

    def form(self, ending: str) -> Form:
        """Return the form that is sent to an address with this ending."""
        return next(form for form in self.forms if form.action.endswith(ending))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what is of use."""
        said = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append((tag, said))
        if tag == "html":
            self.language, self.direction = said["lang"], said["dir"]
        elif tag == "a":
            self.links.append(said["href"])
        elif tag == "form" and any(name == "main" for name, _ in self._open):  # the frame's is on every page
            self.forms.append(Form(said["action"], said["method"]))
        elif tag in {"input", "option"}:
            self._value(tag, said)
        elif tag in {"select", "textarea"}:
            self.forms[-1].values[said["name"]] = ""

    def _value(self, tag: str, said: dict[str, str]) -> None:
        if tag == "option" and "selected" in said:
            select = next(its for name, its in reversed(self._open) if name == "select")
            self.forms[-1].values[select["name"]] = said["value"]
        elif tag == "input" and (said.get("type") not in {"checkbox", "radio"} or "checked" in said):
            self.forms[-1].values[said["name"]] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """Forget what is closed; in HTML some things need not be."""
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Keep texts, and those of errors and of what is typed by their fields."""
        text = data.strip()
        if not text:
            return
        self.texts.append(text)
        tag, said = self._open[-1]
        if said.get("class") == "error":
            self.errors[said["id"].removesuffix("-error")] = text
        elif tag == "textarea":
            self.forms[-1].values[said["name"]] = data
        if any(its.get("role") == "alert" for _, its in self._open):
            self.alert += text


async def look(pages: httpx2.AsyncClient, path: str, language: str = "fr") -> Page:
    """Open a page."""
    return Page(await pages.get(path, headers={"accept-language": language}))


async def send(pages: httpx2.AsyncClient, form: Form, language: str = "fr", **changes: str) -> Page:
    """Send a form as it is filled in, but for the changes, and go where it leads; `__` stands for a dot."""
    values = form.values | {name.replace("__", "."): value for name, value in changes.items()}
    headers = {"accept-language": language}
    return Page(await pages.post(form.action, data=values, headers=headers, follow_redirects=True))
