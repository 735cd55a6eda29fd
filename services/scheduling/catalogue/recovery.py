"""Programmes, needs and modules, as events tell them; words that were never told stay lost."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.catalogue.storage import Answer, Module, ModuleVersion, Programme
from services.scheduling.needs.storage import Assessment, Need, known_needs
from shared.events import AssessmentRecorded, ModuleReleased, NeedReleased, NeedWithdrawn, ProgrammeDefined, VoicedNeed
from shared.kernel.contracts import Event
from shared.service.recovery import Gap

LOST_WORDS = "?"


async def take_up_catalogue(db: AsyncSession, told: Sequence[Event]) -> list[Gap]:
    """Take up needs before modules: modules answer them."""
    gaps: list[Gap] = []
    for event in sorted(told, key=lambda it: isinstance(it, ModuleReleased)):
        match event:
            case ProgrammeDefined():
                gaps += await _programme(db, event)
            case AssessmentRecorded():
                gaps += await _assessment(db, event)
            case NeedReleased():
                await _words(db, event)
            case NeedWithdrawn():
                need = await db.get_one(Need, event.need_id)
                need.released_at, need.version = None, event.aggregateversion
            case ModuleReleased():
                await _module(db, event)
    await db.flush()
    return [gap for gap in gaps if gap.what != "need" or await _is_wordless(db, gap.id)]


async def _programme(db: AsyncSession, event: ProgrammeDefined) -> list[Gap]:
    known = await db.get(Programme, event.programme_id)
    facts: dict[str, Any] = event.kept_in(Programme.model_fields)
    programme = known or Programme(id=event.programme_id, title=event.code, **facts)
    programme.sqlmodel_update(facts)
    programme.version = event.aggregateversion
    db.add(programme)
    return [] if known else [Gap("programme", programme.id, "its title", event.time)]


async def _assessment(db: AsyncSession, event: AssessmentRecorded) -> list[Gap]:
    facts: dict[str, Any] = event.kept_in(Assessment.model_fields)
    row = await db.get(Assessment, event.assessment_id) or Assessment(id=event.assessment_id, **facts)
    row.sqlmodel_update(facts)
    row.version = event.aggregateversion
    db.add(row)
    await db.flush()  # needs name it
    new = [await _need(db, event, place, need) for place, need in enumerate(event.needs)]
    return [Gap("need", id_, "its words", event.time, region=event.region) for id_ in new if id_]


async def _need(db: AsyncSession, event: AssessmentRecorded, place: int, voiced: VoicedNeed) -> UUID | None:
    """Keep what is told of the need; return its id where its words are lost."""
    known = await db.get(Need, voiced.need_id)
    facts: dict[str, Any] = {"assessment_id": event.assessment_id, "place": place, "theme": voiced.theme}
    facts["voiced_by"] = list(voiced.voiced_by)
    need = known or Need(id=voiced.need_id, language="fr", wording=LOST_WORDS, **facts)
    need.sqlmodel_update(facts)
    db.add(need)
    return None if known else need.id


async def _words(db: AsyncSession, event: NeedReleased) -> None:
    need = await db.get_one(Need, event.need_id)
    need.wording, need.language = event.wording, event.language
    need.released_at, need.version = event.time, event.aggregateversion


async def _is_wordless(db: AsyncSession, need_id: UUID) -> bool:
    return (await db.get_one(Need, need_id)).wording == LOST_WORDS


async def _module(db: AsyncSession, event: ModuleReleased) -> None:
    module = await db.get(Module, event.module_id) or Module(id=event.module_id, code=event.code)
    module.code, module.version = event.code, event.module_version
    db.add(module)
    await db.flush()  # its versions name it
    titles = {"title_fr": event.title_fr or event.code, "title_ar": event.title_ar or event.code}
    about: dict[str, Any] = {"module_id": module.id, "version": event.module_version, "minutes": event.minutes}
    await db.merge(ModuleVersion(**about | titles))
    await db.flush()  # answers name it
    for need_id in await known_needs(db, event.answers):
        await db.merge(Answer(need_id=need_id, module_id=module.id, module_version=event.module_version))
