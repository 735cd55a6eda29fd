"""Brokers that are behind their controller: they show a change late, or never."""

from collections import defaultdict
from typing import Any, TypeVar

from programs.operator.kafka_users import Users
from programs.operator.rights import Grant

T = TypeVar("T")
BEHIND = 2


class Late(Users):
    """Users of a broker that answers each question as it would have two questions before."""

    def __init__(self, users: Users) -> None:
        super().__init__(users._admin, users._cluster)
        self._answers: dict[str, list[Any]] = defaultdict(list)
        for _ in range(BEHIND):
            self.names(), self.grants(), self.quotas()

    def _behind(self, question: str, answer: T) -> T:
        answers: list[T] = self._answers[question]
        answers.append(answer)
        return answers[-1 - BEHIND] if len(answers) > BEHIND else answers[0]

    def names(self) -> set[str]:
        """Return everybody who had a password."""
        return self._behind("names", super().names())

    def grants(self) -> set[Grant]:
        """Return what was granted."""
        return self._behind("grants", super().grants())

    def quotas(self) -> dict[str, dict[str, float]]:
        """Return what users were held to."""
        return self._behind("quotas", super().quotas())


class Deaf(Users):
    """Users of a broker whose controller takes passwords, which it never hears of."""

    def __init__(self, users: Users) -> None:
        super().__init__(users._admin, users._cluster, shown_within_s=1.0)

    def _alter(self, alterations: list[Any]) -> None:
        pass
