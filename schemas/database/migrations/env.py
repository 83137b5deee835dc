"""Turns the migrations into changes of a database, on the connection that `migrate` gives.

Called by alembic's own command (to write a new migration), it opens DAKAR_DATABASE_URL.
"""

import os

from alembic import context
from sqlalchemy import Connection

from schemas.database.engine import writer_engine
from schemas.database.models import Base


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = writer_engine(os.environ["DAKAR_DATABASE_URL"])
    with engine.begin() as opened:
        run(opened)
