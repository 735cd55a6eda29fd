"""Queries stand in the storage of their room: CONTRIBUTING.md, How code reads here, 4."""

import ast

from tests.architecture.built import ROOT, python_files

ASKING = {
    "sqlmodel": {"select", "delete", "update", "insert", "text", "func"},
    "sqlalchemy": {"select", "delete", "update", "insert", "text", "func"},
    "sqlalchemy.dialects.postgresql": {"insert"},
    "shared.kernel.database": {"run"},
}
READ_MODELS = "the folder is reporting's storage"
ELSEWHERE = {
    "services/reporting/read_models/facts.py": READ_MODELS,
    "services/reporting/read_models/queries.py": READ_MODELS,
    "services/reporting/read_models/trail.py": READ_MODELS,
    "services/reporting/read_models/upserts.py": READ_MODELS,
    "services/reporting/operating.py": "it counts and empties every table, whichever there are",
    "services/registration/seats/taking.py": "the one statement that gives a seat is the action itself",
    "services/registration/seats/lines.py": "a list joins seats with people, whose storages do not know each other",
    "services/registration/voices/paper.py": "who has to answer joins attendance with people",
    "services/registration/people/finding.py": "the search for people is SQL from end to end",
    "services/registration/people/organisation_pages.py": "its list is searched as people are, by finding.py",
    "services/registration/imports/remembered.py": "what is remembered of lists is a storage under a noun of its own",
}


def asks(source: str) -> set[str]:
    """Return by which names a module asks a database."""
    imports = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return {alias.name for node in imports for alias in node.names if alias.name in ASKING.get(node.module or "", ())}


def test_no_query_stands_outside_storage_but_those_with_a_reason() -> None:
    files = [file for file in python_files("services") if file.name != "storage.py" and "migrations" not in file.parts]

    found = {str(file.relative_to(ROOT)) for file in files if asks(file.read_text(encoding="utf-8"))}

    assert found - ELSEWHERE.keys() == set(), "move the query into the storage.py of its room"
    assert ELSEWHERE.keys() - found == set(), "asks nothing any more: take it out of ELSEWHERE"


def test_a_planted_query_is_seen() -> None:
    assert asks("from sqlmodel import col, select") == {"select"}
    assert asks("from shared.kernel.database import run") == {"run"}
