"""Says of a kept presentation whether slides can (still) take its look."""

from hashlib import sha256

from dashboard.memo import Memo

_LOOKED_AT: Memo = Memo(50)
"""Hash of a presentation -> the key of the words for what is wrong with it."""


def refusal_of(data: bytes | None) -> str:
    """The key of the words that say why the presentation cannot be a design; "" when it can, and
    for none. Each is looked at once: a meeting's page asks whenever it is opened."""
    if data is None:
        return ""
    return _LOOKED_AT.answer(sha256(data).digest(), lambda: _refusal_of(data))


def _refusal_of(data: bytes) -> str:
    from dashboard.exports.pptx import DesignError, check_design

    try:
        check_design(data)
    except DesignError as refusal:
        return refusal.key
    return ""
