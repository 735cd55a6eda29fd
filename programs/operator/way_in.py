"""`takwin first-administrator` and `takwin link`: the way in of whoever lets the others in, and of a demonstration."""

from typing import Annotated

import typer

from programs.operator.answering import answer, place_of
from programs.operator.installation import Installation
from programs.operator.reaching import Refused, database_of
from services.access import operating
from shared.directory import way
from shared.refusals import Refusal

KEEPER = "access"


def first_administrator(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="As colleagues know the person.")],
    email: Annotated[str, typer.Argument(help="By which the person signs in.")],
    language: Annotated[str, typer.Option(help="Of their pages: fr or ar.")] = "fr",
) -> None:
    """Print a link by which the first administrator chooses a password, once, within three days."""
    typer.echo(f"Open once: {answer(invite_first(place_of(context), name, email, language))}")


def link(context: typer.Context) -> None:
    """Print a link that opens a demonstration once, within twelve hours."""
    typer.echo(f"Open once: {answer(demonstration_link(place_of(context)))}")


async def invite_first(place: Installation, name: str, email: str, language: str = "fr") -> str:
    """Return the link. Raises Refused."""
    async with database_of(place, KEEPER) as database:
        try:
            secret = await operating.first_administrator(database, email, name, language)
        except Refusal as refusal:
            raise Refused(str(refusal)) from None
    return f"{place.origin}{way('opens')}{secret}"


async def demonstration_link(place: Installation) -> str:
    """Return a link that signs in at once. Raises Refused."""
    if not place.demo:
        raise Refused("This is no demonstration: people come by their accounts. The first: takwin first-administrator.")
    async with database_of(place, KEEPER) as database:
        secret = await operating.demonstration(database)
    return f"{place.origin}{way('opens')}{secret}"
