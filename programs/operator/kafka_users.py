"""Users of Kafka, their rights and quotas, by kafka-python: aiokafka knows neither users nor rights."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
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
from kafka.errors import KafkaError, for_code
from kafka.protocol.admin import AlterClientQuotasRequest, DescribeClientQuotasRequest

from programs.operator.rights import Grant
from shared.kernel.cluster import Cluster

MECHANISM = "SCRAM-SHA-512"
AGAIN_MS = 1_000
ANY = 2  # DescribeClientQuotas: every user that has any


class Users:
    """Who is known to one cluster, and what they may; every method raises KafkaError."""

    def __init__(self, admin: KafkaAdminClient) -> None:
        self._admin = admin

    def names(self) -> set[str]:
        """Return everybody who has a password."""
        return set(self._admin.describe_user_scram_credentials())

    def let_in(self, passwords: Mapping[str, str]) -> None:
        """Let these users come by these passwords, and by no older ones."""
        self._alter([UserScramCredentialUpsertion(user, MECHANISM, word) for user, word in passwords.items()])

    def shut_out(self, users: Iterable[str]) -> None:
        """Let them come no more; whoever is connected stays so, with what rights are left."""
        self._alter([UserScramCredentialDeletion(user, MECHANISM) for user in users])

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
        wanted = [_acl(grant) for grant in grants]
        failed = self._admin.create_acls(wanted)["failed"] if wanted else []
        for error in failed:
            raise error

    def take(self, grants: Iterable[Grant]) -> None:
        """Take these away."""
        unwanted = [_filter(grant) for grant in grants]
        for _, _, error in self._admin.delete_acls(unwanted) if unwanted else []:
            if error.errno:
                raise error

    def quotas(self) -> dict[str, dict[str, float]]:
        """Return what each user that has any is held to."""
        components = [DescribeClientQuotasRequest.ComponentData(entity_type="user", match_type=ANY, match=None)]
        answer = self._ask(DescribeClientQuotasRequest(components=components, strict=True))
        _check(answer)
        return {it.entity[0].entity_name: {one.key: one.value for one in it.values} for it in answer.entries}

    def hold_to(self, quotas: Mapping[str, Mapping[str, float]]) -> None:
        """Hold users to quotas; an empty one frees a user of what it was held to."""
        known = self.quotas()
        changed = {user: quota for user, quota in quotas.items() if known.get(user, {}) != dict(quota)}
        entries = [_quota(user, quota, known.get(user, {})) for user, quota in changed.items()]
        answer = self._ask(AlterClientQuotasRequest(entries=entries, validate_only=False)) if entries else None
        for entry in answer.entries if answer else []:
            _check(entry)

    def _ask(self, request: Any) -> Any:
        """Quotas are known to the library's protocol, and to no method of it yet."""
        manager = self._admin._manager  # noqa: SLF001 - there is no other way to it
        return manager.run(manager.send, request)


@contextmanager
def users_of(cluster: Cluster, within_s: int) -> Iterator[Users]:
    """Ask the cluster about its users until the block ends. Raises KafkaError where it does not answer in time."""
    settings = cluster.client | {"reconnect_backoff_max_ms": AGAIN_MS, "request_timeout_ms": 10_000}
    admin = KafkaAdminClient(**settings, bootstrap_timeout_ms=within_s * 1000)
    try:
        yield Users(admin)
    finally:
        admin.close()


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
