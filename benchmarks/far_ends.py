"""The far ends that messages are sent to, in a process of their own, so that they take no time of the sender's.

`python -m benchmarks.far_ends` prints the ports of a mail server and of a contacts route on one line, and serves until
it is stopped. Both answer at once; the people are synthetic.
"""

import asyncio
import json
import socket

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

MULTILINE_END = b"\r\n.\r\n"


async def take_mail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take every mail of a connection."""
    writer.write(b"220 far end\r\n")
    try:
        while line := await reader.readline():
            writer.write(b"354 go on\r\n" if line.upper().startswith(b"DATA") else b"250 OK\r\n")
            if line.upper().startswith(b"DATA"):
                await reader.readuntil(MULTILINE_END)
                writer.write(b"250 OK\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    writer.close()


async def contacts(request: Request) -> JSONResponse:
    """Return a mailbox of their own for everybody asked for."""
    asked = json.loads(await request.body())["participant_ids"]
    names = {"given_name": "Salma", "family_name": "Exemple", "language": "fr"}
    return JSONResponse({"contacts": [{"participant_id": it, **names, "email": f"{it}@example.org"} for it in asked]})


def main() -> None:
    """Serve both."""
    asyncio.run(serve())


async def serve() -> None:
    """Say where both are to be found, and serve until the process is ended."""
    mail = await asyncio.start_server(take_mail, "127.0.0.1", 0, limit=1 << 20)
    http = socket.create_server(("127.0.0.1", 0))
    print(mail.sockets[0].getsockname()[1], http.getsockname()[1], flush=True)
    app = Starlette(routes=[Route("/contacts", contacts, methods=["POST"])])
    await uvicorn.Server(uvicorn.Config(app, log_level="error")).serve([http])


if __name__ == "__main__":
    main()
