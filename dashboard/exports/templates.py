"""Turns a round into one ZIP of workbooks to fill, written while it is sent."""

import zipfile
from collections.abc import Iterable, Iterator

Named = tuple[str, bytes]


def zip_chunks(files: Iterable[Named]) -> Iterator[bytes]:
    """The bytes of a ZIP, a part for each file: nobody waits for the last one to be made.
    Workbooks are packed already, so they are stored as they are."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(name, content)
            yield pipe.take()
    yield pipe.take()


class _Pipe:
    """What a ZIP is written into, and taken out of again; it cannot be gone back in."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def close(self) -> None:
        """What was written can still be taken."""

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken
