"""Creating and upgrading the desk's tables, with the migrations of the package."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from bondroit.review.store.database import WRITING, plain_errors


def migrate(engine: Engine) -> tuple[str | None, str | None]:
    """Bring the tables to the latest version; nothing to do costs two queries.

    Returns:
        The version found, and the version now.

    Raises:
        DataError: the database cannot be reached or changed.

    """
    latest = ScriptDirectory.from_config(_config()).get_current_head()
    with plain_errors():
        found = current_version(engine)
        if found == latest:
            return found, found
        with engine.execution_options(**{WRITING: True}).begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(714230904)"))
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    return found, latest


def current_version(engine: Engine) -> str | None:
    """Return the version of the tables, None before the first migration."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _config() -> AlembicConfig:
    config = AlembicConfig()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config
