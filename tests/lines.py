"""Lines of the log, as an operator can read them."""

import structlog
from structlog.typing import EventDict

from shared.service.log import withhold


def withheld(line: EventDict) -> list[str]:
    """Return the names of what would be withheld in a line that structlog's own tests have caught."""
    said = withhold(None, "", {**line, "log_level": None})
    return [name for name, value in said.items() if value == "[withheld]"]


def without_values() -> None:
    """Let errors be told without the values around them: to draw those takes seconds an error, and minutes a file."""
    shown = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, structlog.processors.add_log_level, shown])
