"""Settings of Prefect: nothing sent anywhere, slow machines given time."""

import os

SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_CLI_PROMPT": "false",
}
FORCED = (
    "DO_NOT_TRACK",
    "PREFECT_SERVER_ANALYTICS_ENABLED",
    "PREFECT_LOGGING_LEVEL",
    "PREFECT_SERVER_LOGGING_LEVEL",
    "PREFECT_LOGGING_TO_API_ENABLED",
)
"""Set whatever the environment says: no telemetry, and no traceback in a log, which
could quote a row. The temporary server too: stopped early, it would tell what it lost."""


def quiet_prefect() -> None:
    """Set what Prefect reads when it is imported; some are forced."""
    for name, value in SETTINGS.items():
        if name in FORCED:
            os.environ[name] = value
        else:
            os.environ.setdefault(name, value)
