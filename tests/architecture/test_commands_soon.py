"""The operator's command answers soon: it imports what it needs, and nothing of what serves or hears."""

import subprocess
import sys

HEAVY = {"alembic", "fastapi", "faststream", "pyrage", "uvicorn"}  # seconds, where the machine is busy
SAY = f"import sys, programs.operator.__main__, programs.operator.status; print(*sorted({HEAVY} & set(sys.modules)))"


def test_whether_all_is_well_is_asked_without_what_serves_and_hears() -> None:
    said = subprocess.run([sys.executable, "-c", SAY], check=True, capture_output=True, text=True).stdout

    assert said.split() == []
