"""Actions on the catalogue: define programmes, release modules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.catalogue import domain
from services.scheduling.catalogue.storage import Answer, Module, ModuleVersion, Programme
from services.scheduling.needs.storage import known_needs
from services.scheduling.tables import lock
from shared.events import Attribution, DonorNames, ModuleReleased, ProgrammeDefined
from shared.http.preconditions import Check, at_will
from shared.kernel import clock, outbox
from shared.rows import insert

log = structlog.get_logger()


@dataclass(frozen=True)
class Release:
    """What one version of a module is, and which voiced needs it answers."""

    title_fr: str
    title_ar: str
    minutes: int
    answers: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class Paid:
    """What a programme is, and who pays for it."""

    code: str
    title: str
    donors: list[str]
    attribution: Attribution = "full"
    donor_names: tuple[DonorNames, ...] = ()


async def define_programme(db: AsyncSession, paid: Paid) -> Programme:
    """Define a programme and announce it. Raises DonorNamedTwice, DonorNotOfProgramme, ProgrammeCodeTaken."""
    domain.check_donors(paid.donors)
    names = [it.model_dump() for it in domain.named(paid.donors, paid.donor_names)]
    programme = Programme(id=clock.new_id(db), **{**vars(paid), "donor_names": names})
    await insert(db, programme, {"uq_programme_code": domain.ProgrammeCodeTaken("code")})
    _announce(db, programme)
    log.info("programme.defined", programme_id=programme.id, donors=len(paid.donors))
    return programme


async def name_donors(
    db: AsyncSession, programme_id: UUID, names: Sequence[DonorNames], check: Check[Programme] = at_will
) -> bool:
    """Call the programme's donors by these names alone, announce it, and say whether anything is new.

    Raises what `check` raises, ProgrammeUnknown, DonorNamedTwice, DonorNotOfProgramme.
    """
    programme = await lock(db, Programme, programme_id)
    if programme is None:
        raise domain.ProgrammeUnknown("programme_id")
    check(programme)
    called = [it.model_dump() for it in domain.named(programme.donors, names)]
    if called == programme.donor_names:
        return False
    programme.donor_names = called
    programme.version += 1
    _announce(db, programme)
    log.info("programme.donors_named", programme_id=programme.id, donors=len(called))
    return True


def _announce(db: AsyncSession, programme: Programme) -> None:
    told = programme.model_dump(include={"code", "donors", "attribution", "donor_names"})
    outbox.publish(db, ProgrammeDefined(programme_id=programme.id, **told), version=programme.version)


async def create_module(db: AsyncSession, code: str, release: Release) -> Module:
    """Create a module and release its first version. Raises ModuleCodeTaken, NeedUnknown."""
    module = Module(id=clock.new_id(db), code=code)
    await insert(db, module, {"uq_module_code": domain.ModuleCodeTaken("code")})
    await _release(db, module, release)
    return module


async def release_version(
    db: AsyncSession, module_id: UUID, release: Release, check: Check[Module] = at_will
) -> Module:
    """Release the module's next version; sessions go on naming the one they were planned with.

    Raises what `check` raises, ModuleUnknown, NeedUnknown.
    """
    module = await lock(db, Module, module_id)
    if module is None:
        raise domain.ModuleUnknown("module_id")
    check(module)
    module.version += 1
    await _release(db, module, release)
    return module


async def _release(db: AsyncSession, module: Module, release: Release) -> None:
    domain.check_answers(release.answers, await known_needs(db, release.answers))
    what: dict[str, Any] = {"title_fr": release.title_fr, "title_ar": release.title_ar, "minutes": release.minutes}
    db.add(ModuleVersion(module_id=module.id, version=module.version, **what))
    await db.flush()  # answers name it
    answers = list(dict.fromkeys(release.answers))
    db.add_all(Answer(module_id=module.id, module_version=module.version, need_id=need) for need in answers)
    released = ModuleReleased(
        module_id=module.id, code=module.code, module_version=module.version, answers=answers, **what
    )
    outbox.publish(db, released, version=module.version)
    log.info("module.released", module_id=module.id, version=module.version, answers=len(answers))
