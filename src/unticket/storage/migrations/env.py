"""How alembic reaches our database: through the open transaction that `storage.database` gives it, and no other way."""

from alembic import context

from unticket.storage.tables import METADATA, VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, version_table=VERSION_TABLE)
context.run_migrations()
