"""What tests of the shapes share: content with mistakes in it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.content import DATA, load_content
from schemas.reading import ContentError

Folder = Callable[..., Path]


@pytest.fixture
def broken(tmp_path: Path) -> Folder:
    """A copy of data/ in which pieces of text were replaced: broken(file, old, new, ...)."""

    def make(name: str, *changes: tuple[str, str]) -> Path:
        kept = ("frameworks", "templates", "locales")
        for part in kept:
            shutil.copytree(DATA / part, tmp_path / part, dirs_exist_ok=True)
        for file in (*DATA.glob("*.csv"), *DATA.glob("*.toml")):
            shutil.copy(file, tmp_path / file.name)
        file = tmp_path / name
        text = file.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        file.write_text(text, encoding="utf-8")
        return tmp_path

    return make


@pytest.fixture
def problems() -> Callable[[Path], list[tuple[str, str, str]]]:
    """File, key and reason of every mistake in a folder."""

    def found(folder: Path) -> list[tuple[str, str, str]]:
        with pytest.raises(ContentError) as caught:
            load_content(folder)
        return [(p.file, p.key, p.reason) for p in caught.value.problems]

    return found
