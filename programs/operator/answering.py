"""Answers of every command: a table to read or JSON, 0 when all is well, 1 to look, 2 when it could not be done."""

import asyncio
import json
import sys
from collections.abc import Coroutine, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from programs.operator.installation import Installation
from programs.operator.reaching import Refused

T = TypeVar("T")

WIDTH = 200  # where no terminal says its own: wide enough that no id is cut
LOOK, IN_VAIN = 1, 2

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for programs.")]


def place_of(context: typer.Context) -> Installation:
    """Return the installation that the command was started for."""
    place: Installation = context.obj
    return place


def answer(work: Coroutine[Any, Any, T]) -> T:
    """Do the work; what cannot be done is said in one sentence, and the command ends with 2."""
    try:
        return asyncio.run(work)
    except Refused as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(IN_VAIN) from None


def tell_json(found: Any) -> None:
    """Print it as one JSON document."""
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False, default=str))


def tell_table(title: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print the rows under the names of their fields; nothing where there are none."""
    if not rows:
        return
    table = Table(title=title, title_justify="left", title_style="bold")
    for name in rows[0]:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*map(_cell, row.values()))
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else WIDTH, markup=False, highlight=False)
    console.print(table)


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return "" if value is None else str(value)
