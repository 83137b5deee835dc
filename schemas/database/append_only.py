"""Turns a table, in a migration, into one whose rows nobody changes or deletes."""

from alembic import op


def append_only(table: str, *unique: tuple[str, ...]) -> None:
    """Whoever changes or deletes a row gets an error, whatever program he uses. `unique` are the
    sets of columns, besides the number, of which the table has each value once."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_stays()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_stays_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    # INSERT OR REPLACE deletes rows of the same number or the same unique values without calling
    # the trigger of DELETE.
    same = " OR ".join(
        "(" + " AND ".join(f"{column} = NEW.{column}" for column in columns) + ")"
        for columns in (("id",), *unique)
    )
    op.execute(
        f"CREATE TRIGGER {table}_stays_insert BEFORE INSERT ON {table} "  # noqa: S608  our name
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
