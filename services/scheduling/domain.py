"""Rules that all parts of scheduling share."""

from shared.country import regions
from shared.refusals import Invalid


class RegionUnknown(Invalid):
    """There is no region with this code."""


def check_region(code: str) -> None:
    """Raise RegionUnknown."""
    if not regions.known(code):
        raise RegionUnknown("region")
