"""The unit by which systemd starts the office at boot: the user's own, for the office runs as that user alone."""

import os
import sys
from pathlib import Path

NAME = "takwin-office.service"
ROOT = Path(__file__).parents[3]
UNIT = """\
[Unit]
Description=Takwin, an office without Docker

[Service]
Type=exec
WorkingDirectory={root}
# By env, for the name of a program itself may hold no odd signs here.
ExecStart=/usr/bin/env {python} -m deploy.embedded.office --folder {folder}
# Its own processes end in good order, asked by the first; what is left after that is ended.
KillMode=mixed
TimeoutStopSec=60
Restart=always
RestartSec=5
# Nobody reads what it writes, and nothing it starts becomes another user.
UMask=0077
NoNewPrivileges=yes

[Install]
WantedBy=default.target
"""


class RootHasNoOffice(Exception):
    """Make the unit as the user whom the office is to belong to, not as root: its services need no rights of root."""

    def __init__(self) -> None:
        super().__init__(self.__doc__)


def unit(folder: Path, python: str = sys.executable, root: Path = ROOT) -> str:
    """Return the unit of the office in the folder."""
    return UNIT.format(root=_escaped(str(root)), python=_word(python), folder=_word(str(folder.resolve())))


def write(folder: Path) -> Path:
    """Write the unit where systemd looks for those of this user; return the file. Raises RootHasNoOffice."""
    if os.geteuid() == 0:
        raise RootHasNoOffice
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    file = home / "systemd" / "user" / NAME
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(unit(folder), encoding="utf-8")
    return file


def _escaped(path: str) -> str:
    return path.replace("%", "%%")


def _word(path: str) -> str:
    """Return a path as one word of a command: `$` and `%` mean something to systemd, and blanks part words."""
    inside = _escaped(path).replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$")
    return f'"{inside}"'
