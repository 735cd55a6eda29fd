"""Users of Kafka, their rights and quotas, by kafka-python: aiokafka knows neither users nor rights.

Kafka's controller takes a change before its brokers act by it. So whatever changes something returns once the broker
shows the change.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLFilter,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourcePatternFilter,
    ResourceType,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)
from kafka.errors import KafkaError, KafkaTimeoutError, for_code
from kafka.protocol.admin import AlterClientQuotasRequest, DescribeClientQuotasRequest

from programs.operator.rights import Grant
from shared.kernel.cluster import Cluster, Mechanism

MECHANISM: Mechanism = "SCRAM-SHA-512"
AGAIN_MS = 1_000
SHOWN_WITHIN_S, ASK_AGAIN_S = 30.0, 0.05
ANY = 2  # DescribeClientQuotas: every user that has any


class NotShown(KafkaError):  # type: ignore[misc] # the library has no types
    """Kafka has taken a change, and does not act by it in time."""


class Users:
    """Who is known to one cluster, and what they may; every method raises KafkaError, what changes something NotShown.

    What was changed is shown by the broker when a method returns.
    """

    def __init__(self, admin: KafkaAdminClient, cluster: Cluster, shown_within_s: float = SHOWN_WITHIN_S) -> None:
        self._admin = admin
        self._cluster = cluster
        self._shown_within_s = shown_within_s

    def names(self) -> set[str]:
        """Return everybody who has a password."""
        return set(self._admin.describe_user_scram_credentials())

    def let_in(self, passwords: Mapping[str, str]) -> None:
        """Let these users come by these passwords, and by no older ones."""
        self._alter([UserScramCredentialUpsertion(user, MECHANISM, word) for user, word in passwords.items()])
        for user, word in passwords.items():
            self._come_in(user, word)

    def _come_in(self, user: str, password: str) -> None:
        """Come as the user: of a password that is another one, nothing else tells that the broker knows it."""
        as_user = replace(self._cluster, mechanism=MECHANISM, user=user, password=password)
        try:
            _admin(as_user, self._shown_within_s).close()
        except KafkaTimeoutError:
            raise NotShown(user) from None

    def shut_out(self, users: Iterable[str]) -> None:
        """Let them come no more; whoever is connected stays so, with what rights are left."""
        gone = set(users)
        self._alter([UserScramCredentialDeletion(user, MECHANISM) for user in gone])
        self._until(lambda: not gone & self.names())

    def _alter(self, alterations: list[Any]) -> None:
        answers = self._admin.alter_user_scram_credentials(alterations) if alterations else {}
        for user, error in answers.items():
            if error is not None:
                raise KafkaError(f"{user}: {error}")

    def grants(self) -> set[Grant]:
        """Return everything that is granted to anybody."""
        found, _ = self._admin.describe_acls(_filter())
        return {_grant(acl) for acl in found}

    def give(self, grants: Iterable[Grant]) -> None:
        """Grant these."""
        wanted = set(grants)
        if not wanted:
            return
        for error in self._admin.create_acls([_acl(grant) for grant in wanted])["failed"]:
            raise error
        self._until(lambda: wanted <= self.grants())

    def take(self, grants: Iterable[Grant]) -> None:
        """Take these away."""
        unwanted = set(grants)
        if not unwanted:
            return
        for _, _, error in self._admin.delete_acls([_filter(grant) for grant in unwanted]):
            if error.errno:
                raise error
        self._until(lambda: not unwanted & self.grants())

    def quotas(self) -> dict[str, dict[str, float]]:
        """Return what each user that has any is held to."""
        components = [DescribeClientQuotasRequest.ComponentData(entity_type="user", match_type=ANY, match=None)]
        answer = self._ask(DescribeClientQuotasRequest(components=components, strict=True))
        _check(answer)
        return {it.entity[0].entity_name: {one.key: one.value for one in it.values} for it in answer.entries}

    def hold_to(self, quotas: Mapping[str, Mapping[str, float]]) -> None:
        """Hold users to quotas; an empty one frees a user of what it was held to."""
        known = self.quotas()
        changed = {user: quota for user, quota in quotas.items() if not _are_held({user: quota}, known)}
        if not changed:
            return
        entries = [_quota(user, quota, known.get(user, {})) for user, quota in changed.items()]
        for entry in self._ask(AlterClientQuotasRequest(entries=entries, validate_only=False)).entries:
            _check(entry)
        self._until(lambda: _are_held(changed, self.quotas()))

    def _until(self, shown: Callable[[], bool]) -> None:
        deadline = time.monotonic() + self._shown_within_s
        while not shown():
            if time.monotonic() > deadline:
                raise NotShown
            time.sleep(ASK_AGAIN_S)

    def _ask(self, request: Any) -> Any:
        """Quotas are known to the library's protocol, and to no method of it yet."""
        manager = self._admin._manager  # noqa: SLF001 - there is no other way to it
        return manager.run(manager.send, request)


@contextmanager
def users_of(cluster: Cluster, within_s: int) -> Iterator[Users]:
    """Ask the cluster about its users until the block ends. Raises KafkaError where it does not answer in time."""
    admin = _admin(cluster, within_s)
    try:
        yield Users(admin, cluster)
    finally:
        admin.close()


def _admin(cluster: Cluster, within_s: float) -> KafkaAdminClient:
    """Return a client that has come in; it tries again, refused or not, until the time is over."""
    settings = cluster.client | {"reconnect_backoff_max_ms": AGAIN_MS, "request_timeout_ms": 10_000}
    return KafkaAdminClient(**settings, bootstrap_timeout_ms=round(within_s * 1000))


def _are_held(quotas: Mapping[str, Mapping[str, float]], known: Mapping[str, Mapping[str, float]]) -> bool:
    return all(known.get(user, {}) == dict(quota) for user, quota in quotas.items())


def _check(answer: Any) -> None:
    if answer.error_code:
        raise for_code(answer.error_code)(answer.error_message)


def _quota(user: str, quota: Mapping[str, float], known: Mapping[str, float]) -> Any:
    entry = AlterClientQuotasRequest.EntryData
    ops = [entry.OpData(key=key, value=value, remove=False) for key, value in quota.items()]
    ops += [entry.OpData(key=key, value=0.0, remove=True) for key in known.keys() - quota.keys()]
    return entry(entity=[entry.EntityData(entity_type="user", entity_name=user)], ops=ops)


def _acl(grant: Grant) -> ACL:
    what = ResourcePattern(ResourceType[grant.kind], grant.name, ACLResourcePatternType[grant.pattern])
    allowed = ACLPermissionType[grant.permission]
    return ACL(f"User:{grant.user}", grant.host, ACLOperation[grant.operation], allowed, what)


def _filter(grant: Grant | None = None) -> ACLFilter:
    """Ask for one entry, or for all."""
    if grant is None:
        everything = ResourcePatternFilter(ResourceType.ANY, None, ACLResourcePatternType.ANY)
        return ACLFilter(None, None, ACLOperation.ANY, ACLPermissionType.ANY, everything)
    what = ResourcePatternFilter(ResourceType[grant.kind], grant.name, ACLResourcePatternType[grant.pattern])
    allowed = ACLPermissionType[grant.permission]
    return ACLFilter(f"User:{grant.user}", grant.host, ACLOperation[grant.operation], allowed, what)


def _grant(acl: ACL) -> Grant:
    what, user = acl.resource_pattern, acl.principal.removeprefix("User:")
    pattern, operation = what.pattern_type.name, acl.operation.name
    return Grant(
        user, what.resource_type.name, what.resource_name, pattern, operation, acl.host, acl.permission_type.name
    )
