"""Organisations that the names in a list mean: one that is known, one of the list; or it must be asked."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from services.registration.imports.matching.lookalikes import Lookalikes
from services.registration.imports.parsing.row import Said
from services.registration.people.naming import key_of
from services.registration.people.storage import Organisation


@dataclass(frozen=True)
class Asked:
    """A name that is new and nearly another: which is meant? `proposed` are names known, and others in the list."""

    name: str
    proposed: Sequence[str]
    rows: int
    meant: str | None = None  # as was answered; its own name where it is another organisation


@dataclass
class Meant:
    """What the names of a list mean, each decided once, in the order of the list."""

    known: Mapping[str, Sequence[Organisation]]
    chosen: Mapping[str, str]
    written: Mapping[str, str]  # key → name as the list first has it
    same: dict[str, str] = field(default_factory=dict)  # of those that are another in the list: key → key
    proposed: dict[str, list[str]] = field(default_factory=dict)  # key → keys of what may be meant
    near: Lookalikes = field(default_factory=Lookalikes)

    def decide(self, key: str, name: str) -> None:
        """Say what the name means: as it is known, as was chosen, or to be asked where it is nearly another."""
        if key in self.known:
            return
        if proposed := self.near.find(name):
            self.proposed[key] = proposed
        other = self.chosen.get(key)
        if other in proposed:
            self.same[key] = other
            return
        self.near.add(name, key)

    def asked(self, key: str, rows: int) -> Asked:
        """Return what is asked of the name, and what was answered."""
        meant = self.chosen.get(key)
        proposed = self.proposed[key]
        answered = meant if meant in {key, *proposed} else None
        names = [self.name(one) for one in proposed]
        return Asked(self.written[key], names, rows, self.name(answered) if answered else None)

    def name(self, key: str) -> str:
        """Return what the organisation is called, as it is known or as the list first has it."""
        return self._called(key, self.known[key][0]) if key in self.known else self.written[key]

    def rewritten(self, said: Said) -> Said:
        """Return the row with the organisation that it means."""
        key = said.organisation_key
        if key is None:
            return said
        meant = self.same.get(key, key)
        known = self.known.get(meant, ())
        id_ = known[0].id if len(known) == 1 else None
        if meant == key:
            return replace(said, organisation_id=id_)
        return replace(said, organisation=self.name(meant), written=said.organisation, organisation_id=id_)

    @staticmethod
    def _called(key: str, organisation: Organisation) -> str:
        return organisation.name_ar if organisation.name_ar and key == organisation.name_ar_key else organisation.name


def meant_by(
    rows: Sequence[Said], known: Sequence[Organisation], chosen: Mapping[str, str]
) -> tuple[list[Said], dict[str, Asked]]:
    """Return the rows with the organisations they mean, and what must be asked, by what the names are found by."""
    written: dict[str, str] = {}
    for said in rows:
        if (key := said.organisation_key) and said.organisation:
            written.setdefault(key, said.organisation)
    meant = Meant(_by_key(known), chosen, written)
    for key in meant.known:
        meant.near.add(meant.name(key), key)
    for key, name in written.items():
        meant.decide(key, name)
    counts = Counter(said.organisation_key for said in rows)
    return [meant.rewritten(said) for said in rows], {key: meant.asked(key, counts[key]) for key in meant.proposed}


def _by_key(known: Sequence[Organisation]) -> dict[str, list[Organisation]]:
    found: dict[str, list[Organisation]] = {}
    for organisation in known:
        for key in dict.fromkeys((key_of(organisation.name), key_of(organisation.name_ar))):
            if key:
                found.setdefault(key, []).append(organisation)
    return found
