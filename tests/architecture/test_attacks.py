"""Attacks that are promised: each is in the catalogue, its tests exist, and what became of them is told as it was."""

import ast
from functools import cache

import pytest

from tests.architecture.built import ROOT
from tests.security import __main__ as command
from tests.security.catalogue import Attack, attacks, read
from tests.security.judgement import judged, named, table
from tests.security.outcomes import Outcomes

S = (*range(1, 11), 12, *range(14, 20), *range(21, 26), *range(29, 35), *range(37, 42))
PROMISED = [f"S{n:02}" for n in S] + [f"D{n:02}" for n in range(1, 13)]
LONGEST = 120  # letters of a sentence


@cache
def functions_of(file: str) -> set[str]:
    """Return the tests of a file, as functions are called."""
    nodes = ast.parse((ROOT / file).read_text(encoding="utf-8")).body
    functions = [it.name for it in nodes if isinstance(it, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {name for name in functions if name.startswith("test_")}


def exists(test: str) -> bool:
    """Say whether a test, or a file with tests, is there."""
    file, _, name = test.partition("::")
    return (ROOT / file).is_file() and bool(functions_of(file) & {name} if name else functions_of(file))


def unclear(attack: Attack) -> list[str]:
    """Return what is wrong with a line of the catalogue."""
    says = sum(map(bool, (attack.tests, attack.applies, attack.missing)))
    plain = (
        len(attack.tries) <= LONGEST
        and attack.tries[:1].isupper()
        and attack.tries.endswith(".")
        and attack.tries.count(".") == 1
    )
    wrong = {"neither or several of tests, applies, missing": says != 1, "no plain sentence": not plain}
    return [f"{attack.id}: {it}" for it, is_so in wrong.items() if is_so]


def test_every_attack_that_is_promised_is_in_the_catalogue_once() -> None:
    found = attacks()

    assert [it.id for it in found] == PROMISED
    assert len({it.tries for it in found}) == len(found)
    assert [it for attack in found for it in unclear(attack)] == []


def test_every_test_of_the_catalogue_exists() -> None:
    assert [test for test in named(attacks()) if not exists(test)] == []
    assert not exists("tests/architecture/test_attacks.py::test_that_is_not_there")
    assert not exists("tests/architecture/built.py")


def test_a_planted_line_that_says_nothing_is_seen() -> None:
    (planted,) = read('[X01]\ntries = "does things"\n')

    assert unclear(planted) == ["X01: neither or several of tests, applies, missing", "X01: no plain sentence"]


ONE, OTHER = "tests/a/test_a.py::test_one", "tests/a/test_a.py::test_other"
ENDED = {f"{ONE}[x]": "passed", f"{ONE}[y]": "failed", OTHER: "skipped", "tests/a/test_b.py::test_one": "passed"}
JUDGED: list[tuple[Attack, tuple[int, int, bool]]] = [
    (Attack("X", "", tests=(ONE,)), (2, 1, False)),
    (Attack("X", "", tests=(OTHER,)), (0, 0, False)),
    (Attack("X", "", tests=("tests/a/test_b.py",)), (1, 0, True)),
    (Attack("X", "", tests=("tests/a/test_a.py", "tests/a/test_b.py")), (3, 1, False)),
    (Attack("X", "", tests=("tests/a/test_c.py",)), (0, 0, False)),
    (Attack("X", "", missing="all of it"), (0, 0, False)),
    (Attack("X", "", applies="never"), (0, 0, True)),
]


@pytest.mark.parametrize(("attack", "told"), JUDGED)
def test_what_became_of_an_attack_is_told_as_it_was(attack: Attack, told: tuple[int, int, bool]) -> None:
    line = judged(attack, ENDED)

    assert (line.tried, line.leaked, line.ok) == told
    assert {"id", "tried", "leaked", "ok"} <= line.line().keys()
    assert ("yes" if line.ok else "NO") in table([line])


def test_a_test_whose_surroundings_fail_has_failed() -> None:
    outcomes = Outcomes(ROOT / "unwritten.json")
    for when, outcome in (("setup", "passed"), ("call", "passed"), ("teardown", "failed")):
        outcomes.pytest_runtest_logreport(pytest.TestReport("x", ("", 0, ""), {}, outcome, None, when))  # type: ignore[arg-type]

    assert outcomes.found == {"x": "failed"}


def test_an_attack_is_tried_and_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    test = "tests/unit/kernel/test_log.py::test_ids_numbers_and_names_of_ours_pass"
    monkeypatch.setattr(command, "attacks", lambda: [Attack("X", "", tests=(test,)), Attack("Y", "", missing="all")])
    monkeypatch.setattr(command, "SPREAD", ("-q",))

    assert command.main(["X"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].split() == ["X", "1", "0", "yes"]
    with pytest.raises(SystemExit, match="no such attack: Z"):
        command.main(["Z"])
