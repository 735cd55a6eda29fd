"""The report of one region: its lines, its sessions, what was said there."""

from dataclasses import replace

from services.reporting.report.values import Report, Row, Section


def only(report: Report, region: str) -> Report:
    """Return the report without other regions, and without tables that do not tell regions apart."""
    sections = tuple(_only(section, region) for section in report.sections)
    return replace(
        report,
        region=region,
        sections=tuple(section for section in sections if section.rows),
        needs=tuple(voice for voice in report.needs if voice.region == region),
        recommendations=tuple(voice for voice in report.recommendations if voice.region == region),
        chain=tuple(
            chain for chain in report.chain if region in {chain.region, *(session.region for session in chain.sessions)}
        ),
        donors_rules=(),
    )


def _only(section: Section, region: str) -> Section:
    return replace(section, rows=tuple(row for row in section.rows if _region(row) == region), total=None)


def _region(row: Row) -> str | None:
    return row.key if row.kind == "region" else row.region
