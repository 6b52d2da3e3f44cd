"""The manual is executed: its commands, its Python, its tables."""

from __future__ import annotations

import doctest
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import request_router
from request_router.formats.writing import OUR_COLUMNS

from .conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def commands() -> list[str]:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith("request-router ") or line.startswith("cat ")]


@pytest.fixture(scope="module")
def workshop(tmp_path_factory) -> Path:
    """A folder in which the manual's commands find the files that they name."""
    folder = tmp_path_factory.mktemp("manuel")
    for name in ("examples", "corpora", "tests"):
        (folder / name).symlink_to(ROOT / name)
    return folder


def test_the_manual_shows_commands_and_python():
    assert len(commands()) >= 8
    assert len(blocks("python")) >= 2


@pytest.mark.parametrize("line", commands())
def test_a_command_of_the_manual_works(workshop, line):
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line.split("  #")[0]],
        cwd=workshop,
        capture_output=True,
        text=True,
        env=os.environ | {"PATH": path},
    )
    # 1 is what the manual announces for the example mailbox, which holds a mail that cannot be read.
    assert done.returncode in ((0, 1) if "boite-mairie.mbox" in line else (0,)), done.stderr
    assert "Traceback" not in done.stderr


def test_the_python_of_the_manual_works(workshop, monkeypatch):
    monkeypatch.chdir(workshop)
    space: dict[str, object] = {}
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), space)
    assert space["decision"].urgency == "critique"


def test_the_docstring_of_the_package_is_true():
    assert doctest.testmod(request_router).failed == 0


def test_the_table_of_output_fields_is_complete(router):
    row = json.loads(router.route("La rue est noire").model_dump_json())
    documented = re.findall(r"^\| `(\w+)` \|", README, flags=re.MULTILINE)
    assert set(row) <= set(documented)
    assert set(OUR_COLUMNS) <= set(row)


def test_the_table_of_exit_codes_is_complete():
    assert set(re.findall(r"^\| `(\d)` \|", README, flags=re.MULTILINE)) == {"0", "1", "2", "3"}


def test_every_option_of_the_help_stands_in_the_manual():
    from click.testing import CliRunner

    from request_router.cli import cli

    for name in ("classify", "train", "evaluate"):
        shown = CliRunner().invoke(cli, [name, "--help"]).output
        for option in set(re.findall(r"--[a-z-]+", shown)) - {"--help"}:
            assert option in README, f"{name} {option}"


def test_the_changelog_names_the_version():
    assert f"[{request_router.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
