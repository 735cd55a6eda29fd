"""The commands `backup`, `restore` and `recover`, and what each says about what it did or would not do."""

import asyncio
import sys
from collections import Counter
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import asyncpg
import typer
from aiokafka.errors import KafkaError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.exc import DBAPIError

from programs.operator.archive import Lock, NoKey, NotReadable, OtherFormat
from programs.operator.backup import back_up
from programs.operator.dumps import ProgramFailed, ProgramMissing, Programs
from programs.operator.installation import Installation
from programs.operator.recovery import Found
from programs.operator.recovery import recover as bring_together
from programs.operator.restore import NotEmpty, ServicesRunning, check_stopped
from programs.operator.restore import restore as put_back
from shared.kernel.kafka import GroupBusy
from shared.service.settings import SECRETS

REFUSED, INCOMPLETE = 2, 3
CONFIRMATION = "replace"
WHY: dict[type[Exception], str] = {
    NoKey: "Nothing is written unencrypted: set BACKUP_RECIPIENT to a public key (age1…), or fill the secret"
    " backup_passphrase.",
    NotReadable: "This is no whole backup, or this key does not open it. Nothing was changed.",
    OtherFormat: "This backup was made by a newer version of Takwin. Nothing was changed.",
    NotEmpty: "These databases are not empty: {}. Nothing was changed. --over replaces what they hold.",
    ServicesRunning: "Stop the services first; these databases are in use: {}. Nothing was changed.",
    GroupBusy: "A service still hears Kafka: stop all of them, then run `takwin recover`.",
    ProgramMissing: "pg_dump and pg_restore are missing: install Postgres's client programs.",
    ProgramFailed: "{} has failed. What was half done is undone, or must be done again with --over.",
    KafkaError: "Kafka does not answer. Once it does, run `takwin recover` before any service starts.",
    OSError: "The file, or a server, cannot be reached: {}.",
    asyncpg.PostgresError: "A database refuses ({}).",
    DBAPIError: "A database refuses.",
}
T = TypeVar("T")


class Keeping(BaseSettings):
    """What backups need to know."""

    model_config = SettingsConfigDict(env_prefix="TAKWIN_")

    backups: Path = Path("/backups")
    backup_recipient: str = ""
    secrets: Path = SECRETS
    postgres_programs: Path | None = None

    @property
    def lock(self) -> Lock:
        """For whom backups are encrypted. Raises NoKey."""
        file = self.secrets / "backup_passphrase"
        return Lock.of(self.backup_recipient.strip(), file.read_text().strip() if file.exists() else "")

    @property
    def programs(self) -> Programs:
        """Postgres's own programs."""
        return Programs(self.postgres_programs)


def backup(
    context: typer.Context,
    keep: Annotated[int, typer.Option(min=0, help="Remove all but so many of the newest; 0 removes none.")] = 0,
) -> None:
    """Write all databases into one encrypted file, while the services run."""
    place: Installation = context.obj
    keeping = Keeping(**place.keeping)

    async def write() -> Path:
        return await back_up(place, keeping.backups, keeping.lock, keeping.programs, keep)

    path = _done(write())
    typer.echo(f"Wrote {path} ({path.stat().st_size} bytes).")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A backup; a bare name is looked for among the backups.")],
    identity: Annotated[
        Path, typer.Option(help="The file of the private key or the passphrase; - is what is piped in.")
    ],
    *,
    over: Annotated[
        bool, typer.Option(help=f"Replace what the databases hold; asks for the word {CONFIRMATION} first.")
    ] = False,
) -> None:
    """Put a backup into databases that hold nothing yet, and bring them and Kafka together. No service may run."""
    place: Installation = context.obj
    keeping = Keeping(**place.keeping)
    path = file if file.exists() else keeping.backups / file.name
    if over:
        _ask_whether()

    async def put() -> list[Found]:
        key = sys.stdin.read() if str(identity) == "-" else identity.read_text()
        return await put_back(place, path, key, keeping.programs, over=over)

    tell(_done(put()))


def _ask_whether() -> None:
    typer.echo(f"What the databases hold will be lost. Type {CONFIRMATION} to go on: ", nl=False)
    if sys.stdin.readline().strip() != CONFIRMATION:
        typer.echo("Nothing was changed.")
        raise typer.Exit(REFUSED)


def recover(context: typer.Context) -> None:
    """Bring the databases and Kafka together, after either was lost or put back. No service may run."""
    place: Installation = context.obj

    async def bring() -> list[Found]:
        await check_stopped(place)
        return await bring_together(place)

    tell(_done(bring()))


def tell(found: Sequence[Found]) -> None:
    """Say per service what differed, then what nobody but people can mend. Exits with INCOMPLETE if there is any."""
    for recovered in found:
        counts = Counter(type_ for type_, _ in recovered.taken_up)
        kinds = ", ".join(f"{number} {type_}" for type_, number in sorted(counts.items()))
        typer.echo(f"{recovered.service}: incarnation {recovered.incarnation}")
        typer.echo(f"  taken up from Kafka: {kinds or 'nothing'}")
        typer.echo(f"  lost by Kafka, to be sent again: {recovered.sent_again}")
        for clash in recovered.clashes:
            where = f"{clash.topic} {clash.partition}/{clash.offset}"
            typer.echo(f"  parked: {where} says otherwise what number {clash.version} of {clash.subject} is")
        for gap in recovered.gaps:
            about = f", {gap.region}" * bool(gap.region) + f", session {gap.session_id}" * bool(gap.session_id)
            typer.echo(f"  to be typed again: {gap.what} {gap.id}{about}, {gap.since:%Y-%m-%d %H:%M}Z: {gap.lacks}")
    if not all(one.complete for one in found):
        typer.echo("Start the services; then let coordinators go through the list above.")
        raise typer.Exit(INCOMPLETE)
    typer.echo("Everything is as Kafka and the backup together tell it. Start the services.")


def _done(work: Coroutine[Any, Any, T]) -> T:
    """Do the work, or say in a sentence why not."""
    try:
        return asyncio.run(work)
    except tuple(WHY) as error:
        _refuse(error)


def _refuse(error: Exception) -> NoReturn:
    sentence = next(words for kind, words in WHY.items() if isinstance(error, kind))
    typer.echo(sentence.format(_about(error)), err=True)
    raise typer.Exit(REFUSED)


def _about(error: Exception) -> str:
    """Say what is known of the error that quotes nobody's data."""
    if isinstance(error, NotEmpty | ServicesRunning | ProgramFailed):
        return str(error)
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename} ({error.strerror})"
    return type(error).__name__
