"""Notices from claims: what the message of a queued intent tells."""

from services.notifications.queue.claim import Claim
from services.notifications.texts.notice import Invitation, Notice


def notice_of(claim: Claim) -> Notice:
    """Return what the message tells, by what was known of its session when it was claimed."""
    return Notice(
        id=claim.id,
        kind=claim.kind,
        told_at=claim.told_at,
        plan=claim.known.plan if claim.known else None,
        before=claim.before,
        deadline=claim.expires_at,
        invitation=_invitation(claim),
    )


def _invitation(claim: Claim) -> Invitation | None:
    known, method = claim.known, claim.kind.calendar
    if known is None or method is None or claim.calendar_entry is None:
        return None
    return Invitation(
        name=claim.calendar_entry,
        method=method,
        plan=known.plan,
        before=claim.before,
        sequence=known.sequence,
        entries=known.entries,
    )
