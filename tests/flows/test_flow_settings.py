"""What Prefect is told before it is imported."""

import os
import subprocess
import sys


def test_telemetry_and_logs_are_off() -> None:
    """What Prefect itself reads says so, whatever the environment asks for."""
    code = (
        "import bondroit.flows.monthly\n"
        "from prefect.settings import get_current_settings\n"
        "s = get_current_settings()\n"
        "print(s.server.analytics_enabled, s.logging.to_api.enabled,"
        " s.logging.level, s.server.logging_level, s.results.persist_by_default)\n"
    )
    asked = {
        "PREFECT_SERVER_ANALYTICS_ENABLED": "true",
        "PREFECT_LOGGING_LEVEL": "DEBUG",
        "PREFECT_SERVER_LOGGING_LEVEL": "DEBUG",
        "PREFECT_LOGGING_TO_API_ENABLED": "true",
    }
    answer = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code],
        env={**os.environ, **asked},
        capture_output=True,
        text=True,
        check=True,
    )
    said = answer.stdout.split()
    assert said == ["False", "False", "CRITICAL", "CRITICAL", "False"]
