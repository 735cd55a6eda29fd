"""Certificates of an authority of our own, made as an installation makes its own."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(__file__).parents[1] / "deploy" / "certificate"


@dataclass(frozen=True)
class Certificates:
    """An authority, and what a server shows that it has signed."""

    folder: Path

    @property
    def ca(self) -> Path:
        """What clients trust."""
        return self.folder / "test_ca"

    @property
    def server(self) -> Path:
        """Key and certificate, in one file."""
        return self.folder / "test_server"


def certificates(folder: Path, *names: str) -> Certificates:
    """Make an authority in the folder, and a certificate for a server of these names."""
    folder.mkdir(exist_ok=True)
    subprocess.run([PROGRAM, folder / "test", *names], check=True, capture_output=True)
    return Certificates(folder)
