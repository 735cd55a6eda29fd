"""Lines of the log, as an operator can read them."""

from structlog.typing import EventDict

from shared.service.log import withhold


def withheld(line: EventDict) -> list[str]:
    """Return the names of what would be withheld in a line that structlog's own tests have caught."""
    said = withhold(None, "", {**line, "log_level": None})
    return [name for name, value in said.items() if value == "[withheld]"]
