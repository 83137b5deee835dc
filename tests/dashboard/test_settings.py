"""Settings: read from the environment; a bad value stops the start by its name."""

import pytest

from dashboard.settings import SettingError, read_settings, with_secret_key


def test_the_environment_is_read_and_the_command_line_wins():
    settings = read_settings({"DAKAR_PORT": "8051", "DAKAR_ACCESS": "members"}, port=9000)
    assert (settings.port, settings.access) == (9000, "members")


def test_every_bad_value_is_named_with_what_is_allowed():
    with pytest.raises(SettingError) as error:
        read_settings({"DAKAR_PORT": "http", "DAKAR_ACCESS": "all"})
    lines = str(error.value).splitlines()
    assert lines == [
        "DAKAR_PORT='http': a whole number from 1 to 65535",
        "DAKAR_ACCESS='all': one of public, members",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x"),
        ("HOST", " "),
        ("MAX_UPLOAD_MB", "0"),
        ("UPLOAD_SECONDS", "1e3"),
        ("LANGUAGE", "de"),
        ("LOG_LEVEL", "loud"),
        ("PROXY", "-1"),
        ("ADDRESS", "dakar.example.org"),
        ("ADDRESS", "ftp://dakar.example.org"),
        ("ADDRESS", "https://"),
        ("ADDRESS", "https://name:word@dakar.example.org"),
        ("ADDRESS", "https://dakar.example.org/fr/"),
        ("ADDRESS", "https://dakar.example.org:port"),
        ("ADDRESS", "https://dakar example.org"),
    ],
)
def test_a_bad_value_stops_the_start(name, value):
    with pytest.raises(SettingError, match=f"DAKAR_{name}"):
        read_settings({f"DAKAR_{name}": value})


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://dakar.example.org/", "https://dakar.example.org"),
        ("http://192.168.1.20:8050", "http://192.168.1.20:8050"),
    ],
)
def test_the_address_readers_use_is_kept_without_a_slash(given, kept):
    assert read_settings({"DAKAR_ADDRESS": given}).address == kept


def test_a_secret_key_is_made_once_and_kept(tmp_path):
    first = with_secret_key(read_settings({}), tmp_path).secret_key
    assert len(first) == 64
    assert with_secret_key(read_settings({}), tmp_path).secret_key == first
    assert with_secret_key(read_settings({"DAKAR_SECRET_KEY": "k"}), tmp_path).secret_key == "k"
