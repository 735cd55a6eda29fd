"""`python -m shared.service.probe <service>`: ends well when the service in this container need not be restarted.

For health checks of containers: they tell a process that is at fault from one that waits for others, which is well.
"""

import os
import sys
from http.client import HTTPConnection

PATIENCE_S = 4.0


def says_yes(service: str, question: str) -> bool:
    """Ask as another service would, by the name that it has inside."""
    connection = HTTPConnection("127.0.0.1", int(os.environ.get("TAKWIN_PORT", "8000")), timeout=PATIENCE_S)
    connection.request("GET", f"/{service}/health/{question}", headers={"host": f"{service}:8000"})
    return connection.getresponse().status == 200  # noqa: PLR2004 - HTTP's own


if __name__ == "__main__":
    sys.exit(not (says_yes(sys.argv[1], "started") and says_yes(sys.argv[1], "live")))
