"""Every field of a planner's form: kept, told, shown, shown again to be changed, and in the answer to a program."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.registration.seats.forms import SessionView as RegistrationView
from services.registration.seats.storage import Session as HeardSession
from services.scheduling.planning import arranging
from services.scheduling.planning.change_pages import as_planned
from services.scheduling.planning.forms import BlockForm, PlanForm, session_view
from services.scheduling.planning.pages import SHAPE
from services.scheduling.planning.storage import Block, Session
from services.scheduling.venues.storage import Venue
from shared.events import PlanEvent, SessionPlanned
from shared.web.filling import understand
from tests.architecture.built import ROOT
from tests.contract import release

ON_THE_WALL = {"starts_local": release.LOCAL, "ends_local": release.LOCAL + timedelta(hours=7)}
NOT_BY_DEFAULT: dict[str, Any] = {"zone": "Africa/Tunis"}
SHOWN_BY = {"venue_id": "its.room(venue)"}
FIELDS = sorted(set(PlanForm.model_fields) - {"blocks"})


def sample(name: str) -> Any:
    """Return a value that is not the field's default."""
    return NOT_BY_DEFAULT.get(name) or release.sample(name)


def session() -> Session:
    moments = release.part("starts_at", "ends_at", "region", "programme_id")
    return Session(id=release.sample("session_id"), **moments, **{name: sample(name) for name in FIELDS})


def block(session_id: UUID) -> Block:
    values = {name: sample(name) for name in BlockForm.model_fields} | ON_THE_WALL
    moments = release.part("starts_at", "ends_at")
    return Block(id=release.sample("block_id"), session_id=session_id, **values | moments)


def venue() -> Venue:
    return Venue(id=release.sample("venue_id"), name="Salle d'exemple", city="Oujda", region="MA-02", capacity=30)


def sent_back() -> PlanForm:
    """Return the form that offers another plan, as it is sent back untouched."""
    planned = session()
    shown = SHAPE.apart(as_planned(planned, [block(planned.id)]))
    nobody: Any = None  # a request is asked for its language where something is wrong
    form = understand(nobody, PlanForm, shown).form
    assert form is not None
    return form


@pytest.mark.parametrize("name", FIELDS)
def test_a_sample_is_not_what_a_form_says_by_default(name: str) -> None:
    assert sample(name) != PlanForm.model_fields[name].default


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_of_a_plan_is_kept_told_and_answered(name: str) -> None:
    planned = session()

    told = SessionPlanned(**arranging.told(planned, venue(), [block(planned.id)]))

    assert name in Session.model_fields
    assert getattr(told, name, "in no event") == sample(name)
    assert getattr(session_view(planned, venue(), []), name, "in no answer") == sample(name)


@pytest.mark.parametrize("name", FIELDS)
def test_another_plan_sent_back_untouched_is_the_plan_that_stands(name: str) -> None:
    form = sent_back()

    assert getattr(form, name) == sample(name)
    assert vars(form.plan())[name] == sample(name)


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_of_a_plan_is_on_the_page_of_its_session(name: str) -> None:
    page = (ROOT / "services/scheduling/templates/session.html").read_text(encoding="utf-8")

    assert SHOWN_BY.get(name, f"session.{name}") in page


@pytest.mark.parametrize("name", BlockForm.model_fields)
def test_a_block_sent_back_untouched_is_the_block_that_stands(name: str) -> None:
    [part] = sent_back().plan().blocks

    assert getattr(part, name) == getattr(block(session().id), name)


@pytest.mark.parametrize("name", sorted(set(PlanEvent.model_fields) & set(HeardSession.model_fields)))
def test_what_registration_keeps_of_a_plan_is_in_its_answer_about_a_session(name: str) -> None:
    assert name in RegistrationView.model_fields
