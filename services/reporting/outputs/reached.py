"""Reports as far as their reader may see: of the whole country, or of one region at a time."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from services.reporting.figures.where import Where
from services.reporting.outputs.one_region import only
from services.reporting.report.values import Chain, Report
from services.reporting.suppression.cells import Reason
from shared.access.reach import Reach
from shared.country import regions
from shared.http.access import Needs, reach_of

INSIDE = Needs("figures.read")


def region_within(reach: Reach, asked: str) -> str:
    """Return the region that is asked for; another one, or one that does not exist, means all that can be seen."""
    if reach.whole:
        return asked if regions.known(asked) else ""
    seen = sorted(reach.regions)
    if not seen:
        raise HTTPException(403)
    return asked if asked in seen else seen[0]


def known_region(request: Request, region: str = "") -> str:
    """Return the region of a page."""
    return region_within(reach_of(request), region)


async def region_of_file(request: Request, region: str = "", *, public: bool = False) -> str:
    """Return the region of a file: for what is internal its reader must be one of those inside."""
    if not public:
        INSIDE.ask(request)
    return region_within(reach_of(request), region)


Region = Annotated[str, Depends(known_region)]
FileRegion = Annotated[str, Depends(region_of_file)]


def where_within(request: Request, where: Where) -> Where:
    """Return the part of everything that is asked for, as far as it can be seen."""
    reach = reach_of(request)
    return where if reach.whole else replace(where, region=region_within(reach, where.region or ""))


def reached(report: Report, reach: Reach, region: str) -> Report:
    """Return the report, or what it says of the one region; who sees no more hears of no other."""
    if not region:
        return report
    told = only(report, region)
    return told if reach.whole else _alone(told, region)


def _alone(report: Report, region: str) -> Report:
    hidden = {name: _protecting(reason, region) for name, reason in report.hidden.items() if _is_of(name, region)}
    chains = tuple(_chain(chain, region) for chain in report.chain if chain.region == region)
    return replace(report, chain=chains, hidden=hidden)


def _chain(chain: Chain, region: str) -> Chain:
    return replace(chain, sessions=tuple(it for it in chain.sessions if it.region == region))


def _protecting(reason: Reason, region: str) -> Reason:
    return replace(reason, protects=tuple(name for name in reason.protects if _is_of(name, region)))


def _is_of(name: str, region: str) -> bool:
    return f"region={region}" in name.split("&")
