"""``python -m gateway``."""

import sys

from pydantic import ValidationError

from gateway.main import create_gateway
from gateway.settings import Settings
from shared.http.server import serve
from shared.observability.logging import configure_logging
from shared.process.settings import malformed


def main() -> int:
    """Serve until SIGTERM; give the exit code."""
    configure_logging("gateway")
    try:
        settings = Settings()
        app = create_gateway(settings)
    except ValidationError as error:
        sys.stderr.write(f"gateway: {malformed(error)}\n")
        return 2
    except (OSError, ValueError) as error:
        sys.stderr.write(f"gateway: {error}\n")
        return 2
    serve(app, host=settings.host, port=settings.port)
    return 0


sys.exit(main())
