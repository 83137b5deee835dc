"""In: a workbook becomes a stored report version, or findings. The one door to this package."""
