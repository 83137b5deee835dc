"""Validates workbooks with frictionless; prints each error as JSON: file, sheet, row, field."""

import json
import sys
from pathlib import Path

from frictionless import Dialect, Resource, Schema


def main(schemas: str, *files: str) -> None:
    """`schemas`: a JSON file, sheet name -> {"schema": Table Schema, "header": row number,
    "comments": row numbers}."""
    sheets = json.loads(Path(schemas).read_text("utf-8"))
    for file in map(Path, files):
        for name, sheet in sheets.items():
            dialect = {
                "headerRows": [sheet["header"]],
                "commentRows": sheet["comments"],
                "excel": {"sheet": name},
            }
            resource = Resource(
                path=file.name,
                basepath=str(file.parent),
                dialect=Dialect.from_descriptor(dialect),
                schema=Schema.from_descriptor(sheet["schema"]),
            )
            report = resource.validate(limit_errors=1000)
            for row, field in report.flatten(["rowNumber", "fieldName"]):
                sys.stdout.write(json.dumps([file.name, name, row, field]) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
