"""The wheel alone, in a clean environment and from another folder, classifies with the model that it carries."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from .conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = out.glob("*.whl")
    return built


def test_the_built_wheel_classifies_from_another_folder(wheel, tmp_path):
    # The dependencies are lent by a path file, so that the test needs no network; what is installed is the wheel alone:
    # the editable install of the working copy is itself a path file, and those are not followed twice.
    home = tmp_path / "env"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel], check=True, capture_output=True
    )
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    )
    Path(site.stdout.strip(), "lent.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    elsewhere = tmp_path / "ailleurs"
    elsewhere.mkdir()
    where = subprocess.run(
        [python, "-c", "import request_router; print(request_router.__file__)"],
        cwd=elsewhere,
        check=True,
        capture_output=True,
        text=True,
    )
    assert str(home) in where.stdout
    done = subprocess.run(
        [home / "bin" / "request-router", "classify", "-"],
        cwd=elsewhere, input='{"id": "1", "text": "Le lampadaire est éteint"}\n', capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["service"] == "eclairage_public"
    verified = subprocess.run(
        [home / "bin" / "request-router", "model", "verify"], cwd=elsewhere, capture_output=True, text=True
    )
    assert str(home) in verified.stdout


def test_the_wheel_carries_model_rules_and_types_and_no_corpus(wheel):
    import zipfile

    names = zipfile.ZipFile(wheel).namelist()
    for name in (
        "models/fr-commune/manifest.json",
        "models/fr-commune/weights.npy",
        "french/dangers.toml",
        "routing/secours.toml",
        "py.typed",
    ):
        assert f"request_router/{name}" in names
    assert not any("corpora" in name or name.startswith("tests") for name in names)
