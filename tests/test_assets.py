"""What is served stays on our own origin, and what others wrote is named with its licence."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"
VENDOR = ASSETS / "vendor"

INERT = {
    "www.w3.org",  # names of XML vocabularies
    "feross.org",  # licence comments, from here to github.com
    "getify.mit-license.org",
    "syntheti.cc",
    "github.com",
    "plotly.com",  # help texts of plotly; never opened, the mode bar is off
    "cdn.plot.ly",  # borders of maps; the cartesian bundle draws none
    "cloud.plotly.com",  # "share chart"; switched off by the one graph factory
}
"""Hosts that stand in the vendored scripts without being asked for."""


def served(*endings: str) -> list[Path]:
    return sorted(file for file in ASSETS.rglob("*") if file.suffix in endings)


def foreign_in_css(text: str) -> list[str]:
    asked = re.findall(r"""(?:url\(|@import)\s*["']?([^"')\s]+)""", text)
    return [address for address in asked if re.match(r"(?:[a-z]+:)?//", address)]


def hosts_in(text: str) -> set[str]:
    return set(re.findall(r"(?:https?|wss?)://([a-zA-Z0-9.-]+\.[a-z]{2,})", text))


def test_a_foreign_address_in_css_is_seen() -> None:
    assert foreign_in_css('@import "//fonts.example/x.css"; a{b:url(https://x.example/y)}') == [
        "//fonts.example/x.css",
        "https://x.example/y",
    ]


def test_no_stylesheet_asks_for_a_foreign_address() -> None:
    found = {file.name: foreign_in_css(file.read_text("utf-8")) for file in served(".css")}
    assert found
    assert {name: addresses for name, addresses in found.items() if addresses} == {}


def test_no_script_names_an_unknown_host() -> None:
    found = {file.name: hosts_in(file.read_text("utf-8")) for file in served(".js")}
    assert found
    own = {"www.w3.org"}
    vendored = {file.name for file in VENDOR.rglob("*.js")}
    unknown = {name: hosts - (INERT if name in vendored else own) for name, hosts in found.items()}
    assert {name: hosts for name, hosts in unknown.items() if hosts} == {}


def test_no_served_file_points_to_a_source_map() -> None:
    pointing = [f.name for f in served(".css", ".js") if "sourceMappingURL" in f.read_text("utf-8")]
    assert pointing == []


def test_every_vendored_file_is_listed_beside_its_licence() -> None:
    listed = (VENDOR / "README.md").read_text("utf-8")
    folders = sorted(folder for folder in VENDOR.iterdir() if folder.is_dir())
    assert folders
    for folder in folders:
        assert (folder / "LICENSE").stat().st_size > 500, folder.name
        row = " ".join(line for line in listed.splitlines() if line.startswith(f"| {folder.name} "))
        names = {file.name for file in folder.iterdir()} - {"LICENSE"}
        assert {name for name in names if f"{name}" not in row} == set()


def test_fonts_are_reached_from_their_stylesheet() -> None:
    css = (VENDOR / "inter" / "inter.css").read_text("utf-8")
    named = re.findall(r'url\("([^"]+)"\)', css)
    assert named
    assert [name for name in named if not (VENDOR / "inter" / name).is_file()] == []
