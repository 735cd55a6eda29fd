"""`takwin audit verify`: walk the chain of every service's audit, and lay the heads beside it that Kafka holds."""

from collections.abc import Iterable
from dataclasses import asdict

import typer

from programs.operator.answering import LOOK, AsJson, answer, place_of, tell_json, tell_table
from programs.operator.audit_walk import Head, Walk, walk
from programs.operator.installation import SERVICES, Installation
from programs.operator.reaching import database_of, kafka_of
from shared.access.audit_head import Seal
from shared.events import AuditSealed
from shared.kernel.kafka import polled_by
from shared.kernel.messaging import PERMANENT, decode

MEANINGS = {
    "changed": "a row is not what it was when it was chained, or a link is not",
    "removed": "a link holds a row that is gone",
    "missing": "a number of the chain is gone",
    "cut": "a head was told that the chain does not reach",
    "rewritten": "a head was told, and the chain says otherwise",
    "forged": "a head on Kafka bears no seal of ours",
    "unchained": "a row is older than a minute, and in no link; a service that stands still chains nothing",
}

audit = typer.Typer(add_completion=False, no_args_is_help=True, help="Look after the audit.")


@audit.callback()
def look_after() -> None:
    """Look after the audit: who did what, and who looked at whom."""


@audit.command()
def verify(
    context: typer.Context,
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Say whether anybody has changed, removed or cut the audit. Ends with 1 when something is left to look at."""
    walks = answer(verified(place_of(context)))
    if as_json:
        tell_json([asdict(found) for found in walks])
    else:
        _tell(walks)
    raise typer.Exit(LOOK if any(found.doubts for found in walks) else 0)


def _tell(walks: Iterable[Walk]) -> None:
    for found in walks:
        heads = f"{found.heads} heads on Kafka" + f", {found.forgotten} of them from before a restore" * bool(
            found.forgotten
        )
        typer.echo(f"{found.service}: {found.links} rows chained, {heads}.")
        tell_table(
            f"{found.service}: look at", [asdict(doubt) | {"means": MEANINGS[doubt.kind]} for doubt in found.doubts]
        )
    if not any(found.doubts for found in walks):
        typer.echo("Nobody has changed the audit.")


async def verified(place: Installation) -> list[Walk]:
    """Walk each service's chain. The heads are read first: the chain reaches as far by then. Raises Refused."""
    heads = await told_heads(place)
    found = []
    for service in SERVICES:
        async with database_of(place, service) as database:
            found.append(await walk(database, service, heads[service]))
    return found


async def told_heads(place: Installation) -> dict[str, list[Head]]:
    """Return the heads that each service has told, in the order in which it did. Raises Refused."""
    seal = Seal(place.secret)
    heads: dict[str, dict[str, Head]] = {service: {} for service in SERVICES}
    async with kafka_of(place) as clients:
        async for records in polled_by(*clients, AuditSealed.topic):
            for record in records:
                try:
                    told = AuditSealed.from_cloudevent(decode(record))
                except PERMANENT:
                    continue
                head = Head(told.links, told.digest, told.incarnation or 1, sealed=seal.fits(told))
                heads.setdefault(told.service, {})[str(told.id)] = head
    return {service: list(kept.values()) for service, kept in heads.items()}
