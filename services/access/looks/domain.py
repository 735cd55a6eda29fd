"""Rules of looks: somebody of one region may look at another for three hours, with a reason that is told there."""

from collections.abc import Collection
from datetime import timedelta

from shared.access import roles
from shared.country import regions
from shared.refusals import Conflict, Invalid

ROLE, LASTS = roles.LOOKER, roles.LOOK_LASTS
SHORTEST_REASON = 10
SHOWN_FOR = timedelta(days=90)


class LookRegionUnknown(Invalid):
    """There is no such region."""


class RegionYours(Conflict):
    """This region is yours already."""


class ReasonShort(Invalid):
    """Say why, in at least {shortest} letters: the region is told."""


def check_look(region: str, reason: str, own: Collection[str]) -> None:
    """Raise LookRegionUnknown, RegionYours, ReasonShort."""
    if not regions.known(region):
        raise LookRegionUnknown("region")
    if region in own:
        raise RegionYours("region")
    if len(reason) < SHORTEST_REASON:
        raise ReasonShort("reason", shortest=SHORTEST_REASON)
