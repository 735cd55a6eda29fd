"""docs/licences.md: what each package of the lock file says about its licence, in its own metadata."""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from programs.documents.catalogue import ROOT

PAGE = ROOT / "docs" / "licences.md"
PINNED = re.compile(r"^([a-z0-9._-]+)==([^\s;]+)", re.MULTILINE)
KNOWN = re.compile(r"^\| ([a-z0-9._-]+) \| ([^|]+) \| (.+) \|$", re.MULTILINE)
ELSEWHERE = "not installed here; on other systems alone"
HEAD = """# Licences

What each package in [requirements.lock](../requirements.lock) says about its own licence, in the metadata that comes
with it. `make documents` writes this page. Why each direct dependency is there, and what its licence asks of us, says
[decision 0012](decisions/0012-dependencies-and-licences.md). Kafka's jars and what is kept in the repository itself are
not in the lock file: see there too.

| Package | Version | Licence |
|---|---|---|
"""


def pinned() -> dict[str, str]:
    """Return name → version in the lock file; two versions where it differs by Python."""
    found: dict[str, str] = {}
    for name, version in PINNED.findall((ROOT / "requirements.lock").read_text(encoding="utf-8")):
        found[name] = f"{found[name]}, {version}" if name in found else version
    return found


def listed() -> dict[str, str]:
    """Return name → version as the page has them."""
    return {name: version for name, version, _ in KNOWN.findall(PAGE.read_text(encoding="utf-8"))}


def page() -> str:
    """Return the whole page."""
    return HEAD + "".join(f"| {name} | {version} | {licence(name)} |\n" for name, version in pinned().items())


def licence(name: str) -> str:
    """Return the licence as an expression, else as classifiers, else as a short text, else from the licence file."""
    try:
        package = distribution(name)
    except PackageNotFoundError:
        return ELSEWHERE
    return next(filter(None, _told(package)), "not said")


def _told(package: Distribution) -> Iterator[str]:
    told = package.metadata
    yield "".join(told.get_all("License-Expression") or [])
    classifiers = [it.rpartition(" :: ")[2] for it in told.get_all("Classifier") or [] if it.startswith("License ::")]
    yield ", ".join(it for it in classifiers if it != "OSI Approved")
    yield next(iter("".join(told.get_all("License") or []).splitlines()), "")
    for file in package.files or ():
        if file.name.upper().startswith("LICEN"):
            yield f"{file.read_text().strip().splitlines()[0].strip()} (first line of its licence)"
