"""Actions on needs: record them as they were voiced, and release their words once they were read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.domain import check_region
from services.scheduling.needs import domain
from services.scheduling.needs.storage import Assessment, Need, needs_of
from services.scheduling.tables import lock
from shared.country.timezones import ZONE
from shared.events import AssessmentRecorded, Language, NeedReleased, NeedWithdrawn, VoicedNeed
from shared.events.released_words import check_same_words
from shared.http.preconditions import Check, at_will
from shared.kernel import clock, outbox

log = structlog.get_logger()


@dataclass(frozen=True)
class Voiced:
    """A need as it was voiced."""

    theme: str
    language: Language
    wording: str
    voiced_by: tuple[UUID, ...]


async def record_assessment(
    db: AsyncSession, region: str, city: str, held_on: date, voiced: tuple[Voiced, ...]
) -> Assessment:
    """Keep an assessment and announce it, without its words.

    Raises RegionUnknown, AssessmentNotHeldYet, ThemeUnknown.
    """
    check_region(region)
    domain.check_held(held_on, clock.now(db).astimezone(ZoneInfo(ZONE)).date())
    for place, need in enumerate(voiced):
        domain.check_theme(need.theme, f"needs.{place}.theme")
    assessment = Assessment(id=clock.new_id(db), region=region, city=city, held_on=held_on)
    db.add(assessment)
    await db.flush()  # needs name it
    needs = [_new_need(db, assessment, place, one) for place, one in enumerate(voiced)]
    db.add_all(needs)
    outbox.publish(db, _recorded(assessment, needs), version=assessment.version)
    log.info("assessment.recorded", assessment_id=assessment.id, region=region, needs=len(needs))
    return assessment


def _new_need(db: AsyncSession, assessment: Assessment, place: int, voiced: Voiced) -> Need:
    return Need(
        id=clock.new_id(db),
        assessment_id=assessment.id,
        place=place,
        theme=voiced.theme,
        language=voiced.language,
        wording=voiced.wording,
        voiced_by=list(voiced.voiced_by),
    )


def _recorded(assessment: Assessment, needs: Sequence[Need]) -> AssessmentRecorded:
    return AssessmentRecorded(
        assessment_id=assessment.id,
        region=assessment.region,
        city=assessment.city,
        held_on=assessment.held_on,
        needs=[VoicedNeed(need_id=need.id, theme=need.theme, voiced_by=need.voiced_by) for need in needs],
    )


async def name_organisations(
    db: AsyncSession, need_id: UUID, chosen: Sequence[UUID], shown: Collection[UUID] | None = None
) -> Need:
    """Keep which organisations voiced the need, and tell its assessment as it now stands; the same again tells nothing.

    Of an organisation that was not `shown` to whoever chose, nothing changes. Raises NeedUnknown, TooManyOrganisations.
    """
    need = await lock(db, Need, need_id)
    if need is None:
        raise domain.NeedUnknown("need_id")
    named = domain.chosen_anew(need.voiced_by, chosen, shown)
    if set(named) == set(need.voiced_by):
        return need
    assessment = await db.get_one(Assessment, need.assessment_id, with_for_update={"key_share": True})
    need.voiced_by, assessment.version = list(named), assessment.version + 1
    outbox.publish(db, _recorded(assessment, await needs_of(db, [assessment.id])), version=assessment.version)
    log.info("need.organisations_named", need_id=need.id, organisations=len(named))
    return need


async def release_need(
    db: AsyncSession, need_id: UUID, wording: str | None = None, check: Check[Need] = at_will
) -> Need:
    """Tell a need's words, as they stand or as they were corrected; told once, however often it is asked.

    Raises what `check` raises, NeedUnknown, ReleasedInOtherWords, WordingPointsToSomebody.
    """
    need = await lock(db, Need, need_id)
    if need is None:
        raise domain.NeedUnknown("need_id")
    said = wording or need.wording
    if need.released_at is not None:
        check_same_words(need.wording, said)
        return need
    check(need)
    domain.check_wording(said)
    assessment = await db.get_one(Assessment, need.assessment_id)
    need.wording, need.released_at, need.version = said, clock.now(db), need.version + 1
    outbox.publish(db, _released(assessment, need), version=need.version)
    log.info("need.released", need_id=need.id, region=assessment.region)
    return need


async def withdraw_need(db: AsyncSession, need_id: UUID, check: Check[Need] = at_will) -> Need:
    """Take back a need's words wherever they are shown; twice is the same as once.

    Raises what `check` raises, NeedUnknown.
    """
    need = await lock(db, Need, need_id)
    if need is None:
        raise domain.NeedUnknown("need_id")
    if need.released_at is None:
        return need
    check(need)
    assessment = await db.get_one(Assessment, need.assessment_id)
    need.released_at, need.version = None, need.version + 1
    about = {"need_id": need.id, "assessment_id": assessment.id, "region": assessment.region, "theme": need.theme}
    outbox.publish(db, NeedWithdrawn.model_validate(about), version=need.version)
    log.info("need.withdrawn", need_id=need.id, region=assessment.region)
    return need


def _released(assessment: Assessment, need: Need) -> NeedReleased:
    return NeedReleased(
        need_id=need.id,
        assessment_id=assessment.id,
        region=assessment.region,
        theme=need.theme,
        language=need.language,
        wording=need.wording,
    )
