"""The pilot in Docker: guarded containers, one door, parts killed in turn, replicas, data that outlive them."""

import json
import os
import re
import secrets
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pyrage
import pytest

from deploy.embedded.stack import SERVICES
from tests import next_release
from tests.containers import free_port
from tests.e2e import oracle
from tests.e2e.agreeing import REPORT, numbers, shown
from tests.e2e.compose import DEMONSTRATION, EARNEST, ROOT, Compose
from tests.e2e.counted import tables
from tests.e2e.crowd import Crowd
from tests.e2e.load import Load
from tests.e2e.pilot import INTERNAL
from tests.e2e.upgrading import define_programmes, hear_the_new_topic, replaced, set_aside
from tests.log_reader import order_breaks
from tests.places import docker_answers
from tests.slow import slow

pytestmark = slow
KILLED = (*SERVICES, "kafka", "postgres", "mailbox", "phones", "door")
MEMORY_OF_ALL = 2 * 2**30
PATIENCE_S = 60.0
AT_ONCE_S = 0.5
RELOADS = 30
NAME = "takwin.office.example"
RELOAD = ("caddy", "reload", "--force", "--config", "/etc/caddy/Caddyfile", "--address", "unix//tmp/admin.sock")
LOOKUP = """
import socket, time
began = time.monotonic()
try:
    socket.getaddrinfo("stopped", 9092)
except socket.gaierror:
    print(time.monotonic() - began)
"""


@pytest.fixture(scope="module")
def compose() -> Iterator[Compose]:
    """A demonstration, built and started; gone afterwards."""
    if not docker_answers():
        pytest.skip("there is no Docker engine here")
    if os.environ.get("TAKWIN_AHEAD_S"):  # see tests/another_clock
        pytest.skip("containers keep the clock of the machine, by which their certificates have ended here")
    subprocess.run([ROOT / "deploy" / "secrets-here"], check=True, capture_output=True)
    one = Compose(f"takwin-test-{secrets.token_hex(3)}")
    try:
        one.run("--profile", "player", "--profile", "tools", "build")
        began = time.monotonic()
        one.up()
        print(f"healthy {time.monotonic() - began:.1f} s after `up`")  # noqa: T201 - the figure is worth seeing
        yield one
    finally:
        one.erase()


def test_no_container_has_more_than_it_needs(compose: Compose) -> None:
    containers = compose.inspected()
    assert containers.pop("rights-1")["State"]["ExitCode"] == 0, "it gives rights, and ends"
    for name, one in containers.items():
        host = one["HostConfig"]
        assert one["Config"]["User"] not in {"", "0", "root"}, name
        assert (host["ReadonlyRootfs"], host["CapDrop"], host["Privileged"]) == (True, ["ALL"], False), name
        assert "no-new-privileges:true" in host["SecurityOpt"], name
        assert host["RestartPolicy"]["Name"] == "unless-stopped", name
        assert 0 < host["Memory"] < MEMORY_OF_ALL, name
        assert (host["PidsLimit"] > 0, host["NanoCpus"] > 0) == (True, True), name
        assert host["LogConfig"]["Config"] == {"max-size": "10m", "max-file": "3"}, name
        assert one["State"]["Health"]["Status"] == "healthy", name


def test_no_secret_stands_in_the_environment_of_a_container(compose: Compose) -> None:
    kept = {file.read_text() for file in (ROOT / "deploy" / "secrets").iterdir() if file.stat().st_size}

    for name, one in compose.inspected().items():
        said = " ".join([*one["Config"]["Env"], *(one["Config"]["Cmd"] or [])])
        assert not [secret for secret in kept if secret in said], name


def test_no_service_holds_a_token_that_is_not_its_business(compose: Compose) -> None:
    held = {
        name: set(json.loads(compose.run("exec", "-T", name, "cat", "/run/secrets/takwin_tokens"))) for name in SERVICES
    }

    assert held == {
        "access": {"player"},
        "scheduling": {"player"},
        "registration": {"player", "notifications"},
        "notifications": {"player", "notifications"},
        "reporting": {"player"},
    }


def test_what_is_made_anew_as_a_runbook_says_stays_part_of_the_demonstration(compose: Compose) -> None:
    before = compose.inspected()["notifications-1"]

    compose.run("up", "--detach", "--force-recreate", "--wait", "notifications")

    after = compose.inspected()["notifications-1"]
    assert before["Id"] != after["Id"]
    assert set(before["Config"]["Env"]) == set(after["Config"]["Env"])
    assert before["NetworkSettings"]["Networks"].keys() == after["NetworkSettings"]["Networks"].keys()


def test_the_door_says_each_request_by_its_id_and_nothing_of_who_asks_for_what(compose: Compose) -> None:
    with compose.http() as http:
        asked = http.get("/registration/participants/kanarie?q=kanarie", headers={"user-agent": "kanarie"})

    said = compose.run("logs", "--no-log-prefix", "door")

    (written,) = [it for it in said.splitlines() if asked.headers["x-request-id"] in it]
    line = json.loads(written[written.index("{") :])  # Compose may put a sign for terminals before it
    assert (line["request"], line["status"]) == ({"method": "GET", "uri": "/registration"}, asked.status_code)
    assert "kanarie" not in said


def test_the_lines_of_one_request_are_found_by_its_id_in_door_and_service(compose: Compose) -> None:
    with compose.http() as http:
        refused = http.post("/registration/api/v1/participants", json={})

    written = compose.run("logs", "--no-log-prefix")

    found = [it for it in written.splitlines() if refused.headers["x-request-id"] in it]
    assert sum("http.log.access" in it for it in found) == 1
    assert sum("request.answered" in it for it in found) == 1


@pytest.fixture
def own_certificates() -> Iterator[None]:
    """Whatever certificate this folder's installation has, it has afterwards."""
    files = [ROOT / "deploy" / "secrets" / name for name in ("certificate", "certificate_key")]
    before = {file: file.read_bytes() for file in files if file.exists()}
    yield
    for file in files:
        file.unlink(missing_ok=True)
    for file, content in before.items():
        file.write_bytes(content)
        file.chmod(0o444)


@pytest.mark.usefixtures("own_certificates")
def test_the_authority_of_the_door_is_handed_out_and_own_files_are_served(compose: Compose, tmp_path: Path) -> None:
    made = compose.script("root-certificate").stdout.partition(":")[0]
    with httpx2.Client(verify=ssl.create_default_context(cafile=ROOT / made), trust_env=False) as http:
        by_root = http.get(f"{compose.origin}/door/health").status_code
    chain, key = own_certificate(tmp_path)

    refused = compose.script("certificate", ROOT / "README.md", key)
    taken = compose.script("certificate", chain, key)
    reached = compose.script("reached").stdout

    assert (by_root, refused.returncode, taken.returncode) == (200, 1, 0), refused.stderr + taken.stderr
    assert "Nothing is changed" in refused.stderr
    assert reached.startswith(f"Reached at {compose.origin} from this machine alone")


def own_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate and its key, as an office's authority would give them."""
    chain, key = folder / "chain.pem", folder / "key.pem"
    words = ["openssl", "req", "-x509", "-days", "9", "-nodes", "-newkey", "rsa:2048", "-subj", "/CN=localhost"]
    subprocess.run([*words, "-out", chain, "-keyout", key], check=True, capture_output=True)
    return chain, key


def test_nobody_is_turned_away_while_the_door_takes_a_new_configuration(compose: Compose) -> None:
    with Crowd(compose) as crowd:
        for _ in range(RELOADS):
            compose.run("exec", "-T", "door", *RELOAD)

    assert crowd.failed == []
    assert crowd.served > RELOADS


def test_nothing_is_published_but_the_door_on_this_machine(compose: Compose) -> None:
    ports = {name: one["NetworkSettings"]["Ports"] or {} for name, one in compose.inspected().items()}
    published = {(name, it["HostIp"]) for name, known in ports.items() for its in known.values() for it in its or ()}

    assert published == {("door-1", "127.0.0.1")}


def test_the_door_lets_in_what_it_should_over_https_that_can_be_verified(compose: Compose) -> None:
    ready = "/registration/health/ready"
    with httpx2.Client(verify=compose.trusted(), trust_env=False) as http, compose.http() as player:
        by_name = http.get(f"{compose.origin}{ready}")
        by_number = http.get(f"https://127.0.0.1:{compose.port}{ready}")
        start = http.get(f"{compose.origin}/")
        closed = [player.get(path).status_code for path in ("/metrics", "/registration/metrics", "/registration")]
        contacts = player.post("/registration/api/v1/contacts", json={})

    assert (by_name.status_code, by_number.status_code) == (200, 200)
    assert (start.status_code, start.headers["location"]) == (303, "/access/start")
    assert (set(closed), contacts.status_code) == ({404}, 404)


def test_a_name_that_others_can_resolve_is_refused(compose: Compose) -> None:
    words = ("run", "--rm", "-T", "--no-deps", "scheduling")

    told = compose.run(*words, check=False, TAKWIN_NAME="takwin.example")

    assert "a demonstration is served as 127.0.0.1 or localhost only" in told
    assert "origin" in told


def test_a_door_that_others_can_reach_is_refused(compose: Compose) -> None:
    words = ("run", "--rm", "-T", "--no-deps", "scheduling")

    told = compose.run(*words, check=False, TAKWIN_PUBLISH="0.0.0.0")  # noqa: S104 - refused

    assert "a demonstration is published on 127.0.0.1 only" in told
    assert "published" in told


def test_each_part_is_killed_in_mid_pilot_and_the_counts_stay_right(compose: Compose) -> None:
    player = compose.player()
    for part in KILLED:
        time.sleep(4)
        compose.kill(f"{part}-1")

    said, _ = player.communicate(timeout=600)

    assert player.returncode == 0, said
    assert_counts_are_right(compose)


def assert_counts_are_right(compose: Compose) -> None:
    log = compose.log(*INTERNAL)
    with compose.http() as http:
        told = numbers(http.get(REPORT).json())
    expected = tables(oracle.world(log))
    for table in set(told) - {"messages"}:
        assert shown(told[table]) == shown(expected[table], like=told[table]), table
    assert order_breaks(log) == []
    references = [it["message_id"] for it in compose.ledger("mailbox")]
    references += [it["reference"] for it in compose.ledger("phones")]
    assert len(set(references)) == len(references) > 100


def test_data_outlive_the_containers_and_replicas_share_the_work(compose: Compose) -> None:
    with compose.http() as http:
        before = numbers(http.get(REPORT).json())
    compose.run("down")

    compose.up("--scale", "registration=2", "--scale", "notifications=3")

    with compose.http() as http:
        assert numbers(http.get(REPORT).json()) == before
    player = compose.player("--scenario", "regions")
    said, _ = player.communicate(timeout=600)
    assert player.returncode == 0, said
    assert_counts_are_right(compose)


def test_the_first_administrator_gets_a_link_that_is_not_used_up_by_a_look(compose: Compose) -> None:
    told = compose.takwin("first-administrator", "Nom Fictif", "nom.fictif@example.org").stdout
    assert f"{compose.origin}/access/open/" in told

    with compose.http() as http:
        looks = [http.get(told.split()[-1]).status_code for _ in range(2)]

    assert looks == [200, 200]


def test_the_command_of_the_operator_finds_out_why_no_sms_leaves(compose: Compose) -> None:
    assert f"{compose.origin}/access/open/" in compose.takwin("link").stdout
    eventually_well(compose)
    compose.run("stop", "phones")

    with compose.http() as http:
        register_somebody(http)
    deadline = time.monotonic() + PATIENCE_S
    while "No SMS has left since" not in (told := compose.takwin("status")).stdout:
        assert time.monotonic() < deadline, told.stdout
        time.sleep(1)
    compose.run("start", "phones")

    assert told.returncode == 1, told.stdout
    eventually_well(compose)


def eventually_well(compose: Compose) -> None:
    """Wait until the operator's command says that nothing needs a look."""
    deadline = time.monotonic() + PATIENCE_S
    while (told := compose.takwin("status")).returncode:
        assert time.monotonic() < deadline, told.stdout
        time.sleep(1)


def register_somebody(http: httpx2.Client) -> None:
    """Give somebody made up a seat in the session that is open."""
    sessions = http.get("/registration/api/v1/sessions").json()
    session = next(it for it in sessions if it["state"] == "open")
    organisation = http.get("/registration/api/v1/organisations").json()[0]["id"]
    person = {"given_name": "Exemple", "family_name": "Injoignable", "sex": "woman", "organisation_id": organisation}
    reach = {"first_timer": True, "language": "fr", "route": "phone", "phone": "+212661999999"}
    who = http.post("/registration/api/v1/participants", json=person | reach).raise_for_status().json()["id"]
    path = f"/registration/api/v1/sessions/{session['id']}/registrations"
    http.post(path, json={"participant_id": who}).raise_for_status()


def test_the_command_of_the_operator_waits_for_no_name_of_what_is_stopped(compose: Compose) -> None:
    took = compose.run("run", "--rm", "-T", "--entrypoint", "python", "tools", "-c", LOOKUP)

    assert float(took) < AT_ONCE_S


def test_a_subscriber_outside_hears_the_pilot_and_nothing_is_published_afterwards(
    compose: Compose, tmp_path: Path
) -> None:
    where = {"KAFKA_PUBLISH": "127.0.0.1", "KAFKA_PORT": str(free_port())}
    published = {"COMPOSE_FILE": f"{DEMONSTRATION}:deploy/compose/subscribers.yml", **where}
    compose.run("up", "--detach", "--no-deps", "--wait", "kafka", check=True, **published)
    told = subprocess.run(
        [ROOT / "takwin", "subscriber", "add", "youth-council"],
        env=compose.environment | published, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    words = dict(re.findall(r"^([a-z.]+) {3,}(\S+)", told, re.MULTILINE))
    (tmp_path / "ca").write_text(told[told.index("-----BEGIN") :])

    command = [sys.executable, "examples/subscriber.py", words["bootstrap.servers"], words["user"], tmp_path / "ca"]
    environment = os.environ | {"KAFKA_PASSWORD": words["password"]}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as subscriber:
        assert subscriber.stdout is not None
        lines = [subscriber.stdout.readline() for _ in range(10)]
        subscriber.kill()
    removed = compose.takwin("subscriber", "remove", "youth-council")
    compose.run("up", "--detach", "--no-deps", "--wait", "kafka")

    assert all(line.split()[1].startswith("public.") for line in lines), lines
    assert removed.returncode == 0, removed.stderr
    assert not any(it for it in compose.inspected()["kafka-1"]["NetworkSettings"]["Ports"].values())
    eventually_well(compose)


def test_yesterdays_backup_is_restored_into_an_empty_deployment(compose: Compose) -> None:
    key = pyrage.x25519.Identity.generate()
    with compose.http() as http:
        before = numbers(http.get(REPORT).json())
    written = compose.takwin("backup", "--keep", "30", BACKUP_RECIPIENT=str(key.to_public()))
    assert written.returncode == 0, written.stdout + written.stderr
    (name,) = re.findall(r"takwin-\w+\.backup", written.stdout)
    sent = compose.ledger("phones"), compose.ledger("mailbox")

    compose.lose("kafka", "postgres", "socket")
    compose.up("kafka", "postgres")
    restored = compose.takwin("restore", name, "--identity", "-", said=str(key))
    compose.up()

    assert restored.returncode == 0, restored.stdout + restored.stderr
    eventually_well(compose)
    with compose.http() as http:
        assert numbers(http.get(REPORT).json()) == before
    assert (compose.ledger("phones"), compose.ledger("mailbox")) == sent


def test_an_upgrade_under_load_and_the_way_back_fail_no_request(compose: Compose, tmp_path: Path) -> None:
    """Each service is replaced by the next release, that migrates, hears more, has a defect; then by this again."""
    newer = next_release.images(tmp_path, ROOT / "services", compose.version)
    define_programmes(compose, "BEFORE")
    with Load(compose) as load:
        upgraded = replaced(compose, COMPOSE_FILE=f"{DEMONSTRATION}:{newer}", TAKWIN_VERSION="next")
        define_programmes(compose, "AFTER")
        hear_the_new_topic(compose)
        added = [compose.asked(name, next_release.ADDED) for name in SERVICES]
        load.register(next_release.STUMBLES_OVER)
        number = set_aside(compose)
        back = replaced(compose)

    assert upgraded == {f"takwin/{name}:next" for name in SERVICES}
    assert added == ["1"] * len(SERVICES)
    assert back == {f"takwin/{name}:{compose.version}" for name in SERVICES}
    assert load.failed == []
    assert len(load.made) == len(set(load.made)) > 20
    assert load.known() == len(load.made)
    replayed = compose.takwin("parked", "replay", number, "--service", "reporting")
    assert (replayed.returncode, "1 handled." in replayed.stdout) == (0, True), replayed.stdout + replayed.stderr
    eventually_well(compose)


def test_without_the_demonstration_no_clock_can_be_moved_and_the_player_refuses(compose: Compose) -> None:
    compose.run("up", "--detach", "--wait", "scheduling", COMPOSE_FILE=EARNEST)

    player = compose.player()
    said, _ = player.communicate(timeout=120)

    assert player.returncode == 1
    assert "is no demonstration" in said


def test_in_earnest_it_is_found_by_the_name_that_it_is_given(compose: Compose) -> None:
    who = ("Nom Fictif", "autre.nom@example.org")
    compose.run("up", "--detach", "--wait", COMPOSE_FILE=EARNEST, TAKWIN_NAME=NAME)

    with httpx2.Client(verify=compose.trusted(), trust_env=False) as http:
        first = at_name(http, compose.port, NAME)
    link = compose.takwin("first-administrator", *who, COMPOSE_FILE=EARNEST, TAKWIN_NAME=NAME).stdout

    assert (first.status_code, first.headers["strict-transport-security"]) == (
        200,
        "max-age=31536000; includeSubDomains",
    )
    assert f"https://{NAME}:{compose.port}/access/open/" in link


def at_name(http: httpx2.Client, port: int, name: str) -> httpx2.Response:
    """Ask the door on this machine for the page to sign in, as if the name led there."""
    headers, extensions = {"host": f"{name}:{port}"}, {"sni_hostname": name}
    return http.get(f"https://127.0.0.1:{port}/access/sign-in", headers=headers, extensions=extensions)


def test_the_words_for_a_reset_leave_nothing_behind(compose: Compose) -> None:
    """The last one: it takes all data away."""
    compose.run("--profile", "*", "down", "--volumes")

    ours = ["docker", "volume", "ls", "--quiet", "--filter", f"label=com.docker.compose.project={compose.project}"]
    assert subprocess.run(ours, check=True, capture_output=True, text=True).stdout == ""
