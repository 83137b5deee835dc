"""The parts of the workbook writer: look, printed values, live formulas and each kind of sheet."""
