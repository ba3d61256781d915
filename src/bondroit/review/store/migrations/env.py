"""How Alembic runs the desk's migrations: on the connection it is given."""

from alembic import context

from bondroit.review.store.schema import METADATA


def _run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection, target_metadata=METADATA, transactional_ddl=False
    )
    context.run_migrations()


_run()
