"""What was said in words, and what came of it, as the log alone tells; no code of the services in it."""

from collections import Counter
from typing import Any

from tests.e2e.oracle import World

Said = Counter[tuple[Any, ...]]


def words(told: World, kind: str) -> Said:
    """Return region, theme, language and text of what was released: `needs` or `recommendations`."""
    released = (told.released[id_] for id_ in getattr(told, kind) if id_ in told.released)
    return Counter((it["region"], it["theme"], it["language"], it["wording"]) for it in released)


def shown_words(report: dict[str, Any], kind: str) -> Said:
    """Return the same of a report."""
    return Counter((it["region"], it["theme"], it["language"], it["wording"]) for it in report[kind])


def chain(told: World) -> Said:
    """Return region, theme and text of each need, module and version that answers it, and the sessions of that."""
    found: Said = Counter()
    for need, (region, theme) in told.needs.items():
        said = (region, theme, told.released.get(need, {}).get("wording"))
        answers = [it for it in told.modules if need in it["answers"]]
        found.update((*said, it["code"], it["module_version"], _sessions(told, it)) for it in answers)
        found.update([(*said, None, None, frozenset())] if not answers else [])
    return found


def _sessions(told: World, module: dict[str, Any]) -> frozenset[tuple[str, str, str]]:
    return frozenset(
        (session, told.regions[session], told.states[session])
        for session, plan in told.plans.items()
        if told.takes_place(session)
        and (module["module_id"], module["module_version"])
        in {(block["module_id"], block["module_version"]) for block in plan["blocks"]}
    )


def shown_chain(report: dict[str, Any]) -> Said:
    """Return the same of a report."""
    return Counter(
        (
            *(it["region"], it["theme"], it["wording"], it["code"], it["module_version"]),
            frozenset((one["session_id"], one["region"], one["state"]) for one in it["sessions"]),
        )
        for it in report["chain"]
    )
