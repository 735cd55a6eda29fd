"""Crumbs: how far a body in tiny pieces is read, and which one is not held to be so."""

import h11
import pytest

from shared.service.crumbs import MOST_SMALL, SMALLEST, Weighed

HEAD = b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"


def read(size: int, pieces: int) -> tuple[int, bool]:
    """Return how many pieces of this size are read of so many, and whether they are crumbs."""
    weighed, found = Weighed(), 0
    weighed.receive_data(HEAD + b"%x\r\n%b\r\n" % (size, b"x" * size) * pieces)
    while (event := weighed.next_event()) is not h11.NEED_DATA:
        found += isinstance(event, h11.Data)
    return found, weighed.in_crumbs


@pytest.mark.parametrize("size", [1, SMALLEST - 1])
def test_crumbs_are_read_to_where_they_are_known_to_be_so(size: int) -> None:
    assert read(size, 2 * MOST_SMALL) == (MOST_SMALL + 1, True)


@pytest.mark.parametrize(("size", "pieces"), [(1, MOST_SMALL), (SMALLEST, 2 * MOST_SMALL)])
def test_small_pieces_that_are_few_or_large_enough_are_read_to_the_end(size: int, pieces: int) -> None:
    assert read(size, pieces) == (pieces, False)
