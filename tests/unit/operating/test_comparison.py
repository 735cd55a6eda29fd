"""Every way in which an outbox and the log may differ, and those in which they only seem to."""

from programs.operator.comparison import Log, Place, Row, compare

TOPIC, COMPACTED_TOPIC = "scheduling.sessions", "registration.participants"
COMPACTED = {COMPACTED_TOPIC}


def row(version: int, topic: str = TOPIC, place: int | None = -1, kind: str = "told.v1") -> Row:
    """Return a row about one thing, published at the offset below its version unless said otherwise."""
    offset = version - 1 if place == -1 else place
    where: Place | None = None if offset is None else (topic, 0, offset)
    return Row(version, f"id-{version}", kind, topic, "thing", version, where)


def log(*rows: Row) -> Log:
    """Return the log that holds these rows where they say."""
    made = Log()
    for row in rows:
        assert row.place is not None
        made.add(row.place, row.event_key, row.subject, row.version)
    return made


def kinds(rows: list[Row], on_log: Log) -> list[tuple[str, int]]:
    return [(it.kind, it.version) for it in compare("scheduling", rows, on_log, COMPACTED)]


def test_what_is_where_the_outbox_says_is_no_difference() -> None:
    rows = [row(1), row(2)]

    assert kinds(rows, log(*rows)) == []


def test_what_is_nowhere_is_lost_and_its_number_is_no_gap_beside() -> None:
    rows = [row(1), row(2), row(3)]

    assert kinds(rows, log(rows[0], rows[2])) == [("lost", 2)]


def test_a_place_that_holds_another_event_has_lost_the_first() -> None:
    mine, other = row(1), row(2, place=0)

    assert kinds([mine, other], log(other)) == [("lost", 1)]


def test_what_stands_elsewhere_is_displaced() -> None:
    assert kinds([row(1, place=5)], log(row(1))) == [("displaced", 1)]


def test_what_was_sent_twice_is_no_difference() -> None:
    assert kinds([row(1, place=1)], log(row(1, place=0), row(1, place=1))) == []


def test_what_waits_or_was_refused_is_not_looked_for() -> None:
    assert kinds([row(1, place=None)], log()) == []


def test_a_refused_row_leaves_a_number_out_rightly() -> None:
    rows = [row(1), row(2, place=None), row(3)]

    assert kinds(rows, log(rows[0], rows[2])) == []


def test_what_the_outbox_does_not_know_is_told() -> None:
    assert kinds([row(1)], log(row(1), row(2))) == [("unknown", 2)]


def test_one_fact_in_two_versions_is_two_events() -> None:
    older, newer = row(1, kind="told.v1"), row(1, kind="told.v2", place=1)

    assert kinds([older, newer], log(newer)) == [("lost", 1)]


def test_a_number_that_nobody_has_is_a_gap() -> None:
    rows = [row(1), row(3)]

    assert kinds(rows, log(*rows)) == [("gap", 2)]


def test_what_compaction_has_taken_away_is_gone_rightly() -> None:
    rows = [row(1, COMPACTED_TOPIC), row(2, COMPACTED_TOPIC), row(3, COMPACTED_TOPIC)]

    assert kinds(rows, log(rows[2])) == []


def test_the_newest_state_of_a_compacted_topic_is_missed() -> None:
    rows = [row(1, COMPACTED_TOPIC), row(2, COMPACTED_TOPIC)]

    assert kinds(rows, log(rows[0])) == [("lost", 2)]


def test_a_compacted_topic_that_is_empty_has_lost_everything() -> None:
    assert kinds([row(1, COMPACTED_TOPIC), row(2, COMPACTED_TOPIC)], log()) == [("lost", 1), ("lost", 2)]
