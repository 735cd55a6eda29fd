"""Log lines: one of JSON per thing that happened, without personal data; what may not be harmless is withheld."""

import logging
import re
import sys
import traceback
from types import TracebackType
from typing import Any
from uuid import UUID

import structlog
from aiokafka.errors import KafkaError
from structlog.typing import EventDict, Processor, WrappedLogger

# Texts are let through under these names alone, and only if they look like a name of ours; ids and numbers always are.
HARMLESS = {
    *("level", "timestamp", "logger", "service", "consumer", "topic", "type", "error", "region", "state"),
    *(
        "fields",
        "route",
        "method",
        "permission",
        "caller",
        "template",
        "channel",
        "language",
        "zone",
        "where",
        "reason",
        "factor",
    ),
}
LISTS = {"frames", "revisions"}  # of names of ours
NAME = re.compile(r"[a-z_]+(\.[a-z_]+)*")  # what happened: noun.past_verb
PLAIN = re.compile(r"[A-Za-z0-9_.,:/{}\[\]<> -]{0,500}")
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def ids_as_text(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Write ids as JSON can."""
    return {name: str(value) if isinstance(value, UUID) else value for name, value in line.items()}


def withhold(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Replace every text that might say something about a person."""
    return {name: value if _harmless(name, value) else "[withheld]" for name, value in line.items()}


def _harmless(name: str, value: Any) -> bool:
    if value is None or isinstance(value, bool | int | float | UUID):
        return True
    if isinstance(value, list):
        return all(isinstance(item, str) and PLAIN.fullmatch(item) for item in value) and name in LISTS
    if name == "event":
        return isinstance(value, str) and bool(NAME.fullmatch(value))
    return isinstance(value, str) and bool((name in HARMLESS and PLAIN.fullmatch(value)) or ID.fullmatch(value))


def exception_without_words(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Say the class of an error and where it was raised; its text may quote what somebody typed."""
    info = line.pop("exc_info", None)
    error = sys.exc_info() if info is True else info
    if isinstance(error, BaseException):
        error = (type(error), error, error.__traceback__)
    if error and error[0]:
        line["error"] = error[0].__name__
        line["frames"] = _frames(error[2])
    return line


def _frames(trace: TracebackType | None) -> list[str]:
    """Say where it was raised, and by which steps of ours it came there."""
    steps = traceback.extract_tb(trace)
    ours = [step for step in steps[:-1] if "site-packages" not in step.filename and step.filename[0] != "<"]
    return [f"{'/'.join(step.filename.split('/')[-3:])}:{step.lineno} {step.name}" for step in (*ours, *steps[-1:])][
        -12:
    ]


def foreign_message(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """Say where a library spoke, and not what: its words may quote anything."""
    record: logging.LogRecord | None = line.get("_record")
    if record is not None:
        line["event"] = "library.said"
        line["where"] = f"{record.module}:{record.lineno}"
        line["logger"] = record.name
    return line


def is_news(record: logging.LogRecord) -> bool:
    """Leave out what the client of Kafka tries again by itself: shared.service.health tells of what does not get on."""
    said = record.args if isinstance(record.args, tuple) else ()
    return not any(isinstance(it, KafkaError) and it.retriable for it in said)


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure(level: int = logging.INFO) -> None:
    """Send everything, libraries' own lines included, to standard error as one JSON object a line."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter())
    handler.addFilter(is_news)
    logging.raiseExceptions = False  # else what cannot be written is told with its arguments
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name, quiet in {
        "aiokafka": logging.ERROR,
        "httpx2": logging.WARNING,  # each request to a gateway or for contacts: its line says nothing once withheld
        "uvicorn.access": logging.CRITICAL,
        "uvicorn.error": logging.WARNING,  # withheld, its lines say nothing; `service.up` does
        "alembic": logging.WARNING,
    }.items():
        logging.getLogger(name).setLevel(quiet)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


def _formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*SHARED, foreign_message],
        processors=[
            exception_without_words,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            ids_as_text,
            withhold,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
