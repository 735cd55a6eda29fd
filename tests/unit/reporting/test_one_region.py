"""The report of one region: its own lines and words, and nothing by which another region could be told."""

from dataclasses import replace

import pytest

from services.reporting.outputs.document import document
from services.reporting.outputs.one_region import only
from services.reporting.report.values import Chain, ChainSession, Report
from tests import reports

RIF, ORIENTAL = "MA-01", "MA-02"
EVERY = {"inside": reports.INTERNAL, "for everybody": reports.public()}


def keys(report: Report) -> dict[str, list[str]]:
    return {section.key: [row.key for row in section.rows] for section in report.sections}


@pytest.mark.parametrize("report", EVERY.values(), ids=EVERY.keys())
def test_only_tables_by_region_stay_and_of_them_the_lines_of_the_region(report: Report) -> None:
    assert keys(only(report, ORIENTAL)) == {
        "regions": [ORIENTAL],
        "sessions": [str(reports.SESSION)],
        "feedback": [ORIENTAL],
    }


@pytest.mark.parametrize("report", EVERY.values(), ids=EVERY.keys())
def test_a_line_is_that_of_the_whole_report_with_no_total_of_others_below(report: Report) -> None:
    here = only(report, RIF)

    assert [section.total for section in here.sections] == [None] * 3
    whole, part = report.section("regions"), here.section("regions")
    assert whole
    assert part
    assert part.rows == tuple(row for row in whole.rows if row.key == RIF)
    assert part.notes == whole.notes


@pytest.mark.parametrize(("region", "needs", "recommendations"), [(ORIENTAL, 2, 0), (RIF, 0, 1), ("MA-12", 0, 0)])
def test_words_are_those_of_the_region(region: str, needs: int, recommendations: int) -> None:
    here = only(reports.INTERNAL, region)

    assert (len(here.needs), len(here.recommendations)) == (needs, recommendations)


def test_the_chain_stays_where_its_need_or_a_session_is_of_the_region() -> None:
    session = ChainSession(reports.SESSION, RIF, "planned")
    links = (Chain(RIF, "law"), Chain(ORIENTAL, "health", sessions=(session,)), Chain(ORIENTAL, "protection"))

    here = only(replace(reports.INTERNAL, chain=links), RIF)

    assert [it.theme for it in here.chain] == ["law", "health"]


def test_rules_of_donors_go_with_their_table() -> None:
    assert only(reports.INTERNAL, ORIENTAL).donors_rules == ()


@pytest.mark.parametrize("report", EVERY.values(), ids=EVERY.keys())
def test_it_says_whose_eyes_it_is_for_as_of_when_and_of_which_region(report: Report) -> None:
    here = only(report, ORIENTAL)

    assert (here.public, here.as_of, here.notes) == (report.public, report.as_of, report.notes)
    assert document(here, "en").title == "Report by region · L\u2019Oriental"
    assert document(report, "en").title == "Report by region"


def test_the_first_figures_are_those_of_the_only_region() -> None:
    assert [it.text for it in document(only(reports.INTERNAL, RIF), "en").figures] == [
        "2",
        "41",
        "38",
        "456.0",
        "36",
        "30",
    ]
