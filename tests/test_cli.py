"""The commands as a user types them: what they print, where, and how they end."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import PORT, ROOT, port_messages

FIELDS = [
    "id",
    "source",
    "service",
    "service_name",
    "also",
    "urgency",
    "danger",
    "deadline",
    "tone",
    "service_confidence",
    "urgency_confidence",
    "alternatives",
    "needs_review",
    "review_reasons",
    "evidence",
    "model",
]


def run(*arguments: str | Path, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "request_router", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, text=True, timeout=300, encoding="utf-8")


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "export.csv"
    path.write_text("id;message\nA1;La navette n'est pas passée\nA2;Mon bateau cherche un ponton\n", encoding="utf-8")
    return path


@pytest.fixture
def port_model(port_router):
    return port_router.model.folder


# Help


@pytest.mark.parametrize(
    "command",
    [[], ["classify"], ["train"], ["evaluate"], ["corpus"], ["corpus", "check"], ["corpus", "stats"], ["model"], ["model", "show"], ["model", "verify"]],
)  # fmt: skip
def test_every_command_has_help(tmp_path, command):
    done = run(*command, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert "Usage: request-router" in done.stdout
    assert done.stderr == ""


def test_the_help_lists_every_command_and_the_exit_codes(tmp_path):
    shown = run("--help", cwd=tmp_path).stdout
    assert all(name in shown for name in ("classify", "corpus", "evaluate", "model", "train", "Exit codes"))


def test_the_version_is_the_packages(tmp_path):
    import request_router

    assert request_router.__version__ in run("--version", cwd=tmp_path).stdout


# classify


def test_rows_go_to_stdout_and_the_summary_to_stderr(table, port_model):
    done = run("classify", table, "--model", port_model, cwd=table.parent)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [list(row) for row in rows] == [FIELDS, FIELDS]
    assert [(row["id"], row["service"]) for row in rows] == [("A1", "navette"), ("A2", "capitainerie")]
    assert "2 messages classés, 0 illisibles." in done.stderr
    assert "\r" not in done.stderr  # no progress bar in a pipe


def test_json_lines_come_by_stdin(table, port_model):
    done = run("classify", "-", "--model", port_model, cwd=table.parent, stdin='{"id": 3, "text": "bateau"}\n')
    assert json.loads(done.stdout)["id"] == "3"


def test_critique_messages_are_written_a_second_time_with_danger_and_numbers(tmp_path):
    table = tmp_path / "boite.csv"
    table.write_text("id;message\n1;Merci pour la fête\n2;Ça sent le gaz dans l'école\n", encoding="utf-8")
    out, alerts = tmp_path / "tout.csv", tmp_path / "critiques.csv"
    done = run("classify", table, "-o", out, "--alerts", alerts, cwd=tmp_path)
    assert done.returncode == 0
    rows = list(csv.DictReader(alerts.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert [row["id"] for row in rows] == ["2"]
    assert rows[0]["danger"].startswith("gaz (présent)")
    assert "0 800 47 33 33" in rows[0]["numbers"]
    assert "numéros : 0 800 47 33 33" in done.stderr
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 3
    table.write_text("id;message\n1;Merci pour la fête\n", encoding="utf-8")
    assert run("classify", table, "-o", out, "--alerts", alerts, cwd=tmp_path).returncode == 0
    assert "gaz" not in alerts.read_text(encoding="utf-8-sig")


def test_alerts_need_a_file_of_their_own(table, port_model):
    same = table.with_name("x.csv")
    done = run("classify", table, "-o", same, "--alerts", same, "--model", port_model, cwd=table.parent)
    assert done.returncode == 2
    assert "two files" in done.stderr


def test_cases_of_behaviour_are_asked_without_a_corpus(tmp_path, port_model):
    suite = tmp_path / "suite.toml"
    suite.write_text(
        '[[direction]]\nkind = "gaz"\ntext = "mur"\nadded = "odeur de gaz"\nat_least = "critique"\n', encoding="utf-8"
    )
    done = run("evaluate", "--behaviour", suite, "--json", tmp_path / "v.json", "--model", port_model, cwd=tmp_path)
    assert done.returncode == 0
    assert "Comportement : 1 cas" in done.stdout
    assert json.loads((tmp_path / "v.json").read_text(encoding="utf-8"))["behaviour"]["cases"] == 1
    assert run("evaluate", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx"])
def test_the_ending_of_the_output_chooses_its_format(table, port_model, form):
    out = table.with_name(f"sortie.{form}")
    done = run("classify", table, "-o", out, "--model", port_model, cwd=table.parent)
    assert done.returncode == 0
    assert done.stdout == ""
    assert f"Résultat : {out}" in done.stderr
    assert out.stat().st_size


def test_a_csv_keeps_the_input_columns(table, port_model):
    out = table.with_name("sortie.csv")
    run("classify", table, "-o", out, "--model", port_model, "--jobs", "2", cwd=table.parent)
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"), newline=""), delimiter=";"))
    assert [row["id"] for row in rows] == ["A1", "A2"]
    assert rows[0]["message"] == "La navette n'est pas passée"


def test_explain_adds_the_whole_sum(table, port_model):
    row = json.loads(
        run("classify", table, "--explain", "--model", port_model, cwd=table.parent).stdout.splitlines()[0]
    )
    explanation = row["explanation"]
    total = explanation["bias"] + sum(share for _, share in explanation["contributions"])
    assert explanation["score"] == pytest.approx(total)


def test_what_cannot_be_read_is_put_aside_and_said(tmp_path, port_model):
    (tmp_path / "a.jsonl").write_text('{"text": "bateau"}\n{cassé\n', encoding="utf-8")
    done = run("classify", "a.jsonl", "-o", "b.jsonl", "--model", port_model, cwd=tmp_path)
    assert done.returncode == 1
    reject = json.loads((tmp_path / "b.jsonl.rejects.jsonl").read_text(encoding="utf-8"))
    assert (reject["source"], reject["position"]) == ("a.jsonl", 2)
    assert "JSON" in reject["reason"]
    assert len((tmp_path / "b.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    assert "b.jsonl.rejects.jsonl" in done.stderr


def test_rejects_of_an_earlier_run_do_not_stay(table, port_model):
    stale = table.with_name("sortie.csv.rejects.jsonl")
    stale.write_text("{}")
    run("classify", table, "-o", "sortie.csv", "--model", port_model, cwd=table.parent)
    assert not stale.exists()


def test_a_run_on_a_terminal_shows_a_bar_and_ends_well(table, port_model):
    command = f"{sys.executable} -m request_router classify {table} -o s.csv --model {port_model}"
    done = subprocess.run(["script", "-qec", command, "/dev/null"], cwd=table.parent, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "Messages" in done.stdout
    assert "2 messages classés" in done.stdout


def test_a_failed_run_leaves_the_rejects_of_an_earlier_one(table, port_model):
    earlier = table.with_name("s.csv.rejects.jsonl")
    earlier.write_text("{}")
    table.with_name("z.csv").write_bytes(b"\x00\x01\x02\x03\x04")
    assert run("classify", table, "z.csv", "-o", "s.csv", "--model", port_model, cwd=table.parent).returncode == 2
    assert earlier.exists()


def test_doubled_ids_are_said(tmp_path, port_model):
    (tmp_path / "a.csv").write_text("id;message\n1;bateau\n1;navette\n", encoding="utf-8")
    done = run("classify", "a.csv", "--model", port_model, cwd=tmp_path)
    assert len(done.stdout.splitlines()) == 2
    assert "identifiant déjà vu" in done.stderr


WRONG_INPUTS = {
    "empty.csv": (b"", "empty"),
    "binary.csv": (b"PK\x03\x04\x00\x00", "binary"),
    "headless.xlsx": (b"not a workbook", "not a readable Excel"),
    "columns.csv": (b"ville;quartier\nX;Sud\n", "'ville', 'quartier'"),
    "notes.docx": (b"x", "unknown ending"),
    "empty.mbox": (b"", "empty"),
    "empty.jsonl": (b"", "empty"),
}


@pytest.mark.parametrize("name", WRONG_INPUTS)
def test_an_input_that_cannot_be_read_at_all_ends_with_2_and_leaves_nothing(tmp_path, port_model, name):
    content, fault = WRONG_INPUTS[name]
    (tmp_path / name).write_bytes(content)
    done = run("classify", name, "-o", "sortie.csv", "--model", port_model, cwd=tmp_path)
    assert done.returncode == 2
    assert fault in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    "arguments",
    [["classify"], ["classify", "absent.csv"], ["classify", "-", "--jobs", "0"], ["classify", "-", "-o", "nowhere/x.csv"], ["classify", "-", "-o", "x.doc"], ["nothing"], ["train", "absent", "-o", "m"], ["evaluate", "absent"]],
)  # fmt: skip
def test_wrong_usage_ends_with_2_and_one_message(tmp_path, arguments):
    done = run(*arguments, cwd=tmp_path, stdin='{"text": "a"}\n')
    assert done.returncode == 2
    assert done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_is_an_input_is_refused(table, port_model):
    before = table.read_bytes()
    done = run("classify", table, "-o", table, "--model", port_model, cwd=table.parent)
    assert done.returncode == 2
    assert "overwritten" in done.stderr
    assert table.read_bytes() == before


def test_a_second_file_that_cannot_be_read_leaves_no_half_result(table, port_model):
    bad = table.with_name("z.csv")
    bad.write_bytes(b"\x00\x01\x02\x03\x04")
    done = run("classify", table, bad, "-o", "sortie.csv", "--model", port_model, cwd=table.parent)
    assert done.returncode == 2
    assert not table.with_name("sortie.csv").exists()


# models


def test_a_missing_or_damaged_model_ends_with_3(table, port_model, tmp_path):
    assert run("classify", table, "--model", "fr-absent", cwd=tmp_path).returncode == 3
    damaged = shutil.copytree(port_model, tmp_path / "abime")
    (damaged / "weights.npy").write_bytes(b"")
    for command in (["classify", table, "--model", damaged], ["model", "verify", damaged]):
        done = run(*command, cwd=tmp_path)
        assert done.returncode == 3
        assert "weights.npy" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_model_is_shown_and_verified(port_model, tmp_path):
    assert "Capitainerie" in run("model", "show", port_model, cwd=tmp_path).stdout
    done = run("model", "verify", cwd=tmp_path)
    assert done.returncode == 0
    assert "27 services" in done.stdout


# corpora


@pytest.fixture
def port_corpus(tmp_path):
    rows = [
        message.model_dump(mode="json", include={"id", "text", "service", "urgency", "author"})
        for message in port_messages()
    ]
    dev = [
        row | {"id": f"dev-{at}", "split": "dev", "author": "z", "text": f"{row['text']} au large"}
        for at, row in enumerate(rows[::3])
    ]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, rows + dev)), encoding="utf-8")
    shutil.copy(PORT, tmp_path / "port.toml")
    return tmp_path / "corpus.jsonl"


def test_a_town_trains_on_its_own_services_and_measures(port_corpus):
    here = port_corpus.parent
    assert run("train", port_corpus, "-o", "modele", "--taxonomy", "port.toml", "--seed", "3", cwd=here).returncode == 0
    done = run("evaluate", port_corpus, "--model", "modele", "--json", "-", cwd=here)
    verdict = json.loads(done.stdout)
    assert verdict["messages"] == 10
    assert verdict["split"] == "dev"
    assert [row["name"] for row in verdict["baselines"]] == ["majorité", "tf-idf mots + caractères, SVM linéaire"]
    assert {row["label"] for row in verdict["services"]} == {"capitainerie", "criee", "phare", "navette", "autre"}
    assert "kappa" in done.stderr


def test_corpus_stats_print_tables(port_corpus):
    done = run("corpus", "stats", port_corpus, "--taxonomy", "port.toml", cwd=port_corpus.parent)
    assert done.returncode == 0
    assert "capitainerie" in done.stdout


def test_corpus_check_ends_with_1_and_names_the_lines(port_corpus):
    here = port_corpus.parent
    rows = port_corpus.read_text(encoding="utf-8").splitlines()
    (here / "bad.jsonl").write_text(rows[0] + "\n" + rows[0] + "\n{\n", encoding="utf-8")
    done = run("corpus", "check", "bad.jsonl", "--taxonomy", "port.toml", cwd=here)
    assert done.returncode == 1
    assert "bad.jsonl:2: doublon" in done.stdout
    assert "bad.jsonl:3: ligne" in done.stdout


def test_the_projects_own_corpus_is_clean(tmp_path):
    done = run("corpus", "check", ROOT / "corpora/fr-commune", cwd=tmp_path)
    assert done.stdout == ""
    assert done.returncode == 0


def test_a_reader_that_goes_away_is_no_error(tmp_path, port_model):
    (tmp_path / "a.csv").write_text("message\n" + "le bateau du port\n" * 3_000, encoding="utf-8")
    command = (
        f"{sys.executable} -m request_router classify a.csv --model {port_model} | head -1; exit ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True)
    assert len(done.stdout.splitlines()) == 1
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
