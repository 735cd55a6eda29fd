"""What is behind the log is a worry only where it stands still."""

from aiokafka import TopicPartition

from programs.operator.log_state import Heard, LogState

ONE, OTHER = TopicPartition("scheduling.sessions", 0), TopicPartition("scheduling.sessions", 1)


def heard(
    one: tuple[int, int], other: tuple[int, int] = (0, 0), unheard: frozenset[TopicPartition] = frozenset()
) -> Heard:
    """Return a place on the log: position and lag of each partition."""
    return Heard({ONE: one[0], OTHER: other[0]}, {ONE: one[1], OTHER: other[1]}, unheard)


def worries(first: Heard, then: Heard, *, handling: bool = False) -> list[str]:
    stands = {"reporting": then.stands_since(first)}
    return LogState({"reporting": then}, stands).worries(["reporting"] if handling else [])


def test_who_hears_while_as_much_is_told_anew_is_no_worry() -> None:
    assert worries(heard((10, 3)), heard((14, 5))) == []


def test_new_records_that_came_while_we_looked_are_no_worry() -> None:
    assert worries(heard((10, 0)), heard((10, 2))) == []


def test_one_partition_that_stands_still_is_told_though_another_moves() -> None:
    told = worries(heard((10, 3), (5, 9)), heard((10, 3), (9, 5)))

    assert told == ["reporting does not get on with scheduling.sessions: 3 records not heard yet."]


def test_who_is_handling_a_batch_at_this_moment_gets_on() -> None:
    assert worries(heard((10, 3)), heard((10, 3)), handling=True) == []


def test_a_partition_is_nobodys_only_where_it_was_so_both_times() -> None:
    both = worries(heard((0, 0), unheard=frozenset({ONE, OTHER})), heard((0, 0), unheard=frozenset({ONE})))

    assert both == ["reporting is to hear 1 partitions that nobody hears: see PartitionsUnheard."]
    assert worries(heard((0, 0), unheard=frozenset({ONE})), heard((0, 0))) == []
