"""Drawings: a `Chart` becomes an SVG string or a plain Plotly dict."""
