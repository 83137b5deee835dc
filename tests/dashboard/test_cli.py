"""Commands: exit statuses, the JSON they print, and what they say of a wrong command line."""

import json
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from dashboard.cli import commands
from dashboard.cli.language import language_of

ROOT = Path(__file__).resolve().parent.parent.parent

Dakar = Callable[..., tuple[int, str, str]]


@pytest.fixture
def workbook(dakar: Dakar, tmp_path: Path) -> Path:
    """A blank workbook of Senegal: of the template, but with nothing filled in."""
    file = tmp_path / "SEN.xlsx"
    options = ("--country", "SEN", "--round", "dakar-2013", "--blank", "-o", str(file))
    assert dakar("template", *options)[0] == 0
    return file


@pytest.fixture
def no_workbook(tmp_path: Path) -> Path:
    file = tmp_path / "text.xlsx"
    file.write_text("not a workbook", "utf-8")
    return file


# The command line itself


def test_every_command_has_a_help_page_in_both_languages(dakar: Dakar) -> None:
    for language, usage in (("fr", "Usage\N{NO-BREAK SPACE}:"), ("en", "Usage:")):
        for name in ("", *commands()):
            arguments = [name, "--help"] if name else ["--help"]
            status, out, err = dakar(*arguments, language=language)
            assert (status, err) == (0, ""), name
            assert out.startswith(f"{usage} dakar {name}".rstrip()), name


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "There is no command nothing."),
        (["check"], "FILE... is missing."),
        (["check", "absent.xlsx"], "absent.xlsx is not there."),
        (["annotate", "absent.xlsx", "-o", "x"], "FILE: absent.xlsx is not a fitting file"),
        (["check", "--strange", "x"], "There is no option --strange."),
        (["serve", "--lang", "xx"], "--lang can only be en or fr."),
        (["serve", "left-over"], "something is left over"),
        (["template"], "Give either a country (--country) or all countries (--all)."),
        (["template", "--country", "SEN", "--all"], "Give either a country"),
        (["template", "--all"], "give the ZIP file to write"),
        (["annotate"], "FILE is missing."),
        (["samples", "add"], "There is no command add."),
    ],
)
def test_bad_usage_is_2_and_says_why(dakar: Dakar, arguments: list[str], said: str) -> None:
    status, out, err = dakar(*arguments, language="en")
    assert (status, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_a_bad_setting_is_named_with_what_is_allowed(dakar: Dakar) -> None:
    status, _, err = dakar("serve", "--port", "99999", language="en")
    assert status == 2
    assert "99999" in err
    assert "65535" in err


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        (["check", "--lang", "en"], {"LANG": "fr_FR.UTF-8"}, "en"),
        (["check", "--lang=en"], {}, "en"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LC_ALL": "fr_SN", "LANG": "en_GB.UTF-8"}, "fr"),
        ([], {"LC_ALL": "C", "DAKAR_LANGUAGE": "en"}, "en"),
        ([], {"LANG": "pt_PT.UTF-8"}, "fr"),
        ([], {}, "fr"),
    ],
)
def test_language(arguments: list[str], environment: dict[str, str], language: str) -> None:
    assert language_of(arguments, environment) == language


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from dashboard.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pandas', 'dash', 'flask', 'sqlalchemy', 'plotly', 'openpyxl', 'numpy'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr.strip() == "[]"


def test_the_module_and_the_app_are_the_same_command() -> None:
    for command in (["-m", "dashboard.cli", "serve", "--help"], ["app.py", "--help"]):
        done = subprocess.run(
            [sys.executable, *command, "--lang", "en"], cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("Usage: dakar serve")


# template


def test_template_writes_the_workbook_of_a_country(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    assert "_meta" in book.sheetnames


@pytest.mark.parametrize(
    ("country", "round_code", "said"),
    [("XXX", "dakar-2013", "XXX"), ("SEN", "dakar-1913", "dakar-2013")],
)
def test_template_of_an_unknown_country_or_round(
    dakar: Dakar, country: str, round_code: str, said: str
) -> None:
    status, _, err = dakar("template", "--country", country, "--round", round_code)
    assert status == 2
    assert said in err


def test_template_for_all_has_a_workbook_for_each_partner(dakar: Dakar, tmp_path: Path) -> None:
    target = tmp_path / "all.zip"
    options = ("--all", "--blank", "--round", "dakar-2013", "-o", str(target))
    assert dakar("template", *options)[0] == 0
    names = zipfile.ZipFile(target).namelist()
    assert len(names) == 57
    assert "SEN-dakar-2013.xlsx" in names


# check, load, annotate


def test_check_of_a_file_that_is_no_workbook(dakar: Dakar, no_workbook: Path) -> None:
    status, out, err = dakar("check", "--json", str(no_workbook), language="en")
    answer = json.loads(out)
    assert (status, err) == (2, "")
    (finding,) = answer.pop("findings")
    assert finding.pop("message").startswith("File")
    assert finding == {
        "code": "not-a-workbook",
        "severity": "error",
        "sheet": "",
        "cell": "",
        "value": "text.xlsx",
    }
    assert answer == {
        "file": "text.xlsx",
        "outcome": "refused",
        "country": None,
        "round": None,
        "template": None,
        "counts": {"error": 1, "warning": 0, "info": 0, "measures": 0, "objectives": 0},
    }


def test_check_of_a_file_with_errors(dakar: Dakar, workbook: Path, database: Path) -> None:
    status, out, _ = dakar("check", "--json", str(workbook))
    answer = json.loads(out)
    assert status == 1
    assert (answer["outcome"], answer["country"], answer["round"]) == ("draft", "SEN", "dakar-2013")
    assert answer["counts"]["error"] > 0
    assert "report" not in answer
    assert not database.exists()


def test_check_speaks_to_people_in_their_language(dakar: Dakar, workbook: Path) -> None:
    french = dakar("check", str(workbook))[1]
    english = dakar("check", str(workbook), language="en")[1]
    assert french.startswith("SEN.xlsx\N{NO-BREAK SPACE}: Sénégal, ")
    assert english.startswith("SEN.xlsx: Senegal, ")
    assert "\n  Erreur  " in french
    assert "\n  Error  " in english


def test_errors_stand_before_what_may_be_read(dakar: Dakar, workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["01_IDENTITE_ID"]["E14"] = "français"
    book.save(workbook)
    _, out, _ = dakar("check", str(workbook), language="en")
    kinds = [line.split()[0] for line in out.splitlines()[1:]]
    assert kinds == sorted(kinds)
    assert (kinds[0], kinds[-1]) == ("Error", "Note")


def test_load_goes_on_after_a_bad_file(dakar: Dakar, workbook: Path, no_workbook: Path) -> None:
    status, out, _ = dakar("load", "--json", str(no_workbook), str(workbook))
    refused, draft = [json.loads(line) for line in out.splitlines()]
    assert status == 2
    assert refused["outcome"] == "refused"
    assert (draft["report"], draft["version"], draft["state"]) == ("SEN-dakar-2013-v1", 1, "draft")


def test_the_same_file_again_is_recognised(dakar: Dakar, workbook: Path) -> None:
    assert dakar("load", str(workbook))[0] == 1
    status, out, _ = dakar("load", "--json", str(workbook))
    answer = json.loads(out)
    assert status == 1
    assert (answer["report"], answer["version"]) == ("SEN-dakar-2013-v1", 1)
    assert answer["findings"][0]["code"] == "already-stored"


def test_a_version_that_was_superseded_is_said_so(
    dakar: Dakar, workbook: Path, database: Path
) -> None:
    dakar("load", str(workbook))
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE report SET state = 'superseded'")
    status, out, _ = dakar("load", str(workbook), language="en")
    assert status == 1
    assert "superseded by a newer version, SEN-dakar-2013-v1" in out


def test_publish_leaves_a_report_with_errors_a_draft(dakar: Dakar, workbook: Path) -> None:
    status, out, _ = dakar("load", "--json", "--publish", str(workbook))
    assert status == 1
    assert json.loads(out)["state"] == "draft"


def test_annotate_gives_the_file_back(dakar: Dakar, workbook: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    assert dakar("annotate", str(workbook), "-o", str(target))[0] == 1
    before, after = openpyxl.load_workbook(workbook), openpyxl.load_workbook(target)
    assert len(after.sheetnames) == len(before.sheetnames) + 1


def test_annotate_of_no_workbook_writes_nothing(
    dakar: Dakar, no_workbook: Path, tmp_path: Path
) -> None:
    target = tmp_path / "out.xlsx"
    status, _, err = dakar("annotate", str(no_workbook), "-o", str(target), language="en")
    assert status == 2
    assert "cannot be annotated" in err
    assert not target.exists()


def test_check_annotates_into_a_folder(dakar: Dakar, workbook: Path, tmp_path: Path) -> None:
    folder = tmp_path / "annotated"
    dakar("check", "--annotate", str(folder), str(workbook))
    assert [file.name for file in folder.iterdir()] == ["SEN.xlsx"]


# export


def test_export_of_an_exhibit(dakar: Dakar, database: Path, tmp_path: Path) -> None:
    assert dakar("init", "--empty")[0] == 0
    for name in ("a.csv", "a.xlsx", "a.json"):
        status, _, err = dakar("export", "exhibit", "scorecard", "-o", str(tmp_path / name))
        assert (status, err) == (0, "")
        assert (tmp_path / name).stat().st_size > 100
    said = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert said["code"] == "scorecard"


def test_export_in_two_languages_writes_two_files(dakar: Dakar, tmp_path: Path) -> None:
    assert dakar("init", "--empty")[0] == 0
    target = str(tmp_path / "a.csv")
    assert dakar("export", "exhibit", "countries", "--lang", "fr,en", "-o", target)[0] == 0
    french, english = tmp_path / "a.fr.csv", tmp_path / "a.en.csv"
    assert french.read_text("utf-8-sig") != english.read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["exhibit", "nothing", "-o", "a.csv"], "scorecard"),
        (["exhibit", "scorecard", "-o", "a.doc"], ".xlsx"),
        (["exhibit", "scorecard", "--region", "moon", "-o", "a.csv"], "--region moon"),
        (["exhibit", "scorecard", "--lang", "fr,xx", "-o", "a.csv"], "--lang xx"),
        (["data"], "--output"),
        (["data", "-o", "a.zip"], "dakar init"),
    ],
)
def test_export_says_what_it_does_not_know(
    dakar: Dakar, tmp_path: Path, arguments: list[str], said: str
) -> None:
    status, _, err = dakar("export", *arguments)
    assert status == 2
    assert said in err
    assert list(tmp_path.glob("a.*")) == []


def test_the_data_package_describes_its_tables(dakar: Dakar, tmp_path: Path) -> None:
    assert dakar("init", "--empty")[0] == 0
    target = tmp_path / "data.zip"
    assert dakar("export", "data", "-o", str(target))[0] == 0
    archive = zipfile.ZipFile(target)
    described = json.loads(archive.read("datapackage.json"))["resources"]
    heads = {one["path"]: [f["name"] for f in one["schema"]["fields"]] for one in described}
    found = {name: archive.read(name).decode().split("\r\n")[0].split(",") for name in heads}
    assert found == heads
    assert sorted(archive.namelist()) == sorted([*heads, "datapackage.json", "README.txt"])


def test_the_data_package_of_one_round_is_asked_for_by_its_code(
    dakar: Dakar, tmp_path: Path
) -> None:
    assert dakar("init", "--empty")[0] == 0
    target = tmp_path / "data.zip"
    assert dakar("export", "data", "--round", "madrid-2012", "-o", str(target))[0] == 0
    described = json.loads(zipfile.ZipFile(target).read("datapackage.json"))
    assert (described["round"], described["audience"]) == ("madrid-2012", "PUB")
    status, _, err = dakar("export", "data", "--round", "moon", "-o", str(target))
    assert (status, "--round moon" in err) == (2, True)
