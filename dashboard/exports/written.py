"""Turns a cell of a table into what a file holds of it."""

from dashboard.exhibits.table import ColumnKind, Row, TableCell, TableColumn, Value


def written(column: TableColumn, cell: TableCell) -> Value:
    """The cell's value; words where the value is only our code for them. Levels stay codes,
    addresses stay addresses, numbers keep their digits."""
    if column.kind is ColumnKind.HEADER or _is_our_code(column, cell):
        return cell.text or cell.value
    return cell.value


def written_row(columns: tuple[TableColumn, ...], row: Row) -> tuple[Value, ...]:
    return tuple(written(column, cell) for column, cell in zip(columns, row, strict=True))


def _is_our_code(column: TableColumn, cell: TableCell) -> bool:
    return column.kind is ColumnKind.TEXT and bool(cell.look) and cell.value == cell.look
