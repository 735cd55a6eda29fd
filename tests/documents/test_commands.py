"""Every command in a document is tried: here, by another test, by CI; of what needs Docker, its parts are there."""

import ast
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from programs.operator.__main__ import takwin
from shared.directory import service_names
from tests.documents.written import ROOT, commands, documents, named_targets

ALL = " ".join(service_names())


@dataclass(frozen=True)
class Here:
    """Run by the test below, as it stands."""

    says: str


@dataclass(frozen=True)
class By:
    """What it does is run by another test."""

    test: str


@dataclass(frozen=True)
class Ci:
    """Run before a change lands, by .ci/run: a line of it begins so."""

    line: str


@dataclass(frozen=True)
class InDocker:
    """Words of Docker or of age; files and commands of ours in them must exist."""


@dataclass(frozen=True)
class Elsewhere:
    """Typed on another machine, which has nothing of ours; or to a program that none of our tests may start."""


OPERATING = "tests/integration/operating"
OFFICE = "tests/embedded/test_office.py"
RIGHTS = "tests/integration/rights/test_commands.py"
COMPOSE = "tests/e2e/test_compose.py"
FIRST = By(f"{COMPOSE}::test_the_first_administrator_gets_a_link_that_is_not_used_up_by_a_look")
KNOWN: dict[str, Here | By | Ci | InDocker | Elsewhere] = {
    "make help": Here("make pilot"),
    "make test": Ci("make test"),
    "make lint types": Ci("make lint types"),
    "make security": By("tests/architecture/test_attacks.py::test_an_attack_is_tried_and_told"),
    "make bench": Ci("make bench QUICK=1"),
    "make docs": By("tests/documents/test_site.py::test_the_site_is_built_without_a_warning"),
    "make pilot": By("tests/e2e/test_pilot.py::test_the_pilot_is_what_it_was"),
    "make pilot ONCE=1": By("tests/e2e/test_once.py::test_the_pilot_played_once_leaves_its_results_and_ends"),
    "make pilot SCENARIO=regions": By("tests/e2e/test_regions.py"),
    ".venv/bin/python -m tests.planted": By("tests/documents/test_commands.py::test_a_planted_defect_is_noticed"),
    (
        ".venv/bin/python examples/subscriber.py "
        "127.0.0.1:$(cut -d' ' -f1 ~/.local/share/takwin/pilot-2017/kafka/ports)"
    ): By("tests/documents/test_subscriber.py::test_a_subscriber_hears_each_public_event_once"),
    "make up": By(f"{COMPOSE}::test_no_container_has_more_than_it_needs"),
    "make up DEMO=1": By(f"{COMPOSE}::test_no_container_has_more_than_it_needs"),
    "make pilot TARGET=compose": By(f"{COMPOSE}::test_each_part_is_killed_in_mid_pilot_and_the_counts_stay_right"),
    "make upgrade": By(f"{COMPOSE}::test_an_upgrade_under_load_and_the_way_back_fail_no_request"),
    "make down": By(f"{COMPOSE}::test_data_outlive_the_containers_and_replicas_share_the_work"),
    "make link": By(f"{COMPOSE}::test_the_command_of_the_operator_finds_out_why_no_sms_leaves"),
    "./takwin first-administrator NAME EMAIL": FIRST,
    './takwin first-administrator "Name of a colleague" colleague@example.org': FIRST,
    './takwin --office first-administrator "Name of a colleague" colleague@example.org': By(
        f"{OFFICE}::test_the_first_administrator_is_let_in_by_whoever_sits_there"
    ),
    "./takwin link": By(f"{COMPOSE}::test_the_command_of_the_operator_finds_out_why_no_sms_leaves"),
    "./takwin --help": InDocker(),
    "./takwin status": By(f"{OPERATING}/test_status.py::test_all_is_well_where_everything_runs_and_nothing_waits"),
    "./takwin parked list": By(f"{OPERATING}/test_parked.py::test_nothing_set_aside_is_said"),
    "./takwin subscribe --until-now": By(f"{OPERATING}/test_subscribe.py::test_an_empty_log_ends_at_once"),
    "./takwin follow 01890a5d-ac96-774b-bcce-b302099a8057": By(
        f"{OPERATING}/test_follow.py::test_a_request_is_followed_to_who_acted_on_it_and_what_that_led_to"
    ),
    "docker compose logs --no-log-prefix | grep 01890a5d-ac96-774b-bcce-b302099a8057": By(
        f"{COMPOSE}::test_the_lines_of_one_request_are_found_by_its_id_in_door_and_service"
    ),
    "./takwin audit verify": By(f"{OPERATING}/test_audit_verified.py::test_an_audit_that_nobody_has_changed_is_whole"),
    "./takwin reconcile": By(f"{OPERATING}/test_reconcile.py::test_what_was_told_and_what_is_on_the_log_agree"),
    "KAFKA_PASSWORD=... python subscriber.py kafka.example.org:9095 subscriber-youth takwin-ca.crt": By(
        f"{RIGHTS}::test_a_subscriber_is_added_hears_from_outside_and_is_removed"
    ),
    "./takwin rights": By(f"{RIGHTS}::test_rights_are_given_by_a_command_and_topics_made"),
    "./takwin subscriber list": By(f"{RIGHTS}::test_a_subscriber_is_added_hears_from_outside_and_is_removed"),
    "./takwin subscriber add youth-council": By(f"{RIGHTS}::test_a_subscriber_is_added_once_and_removed_once"),
    "./takwin subscriber remove youth-council": By(f"{RIGHTS}::test_a_subscriber_is_added_once_and_removed_once"),
    "./takwin clock": By(f"{OPERATING}/test_clock.py::test_clocks_that_agree_need_no_look"),
    "./takwin clock --mend": By(f"{OPERATING}/test_clock.py::test_time_that_is_ten_years_ahead_is_told_and_mended"),
    "./takwin rebuild reporting": By(
        f"{OPERATING}/test_rebuild.py::test_a_rebuild_ends_in_the_same_figures_and_tells_nothing_twice"
    ),
    "./takwin backup --keep 30": By(f"{COMPOSE}::test_yesterdays_backup_is_restored_into_an_empty_deployment"),
    "./takwin restore takwin-20261126T020000Z.backup --identity - < takwin-key.txt": By(
        f"{COMPOSE}::test_yesterdays_backup_is_restored_into_an_empty_deployment"
    ),
    "age-keygen -o takwin-key.txt": InDocker(),
    f"docker compose stop {ALL}": InDocker(),
    f"docker compose start {ALL}": InDocker(),
    "docker compose stop reporting": InDocker(),
    "docker compose start reporting": InDocker(),
    "make office": By(f"{OFFICE}::test_nothing_of_a_demonstration_runs_or_is_served"),
    "make office UNIT=1": By("tests/unit/embedded/test_office_unit.py::test_systemd_finds_nothing_wrong_with_it"),
    "systemctl --user enable --now takwin-office.service": Elsewhere(),
    "loginctl enable-linger": Elsewhere(),
    "./takwin --office status": By(f"{OFFICE}::test_its_clock_is_the_machines_and_nothing_needs_a_look"),
    "./takwin --office backup --keep 30": By(f"{OFFICE}::test_it_is_backed_up_and_brought_back_elsewhere"),
    ".venv/bin/python -m deploy.embedded.office --without-services": By(
        f"{OFFICE}::test_it_is_backed_up_and_brought_back_elsewhere"
    ),
    "./takwin --office restore takwin-20261126T020000Z.backup --identity - < takwin-key.txt": By(
        f"{OFFICE}::test_it_is_backed_up_and_brought_back_elsewhere"
    ),
    "make root-certificate": By(f"{COMPOSE}::test_the_authority_of_the_door_is_handed_out_and_own_files_are_served"),
    "deploy/compose/certificate chain.pem key.pem": By(
        f"{COMPOSE}::test_the_authority_of_the_door_is_handed_out_and_own_files_are_served"
    ),
    'docker compose --profile "*" down --volumes': By(f"{COMPOSE}::test_the_words_for_a_reset_leave_nothing_behind"),
    "docker compose up --detach --wait kafka postgres": InDocker(),
    "docker compose up --detach --wait": InDocker(),
    "{ echo replace; cat takwin-key.txt; } | ./takwin restore takwin-20261126T020000Z.backup --identity - --over": By(
        "tests/unit/keeping/test_words.py::test_word_and_key_may_both_be_piped_in_so_that_no_key_lies_on_the_server"
    ),
    "ssh -N -L 8443:127.0.0.1:8443 you@this-machine": Elsewhere(),
}


def in_documents() -> set[str]:
    return {command for file in documents() for command in commands(file.read_text(encoding="utf-8"))}


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_commands_in_documents_are_known_here_and_known_ones_are_there() -> None:
    assert in_documents() - KNOWN.keys() == set(), "say in KNOWN how this command is tried"
    assert KNOWN.keys() - in_documents() == set()


def test_a_planted_command_is_seen_and_a_comment_is_not() -> None:
    text = "```sh\nmake up   # all\n# nothing\nrm -rf \\\n  out\n```\n```json\n{}\n```\n"

    assert list(commands(text)) == ["make up", "rm -rf out"]


@pytest.mark.parametrize("command", [it for it, how in KNOWN.items() if isinstance(how, Here)])
def test_a_command_that_runs_here_does_what_the_document_says(command: str) -> None:
    how = KNOWN[command]
    assert isinstance(how, Here)

    ended = subprocess.run(shlex.split(command), cwd=ROOT, check=False, capture_output=True, text=True)

    assert ended.returncode == 0, ended.stderr
    assert how.says in ended.stdout


def exists(test: str) -> bool:
    file, _, name = test.partition("::")
    source = ROOT / file
    return source.is_file() and (not name or name in functions(source))


def functions(source: Path) -> set[str]:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_the_tests_that_are_named_here_exist() -> None:
    named = {how.test for how in KNOWN.values() if isinstance(how, By)}

    assert {test for test in named if not exists(test)} == set()
    assert not exists("tests/documents/test_commands.py::test_that_is_not_there")


def test_what_ci_is_said_to_run_is_in_its_script() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    lines = {how.line for how in KNOWN.values() if isinstance(how, Ci)}

    assert {line for line in lines if not any(it.startswith(line) for it in script)} == set()


def words_of(program: str) -> list[list[str]]:
    """Return what follows the program in each command for Docker."""
    split = [shlex.split(command) for command, how in KNOWN.items() if isinstance(how, InDocker)]
    return [words[1:] for words in split if words[0] == program]


def of_compose(file: Path) -> set[str]:
    """Return the commands of Compose in a document, those between backticks too."""
    text = " ".join(file.read_text(encoding="utf-8").split())
    return {*re.findall(r"`(docker compose [^`]+)`", text), *fenced(file)}


def fenced(file: Path) -> set[str]:
    found = commands(file.read_text(encoding="utf-8"))
    return {command for command in found if command.startswith("docker compose ")}


OF_COMPOSE = {"up", "down", "stop", "start", "restart", "ps", "logs", "cp", "SERVICE", "*", "50"}
OF_COMPOSE |= {"|", "grep", "01890a5d-ac96-774b-bcce-b302099a8057"}
OF_COMPOSE |= {"exec", "psql", "-c", "table contacts_read"}


def unfit(command: str) -> list[str]:
    """Return the words by which a command of Compose is of one kind of installation alone, or of nothing there is."""
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"].keys()
    words = [word.partition(":")[0].partition("=")[0] for word in shlex.split(command)[2:]]
    return [it for it in words if it not in {*services, *OF_COMPOSE} and (not it.startswith("--") or it == "--file")]


@pytest.mark.parametrize("file", [it for it in documents() if of_compose(it)], ids=lambda it: str(it.relative_to(ROOT)))
def test_a_command_of_compose_is_the_same_in_a_demonstration_and_in_earnest(file: Path) -> None:
    assert {command: unfit(command) for command in of_compose(file) if unfit(command)} == {}


def test_planted_commands_of_one_kind_of_installation_are_seen() -> None:
    assert unfit("docker compose -f docker-compose.yml up registration") == ["-f", "docker-compose.yml"]
    assert unfit("docker compose --profile demo up") == ["demo"]
    assert unfit("docker compose stop sheduling") == ["sheduling"]


@pytest.mark.parametrize("words", words_of("./takwin"), ids=" ".join)
def test_the_operators_command_knows_what_documents_ask_of_it(words: list[str]) -> None:
    answer = CliRunner().invoke(takwin, [words[0], "--help"], env={"TAKWIN_ORIGIN": "x", "TAKWIN_KAFKA_SERVERS": "x"})

    assert answer.exit_code == 0, answer.output


@pytest.mark.parametrize("file", documents(), ids=lambda file: str(file.relative_to(ROOT)))
def test_a_target_that_a_text_names_exists(file: Path) -> None:
    assert named_targets(file.read_text(encoding="utf-8")) - targets() == set()


def test_a_planted_target_is_seen() -> None:
    assert named_targets("Say `make coffee ONCE=1`.") - targets() == {"coffee"}


def test_a_planted_defect_is_noticed() -> None:
    command = [sys.executable, "-m", "tests.planted", "complements_are_shown"]

    ended = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)

    assert (ended.returncode, ended.stdout) == (0, "noticed  complements_are_shown\n")
