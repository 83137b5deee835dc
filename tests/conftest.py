"""What every test may use."""

import pytest

from schemas.content import Content, load_content


@pytest.fixture(scope="session")
def content() -> Content:
    """The content of data/, read and checked once."""
    return load_content()
