"""The process of Prefect's temporary server, given the socket it listens on.

It ends with its standard input, that is with the run that started it.
"""

import os
import socket
import sys
from threading import Thread, Timer

GRACE_SECONDS = 0.5


def main() -> None:
    """Serve until the standard input ends."""
    listening = socket.socket(fileno=int(sys.argv[1]))
    import uvicorn  # noqa: PLC0415 - the socket comes first

    server = uvicorn.Server(
        uvicorn.Config(
            "prefect.server.api.server:create_app",
            factory=True,
            log_level="error",
            lifespan="on",
            timeout_graceful_shutdown=1,
        )
    )

    def end_with_the_run() -> None:
        sys.stdin.buffer.read()
        server.should_exit = True
        last = Timer(GRACE_SECONDS, os._exit, (0,))
        last.daemon = True
        last.start()

    Thread(target=end_with_the_run, daemon=True).start()
    server.run(sockets=[listening])


if __name__ == "__main__":
    main()
