"""Makes people.json: synthetic people and associations for the pilot, always the same ones.

Nobody in it exists. The pilot's own note gives no participants. Run: python examples/pilot-2017/make_people.py
"""

import json
import random
from pathlib import Path

SEED = 2017
GIVEN = {
    "woman": ["Amina", "Fatima", "Khadija", "Naïma", "Salma", "Houda", "Latifa", "Zineb", "Samira", "Imane"],
    "man": ["Ahmed", "Youssef", "Karim", "Omar", "Hassan", "Rachid", "Driss", "Mehdi", "Nabil", "Tarik"],
}
WANTED = {"oujda": ("MA-02", 28, 15), "tanger": ("MA-01", 25, 13)}  # session: region, applicants, women among them
ASSOCIATIONS_PER_REGION = 4
SAID = "Synthetic. Nobody here exists; names, addresses and associations were made by make_people.py, seed 2017."


def associations() -> list[dict[str, str]]:
    """Return the made-up associations of both regions."""
    return [
        {"key": f"{session}-asso-{n}", "name": f"Association d'exemple {session.title()} {n}", "region": region}
        for session, (region, _, _) in WANTED.items()
        for n in range(1, ASSOCIATIONS_PER_REGION + 1)
    ]


def applicants(session: str, chance: random.Random) -> list[dict[str, object]]:
    """Return the made-up applicants for one session, in the order in which they ask."""
    _, number, women = WANTED[session]
    sexes = ["woman"] * women + ["man"] * (number - women)
    chance.shuffle(sexes)
    return [applicant(session, n, sex, chance) for n, sex in enumerate(sexes, 1)]


def applicant(session: str, n: int, sex: str, chance: random.Random) -> dict[str, object]:
    """Return one made-up person."""
    return {
        "key": f"{session}-{n:02}",
        "given_name": chance.choice(GIVEN[sex]),
        "family_name": f"Exemple-{session.title()}-{n:02}",
        "sex": sex,
        "association": f"{session}-asso-{chance.randint(1, ASSOCIATIONS_PER_REGION)}",
        "first_timer": chance.random() < 0.7,  # noqa: PLR2004 - most had not taken part before
        "language": chance.choice(["fr", "ar"]),
        "email": f"{session}-{n:02}@example.org",
    }


def main() -> None:
    """Write the file."""
    chance = random.Random(SEED)  # noqa: S311 - the same people each time, and no secret
    people = {session: applicants(session, chance) for session in WANTED}
    text = json.dumps(
        {"said": SAID, "associations": associations(), "applicants": people}, indent=1, ensure_ascii=False
    )
    Path(__file__).with_name("people.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
