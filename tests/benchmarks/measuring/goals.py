"""The figures the platform is held to, in the order of the table."""

from measuring.table import Goal

PAGES = (
    Goal("first-cold", "first chart, empty cache", "ms", 0.10),
    Goal("ready-cold", "all charts and the country control, empty cache", "ms", 0.30),
    Goal("ready-warm", "the same, second visit", "ms"),
    Goal("bytes-cold", "bytes, empty cache", "kB", 0.16, of="the lightest peer"),
    Goal("bytes-warm", "bytes, second visit", "kB", 0.40, of="Vizro"),
    Goal("requests", "requests, empty cache", "", 20, of_ratio=False),
    Goal("filter-dash", "country chosen to its chart, against plain Dash", "ms", 0.60, of="Dash"),
    Goal("filter-vizro", "country chosen to its chart, against Vizro", "ms", 0.30, of="Vizro"),
    Goal("shift", "layout shift", "", 0.02, of_ratio=False),
    Goal("blocking", "time the page does not react", "ms", 0.55),
    Goal("outside", "requests that leave the machine", "", 0, of_ratio=False),
)

ROOM = (
    Goal("room-first", "conference room: first chart", "ms", 1 / 20),
    Goal("room-ready", "conference room: all charts and the control", "ms", 0.25),
    Goal("room-filter", "conference room: country chosen to its chart", "ms"),
)

LARGE = (
    Goal(
        "large-ready",
        "100,000 measures: all charts and the control",
        "ms",
        1.1,
        of="2,280 measures",
    ),
    Goal("large-bytes", "100,000 measures: bytes", "kB", 1.05, of="2,280 measures"),
    Goal("large-filter", "100,000 measures: country chosen to its chart", "ms", 0.10, of="Dash"),
)

SERVER = (
    Goal("open-p95", "60 viewers open at once: 95th percentile", "s", 1 / 8),
    Goal("open-cpu", "60 viewers open at once: server CPU a viewer", "ms", 1 / 10),
    Goal("open-errors", "60 viewers with empty caches: errors", "", 0, of_ratio=False),
    Goal("filter-p99", "60 countries chosen at once: 99th percentile", "s", 0.5),
    Goal("memory", "memory after that load (PSS)", "MiB", 0.75, of="the best built on Dash"),
    Goal(
        "starts", "12 starts, 8 first visits at once: starts with an error", "", 0, of_ratio=False
    ),
    Goal("start-cpu", "CPU from the start to the first page", "s", 0.70, of="Vizro"),
)

SCALE = (
    Goal("growth", "overview, 2,280 to 2.28 million measures: exponent", "", 0.10, of_ratio=False),
    Goal("overview-large", "overview from 2.28 million measures, CPU", "ms"),
    Goal(
        "publishing", "publishing a report into 2.28 million, CPU", "ms", 1.5, of="that into 2,280"
    ),
)

WORKBOOKS = (
    Goal(
        "load",
        "57 workbooks of 200 measures: read, check, store; CPU",
        "s",
        0.75,
        of="frictionless",
    ),
    Goal("missed", "of 10 errors put into a workbook, not found", "", 0, of_ratio=False),
)

PACK = (
    Goal("pack", "a meeting's files in both languages, CPU", "s"),
    Goal("pack-growth", "files against slides: exponent", "", 1.1, of_ratio=False),
)

START = (Goal("help", "`dakar --help`", "s", 0.3, of_ratio=False),)

SECTIONS = {
    "pages": PAGES,
    "room": ROOM,
    "large": LARGE,
    "server": SERVER,
    "scale": SCALE,
    "workbooks": WORKBOOKS,
    "pack": PACK,
    "start": START,
}
"""Names for `--only`, and what each measures."""
