"""`python -m programs.simulators.probe 1025 8080`: ends well when all these ports answer. For health checks."""

import socket
import sys

PATIENCE_S = 4.0

if __name__ == "__main__":
    for port in sys.argv[1:]:
        socket.create_connection(("127.0.0.1", int(port)), PATIENCE_S).close()
