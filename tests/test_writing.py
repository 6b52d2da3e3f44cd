from __future__ import annotations

import csv
import io
import json

import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from request_router import Message
from request_router.formats import open_writer
from request_router.formats.writing import inert, whole_file

HOSTILE = ["=1+1", "+33 6 39 98 00 00", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "normal; \"guillemets\"\nligne", "=HYPERLINK(\"http://example.fr\")", "nul\x00", "x" * 40_000]  # fmt: skip


def written(router, form, tmp_path, messages):
    target = tmp_path / f"sortie.{form}"
    with open_writer(form, target, io.BytesIO()) as write:
        for message in messages:
            write(message, router.route(message), None)
    return target


def message(text="bateau", **cells):
    return Message(text=text, id="7", columns=tuple(({"id": "7", "message": text} | cells).items()))


def test_a_csv_opens_right_in_a_french_excel(port_router, tmp_path):
    content = written(port_router, "csv", tmp_path, [message("Le bateau à l'île")]).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    header, row = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    assert header[:2] == ["id", "message"]
    assert row[:2] == ["7", "Le bateau à l'île"]
    cells = dict(zip(header, row, strict=True))
    assert cells["service"] == "capitainerie"
    assert "," in cells["service_confidence"]
    assert cells["needs_review"] in {"oui", "non"}


@given(st.text(max_size=30) | st.sampled_from(HOSTILE))
def test_no_csv_cell_can_become_a_formula(value):
    assert not inert(value).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_hostile_cells_stay_text_in_csv_and_workbook(port_router, tmp_path):
    rows = [message("le bateau", piege=value) for value in HOSTILE]
    table = list(
        csv.reader(
            io.StringIO(written(port_router, "csv", tmp_path, rows).read_text("utf-8-sig"), newline=""), delimiter=";"
        )
    )
    assert len(table) == len(HOSTILE) + 1
    place = table[0].index("piege")
    assert not any(row[place].lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r")) for row in table[1:])
    sheet = (
        python_calamine.load_workbook(written(port_router, "xlsx", tmp_path, rows)).get_sheet_by_index(0).to_python()
    )
    place = sheet[0].index("piege")
    assert sheet[1][place] == "=1+1"
    assert str(sheet[-1][place]).endswith("pour Excel]")
    assert len(sheet) == len(HOSTILE) + 1


def test_a_column_of_the_input_is_never_overwritten_by_ours(port_router, tmp_path):
    target = written(port_router, "csv", tmp_path, [message(service="Service technique")])
    header, row = csv.reader(io.StringIO(target.read_text("utf-8-sig"), newline=""), delimiter=";")
    cells = dict(zip(header, row, strict=True))
    assert cells["service"] == "Service technique"
    assert cells["rr_service"] == "capitainerie"


def test_a_later_file_with_other_columns_loses_nothing(port_router, tmp_path):
    target = written(port_router, "csv", tmp_path, [message(), message(quartier="Sud")])
    header, _, second = csv.reader(io.StringIO(target.read_text("utf-8-sig"), newline=""), delimiter=";")
    assert json.loads(second[header.index("autres_colonnes")]) == {"quartier": "Sud"}


def test_a_later_column_never_stands_in_the_place_of_our_decision(port_router, tmp_path):
    target = written(port_router, "csv", tmp_path, [message(), message(urgency="basse", service="finances")])
    header, _, second = csv.reader(io.StringIO(target.read_text("utf-8-sig"), newline=""), delimiter=";")
    cells = dict(zip(header, second, strict=True))
    assert cells["service"] == "capitainerie"
    assert json.loads(cells["autres_colonnes"]) == {"urgency": "basse", "service": "finances"}


def test_a_link_keeps_pointing_at_its_file(tmp_path):
    (tmp_path / "vrai.csv").write_text("ancien")
    (tmp_path / "lien.csv").symlink_to(tmp_path / "vrai.csv")
    with whole_file(tmp_path / "lien.csv") as file:
        file.write(b"nouveau")
    assert (tmp_path / "lien.csv").is_symlink()
    assert (tmp_path / "vrai.csv").read_text() == "nouveau"


def test_an_interrupted_run_leaves_no_file_and_keeps_the_old_one(tmp_path):
    target = tmp_path / "sortie.jsonl"
    target.write_text("ancien")
    with pytest.raises(KeyboardInterrupt), whole_file(target) as file:
        file.write(b"moiti")
        raise KeyboardInterrupt
    assert [path.name for path in tmp_path.iterdir()] == ["sortie.jsonl"]
    assert target.read_text() == "ancien"


def test_a_run_of_nothing_writes_an_empty_but_valid_file(port_router, tmp_path):
    assert written(port_router, "jsonl", tmp_path, []).read_bytes() == b""
    assert python_calamine.load_workbook(written(port_router, "xlsx", tmp_path, [])).sheet_names == ["messages"]
