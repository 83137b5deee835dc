"""`dakar suggest`: a JSON object a title, from a file or a pipe; or the figures."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import loaders
from dashboard.cli import run
from dashboard.cli.language import cli_words
from loaders import Evaluation, Figures, OutsideFigures
from schemas.reading import ContentError, ContentProblem

ROOT = Path(__file__).resolve().parent.parent.parent

Dakar = Callable[..., tuple[int, str, str]]


@pytest.fixture
def dakar(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Dakar:
    """Runs `dakar suggest` with bytes on standard input."""
    monkeypatch.setenv("DAKAR_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")

    def call(*arguments: str, piped: bytes = b"", language: str = "en") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped), "utf-8"))
        status = run(["suggest", *arguments], cli_words(language))
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def test_a_line_a_title_and_three_suggestions_each(dakar: Dakar, tmp_path: Path) -> None:
    file = tmp_path / "titles.txt"
    file.write_text("Loi sur l'asile\r\n\n  Birth registration campaign  \n", "utf-8")
    status, out, err = dakar(str(file))
    answers = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert [one["title"] for one in answers] == ["Loi sur l'asile", "Birth registration campaign"]
    assert [one["suggestions"][0]["objective"] for one in answers] == ["3", "6"]
    for answer in answers:
        assert list(answer) == ["title", "suggestions"]
        assert len(answer["suggestions"]) == 3
        assert sum(one["confidence"] for one in answer["suggestions"]) <= 1
        for one in answer["suggestions"]:
            assert list(one) == ["objective", "confidence", "theme", "roadmap_action", "reason"]
            assert all(word in answer["title"] for word in one["reason"])


def test_a_pipe_is_read_and_accents_are_kept(dakar: Dakar) -> None:
    status, out, _ = dakar(piped="\ufeffÉtat civil à Saint-Louis\n".encode())
    assert status == 0
    assert out.startswith('{"title": "État civil à Saint-Louis"')


def test_no_title_no_line(dakar: Dakar) -> None:
    assert dakar(piped=b"\n\n") == (0, "", "")


def test_a_file_that_is_not_text_is_refused_with_its_line(dakar: Dakar) -> None:
    status, out, err = dakar(piped=b"One title\n\xff\xfe\n")
    assert (status, out) == (2, "")
    assert "2" in err


def test_a_missing_file_is_misuse(dakar: Dakar) -> None:
    assert dakar("nowhere.txt")[0] == 2


def test_figures_take_no_file(dakar: Dakar, tmp_path: Path) -> None:
    file = tmp_path / "titles.txt"
    file.write_text("A title", "utf-8")
    assert dakar("--evaluate", str(file))[0] == 2


def test_the_figures_are_a_table_by_language_and_objective(
    dakar: Dakar, monkeypatch: pytest.MonkeyPatch
) -> None:
    def figures(code: str, of_shown: float | None) -> Figures:
        return Figures(code, n=40, first=0.8, among=0.956, shown=12.4, of_shown=of_shown)

    found = Evaluation(
        folds=10,
        repeats=2,
        groups=37,
        overall=figures("", 0.9),
        unread=figures("", 0.9),
        outside=OutsideFigures(n=77, uncertain=0.86, confident=0.04),
        languages=(figures("fr", 0.9), figures("es", None)),
        objectives=(figures("10", 0.9),),
    )
    monkeypatch.setattr(loaders, "evaluate_suggestions", lambda _: found)
    status, out, _ = dakar("--evaluate", "--lang", "en")
    how, blank, head, *rows, gap, outside = out.splitlines()
    assert (status, blank, gap, len({len(row) for row in (head, *rows)})) == (0, "", "", 1)
    assert "77" in outside and "86%" in outside and "4%" in outside
    assert "40" in how
    assert "37" in how
    assert [row.split()[-5:] for row in rows[2:]] == [
        ["40", "80%", "96%", "12", "90%"],
        ["40", "80%", "96%", "12", "-"],
        ["40", "80%", "96%", "12", "90%"],
    ]
    assert [row.split()[0] for row in rows[2:4]] == ["French", "Spanish"]


@pytest.mark.parametrize("arguments", [(), ("--evaluate",)])
def test_a_mistake_in_the_lexicon_is_named(
    dakar: Dakar, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    def fail(*_: object) -> None:
        raise ContentError([ContentProblem("lexicon.toml", "weights", "missing")])

    monkeypatch.setattr(loaders, "suggest", fail)
    monkeypatch.setattr(loaders, "evaluate_suggestions", fail)
    status, out, err = dakar(*arguments, piped=b"A title\n")
    assert (status, out) == (2, "")
    assert "lexicon.toml: weights: missing" in err


def test_the_other_commands_do_not_load_what_learns() -> None:
    code = "import sys, dashboard.cli, loaders; print('loaders.classifier' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
