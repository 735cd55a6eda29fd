"""Shape of the code, which keeps it readable: sizes, boundaries, and words that do not belong."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.built import ROOT, python_files

OURS = ("shared", "services", "programs", "deploy")
KERNEL_AT_MOST = 1500  # lines that say something; decision 0036 says why so many
BUSINESS = re.compile(r"\b(participant|seat|region|organisation|training|venue)s?\b", re.IGNORECASE)
PRAGMA = re.compile(r"\s+# (noqa|type): .*$")  # ruff does not count it either
FUNCTION_AT_MOST, FILE_AT_MOST, LINE_AT_MOST = 25, 250, 120
SMALL = "functions, files and lines are short: CONTRIBUTING.md, How code reads here, 3"
TEST_NAME_AT_MOST = 80
FIT_ON_A_LINE = "names of tests fit on a line: CONTRIBUTING.md, Rules for a test"
NO_NOUNS = {"one", "it", "there"}
BEARS_ITS_NOUN = "parameters and locals bear their noun: CONTRIBUTING.md, How code reads here, 2"
QUESTION = re.compile(r"(What|Who|Whom|Whose|How|Whether|Where|Which|When|Why|Until|Since|In which|After|Is|Has)\b")
SUBJECT_FIRST = "the first line of a module says its subject first: CONTRIBUTING.md, How code reads here, 3"
KERNEL_IS = "shared/kernel is small and knows no word of the business: docs/decisions/0036"
ANY_MIRROR = "nobody's registry is named, so that any mirror will do: docs/decisions/0009"
PROJECT_ALONE = "files speak of the project, not of how or by whom it was written: CONTRIBUTING.md, Commits"
ONLY_ADD = "migrations add, and take nothing away: docs/decisions/0025"


def too_long(source: str) -> list[str]:
    """Return what of a module is longer than a reader's screen, or breath."""
    lines = source.splitlines()
    found = [f"line {number}" for number, line in enumerate(lines, 1) if len(PRAGMA.sub("", line)) > LINE_AT_MOST]
    if len(lines) > FILE_AT_MOST:
        found.append(f"{len(lines)} lines")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            found += [f"{node.name}: {length} lines"] * (length > FUNCTION_AT_MOST)
    return found


def handwritten() -> Iterator[Path]:
    """Yield our modules but the migrations, which Alembic writes."""
    yield from (file for file in python_files(*OURS) if not {"migrations", "versions"} & set(file.parts))


@pytest.mark.parametrize("folder", OURS)
def test_functions_files_and_lines_are_short(folder: str) -> None:
    files = [file for file in handwritten() if file.relative_to(ROOT).parts[0] == folder]

    found = {str(file.relative_to(ROOT)): too_long(file.read_text(encoding="utf-8")) for file in files}

    assert files
    assert {name: what for name, what in found.items() if what} == {}, SMALL


def test_planted_lengths_are_seen() -> None:
    body = "\n".join(["    pass"] * 25)

    assert too_long(f"async def f():\n{body}") == ["f: 26 lines"]
    assert too_long("pass\n" * 251) == ["251 lines"]
    assert too_long(f"x = {'1' * 120}") == ["line 1"]


def subject_comes_last(source: str) -> bool:
    """Say whether the first line of a module begins with a question instead of what the module is about."""
    return bool(QUESTION.match(ast.get_docstring(ast.parse(source)) or ""))


def test_the_first_line_of_a_module_says_its_subject_first() -> None:
    found = [str(file.relative_to(ROOT)) for file in handwritten() if subject_comes_last(file.read_text("utf-8"))]

    assert found == [], SUBJECT_FIRST


def test_a_planted_first_line_that_asks_is_seen() -> None:
    assert subject_comes_last('"""What becomes of offers."""')
    assert not subject_comes_last('"""Offers: made, taken up, or run out."""')


def long_names(source: str) -> list[str]:
    """Return the tests of a module whose names do not fit on a line."""
    functions = [it for it in ast.walk(ast.parse(source)) if isinstance(it, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [it.name for it in functions if it.name.startswith("test_") and len(it.name) > TEST_NAME_AT_MOST]


def test_names_of_tests_fit_on_a_line() -> None:
    files = list((ROOT / "tests").rglob("test_*.py"))

    assert files
    assert [name for file in files for name in long_names(file.read_text(encoding="utf-8"))] == [], FIT_ON_A_LINE


def test_a_planted_name_that_is_too_long_is_seen() -> None:
    assert long_names(f"async def test_{'a' * 76}(): ...") == [f"test_{'a' * 76}"]
    assert long_names(f"def test_{'a' * 75}(): ...") == []


def without_noun(source: str) -> list[str]:
    """Return the functions of a module with a parameter that does not say what it is; lambdas may have one."""
    functions = [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return [
        one.name for one in functions if NO_NOUNS & {it.arg for it in ast.walk(one.args) if isinstance(it, ast.arg)}
    ]


def test_a_parameter_bears_its_noun() -> None:
    files = list(handwritten())

    found = {str(file.relative_to(ROOT)): without_noun(file.read_text(encoding="utf-8")) for file in files}

    assert files
    assert {name: what for name, what in found.items() if what} == {}, BEARS_ITS_NOUN


def test_a_planted_parameter_without_a_noun_is_seen() -> None:
    assert without_noun("async def tell(self, *, one: Claim): ...") == ["tell"]
    assert without_noun("def tell(claim): return sorted(claim, key=lambda it: it.id)") == []


def locals_without_noun(source: str) -> list[str]:
    """Return where a module binds a name that does not say what it is; within a line, in a comprehension, it may."""
    tree = ast.parse(source)
    comprehensions = [node for node in ast.walk(tree) if isinstance(node, ast.comprehension)]
    within_a_line = {id(name) for part in comprehensions for name in ast.walk(part.target)}
    bound = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    return [f"line {name.lineno}" for name in bound if name.id in NO_NOUNS and id(name) not in within_a_line]


def test_a_local_bears_its_noun() -> None:
    files = list(handwritten())

    found = {str(file.relative_to(ROOT)): locals_without_noun(file.read_text(encoding="utf-8")) for file in files}

    assert files
    assert {name: what for name, what in found.items() if what} == {}, BEARS_ITS_NOUN


def test_a_planted_local_without_a_noun_is_seen() -> None:
    for planted in ("there = x", "for _, one in x: y", "with x as it: y", "if one := x: y", "(_, *there) = x"):
        assert locals_without_noun(planted) == ["line 1"]
    assert locals_without_noun("found = [it for it in x if any(one for one in it)]") == []


def kernel() -> dict[str, str]:
    """Return the kernel, every module of its folder."""
    return {file.stem: file.read_text(encoding="utf-8") for file in (ROOT / "shared" / "kernel").glob("*.py")}


def test_the_kernel_stays_small() -> None:
    lines = {name: sum(bool(line.strip()) for line in source.splitlines()) for name, source in kernel().items()}

    assert "relay" in lines
    assert sum(lines.values()) <= KERNEL_AT_MOST, (KERNEL_IS, lines)


def test_the_kernel_knows_no_word_of_the_business() -> None:
    found = {name: BUSINESS.findall(source) for name, source in kernel().items() if BUSINESS.search(source)}

    assert found.keys() <= {"contracts"}, KERNEL_IS  # which reads and writes the extension `region` of an event
    assert set(found.get("contracts", ())) <= {"region"}


def test_a_planted_word_of_the_business_is_seen() -> None:
    assert BUSINESS.findall("Holds the seats_left of a Venue; two seats.") == ["Venue", "seat"]


def test_import_boundaries_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")

    ended = subprocess.run([lint], cwd=ROOT, check=False, capture_output=True, text=True)

    assert ended.returncode == 0, ended.stdout
    assert "5 kept, 0 broken" in ended.stdout


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files that are, or are about to be, in the repository."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("this copy has no history to ask which files are ours")
    return tuple(ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


def holding(pattern: str) -> list[str]:
    """Return where the pattern occurs in any file or its name."""
    sought = re.compile(pattern, re.IGNORECASE)
    return [
        str(file.relative_to(ROOT))
        for file in tracked()
        if sought.search(file.read_text(encoding="utf-8", errors="replace")) or sought.search(file.name)
    ]


REGISTRIES = [
    ("pypi", "org"),
    ("files", "pythonhosted", "org"),
    ("repo1", "maven", "org"),
    ("registry", "npmjs", "org"),
    ("deb", "debian", "org"),
]


@pytest.mark.parametrize("pieces", REGISTRIES, ids=lambda pieces: pieces[-2])
def test_no_file_names_a_registry_so_that_any_mirror_will_do(pieces: tuple[str, ...]) -> None:
    assert holding(re.escape(".".join(pieces))) == [], ANY_MIRROR


TOOLS = [r"(?<!user-)(?<!field )(?<!field-)\b" + "age" + r"nts?\b", r"\b" + "prom" + r"pts?\b"]


@pytest.mark.parametrize("pattern", TOOLS, ids=["who", "what"])
def test_no_file_speaks_of_how_it_came_to_be(pattern: str) -> None:
    assert holding(pattern) == [], PROJECT_ALONE


def test_field_workers_may_be_called_as_the_field_calls_them() -> None:
    who = re.compile(TOOLS[0], re.IGNORECASE)

    assert not who.search(
        "field " + "age" + "nts of civil-society organisations; the User-" + "Age" + "nt of a browser"
    )
    assert who.search("written by an " + "age" + "nt")


def test_the_search_through_all_files_finds_what_is_there() -> None:
    assert "tests/architecture/test_shape.py" in holding("test_the_search_through_all_files")
    assert "pyproject.toml" in holding(r"\[project\]")


DROPS = re.compile(r"\bdrop\s+(table|column|schema)\b", re.IGNORECASE)


def dropped(migration: str) -> list[str]:
    """Return what the migration takes away on the way up, by a call or by a statement."""
    upgrade = next(
        node for node in ast.parse(migration).body if isinstance(node, ast.FunctionDef) and node.name == "upgrade"
    )
    calls = [ast.unparse(node.func) for node in ast.walk(upgrade) if isinstance(node, ast.Call)]
    texts = [node.value for node in ast.walk(upgrade) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [call for call in calls if re.search(r"\.drop_(table|column)$", call)] + [
        text for text in texts if DROPS.search(text)
    ]


def test_no_migration_takes_a_column_or_a_table_away() -> None:
    files = [file for file in python_files("shared", "services") if re.match(r"[a-z]\d{4}_", file.name)]

    assert len(files) >= 5
    assert {
        file.name: dropped(file.read_text(encoding="utf-8")) for file in files if dropped(file.read_text())
    } == {}, ONLY_ADD


@pytest.mark.parametrize(
    "planted",
    ["op.drop_column('seats', 'region')", "batch.drop_table('x')", "op.execute('alter DROP COLUMN y')"],
)
def test_a_planted_drop_is_seen(planted: str) -> None:
    assert dropped(f"def upgrade():\n    {planted}")
