"""Tables as French towns export them."""

from __future__ import annotations

import io
import json
import re

import pytest
import xlsxwriter

from request_router import ColumnError, InputError, Message, Unreadable
from request_router.formats import ReadOptions, read_path, read_stream
from request_router.formats.columns import ColumnMap, parse_date


def read_csv(tmp_path, content: bytes | str, options: ReadOptions | None = None) -> list[Message | Unreadable]:
    path = tmp_path / "export.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_path(str(path), options or ReadOptions()))


def write_xlsx(path, rows) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)


TABLE = "id;Objet;Message\n1;lampe;La rue est noire, côté école\n2;bac;Pas vidé\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_every_dialect_of_an_export_gives_the_same_messages(tmp_path, encoding, delimiter):
    table = TABLE.replace("noire, côté", "noire côté").replace(";", delimiter)
    messages = read_csv(tmp_path, table.encode(encoding))
    assert [(m.id, m.subject, m.text) for m in messages] == [
        ("1", "lampe", "La rue est noire côté école"),
        ("2", "bac", "Pas vidé"),
    ]


def test_a_quoted_cell_keeps_its_lines_and_delimiters(tmp_path):
    (message,) = read_csv(tmp_path, 'message\n"un; deux,\ntrois ""quatre"""\n')
    assert message.text == 'un; deux,\ntrois "quatre"'


def test_every_cell_of_a_row_is_carried(tmp_path):
    (message,) = read_csv(tmp_path, "n°;message;quartier;quartier\n5;noir;Sud;Nord\n")
    assert message.columns == (("n°", "5"), ("message", "noir"), ("quartier", "Sud"), ("quartier (2)", "Nord"))
    assert message.id == "5"


ROWS = "a;b;c\n" * 8


@pytest.mark.parametrize("row", ["un;deux;trois;quatre", "court", "Bonjour; ça sent le gaz;;"])
def test_a_ragged_row_is_put_aside_with_all_that_it_says(tmp_path, row):
    records = read_csv(tmp_path, f"message;objet;suite\n{ROWS}{row}\n")
    assert isinstance(records[-1], Unreadable)
    assert f"{row.count(';') + 1} cellules" in records[-1].reason
    assert records[-1].excerpt == " | ".join(row.split(";"))


def test_an_export_that_ends_every_row_with_a_delimiter_is_read(tmp_path):
    assert [m.text for m in read_csv(tmp_path, "message;objet\nun;a;\ndeux;b;\n")] == ["un", "deux"]


def test_a_quotation_mark_that_is_never_closed_is_an_error_and_not_one_long_message(tmp_path):
    with pytest.raises(InputError, match="line 3 is never closed"):
        read_csv(tmp_path, 'id;message;note\n0;un;\n1;"Les lampadaires;x\n2;odeur de gaz;y\n')


@pytest.mark.parametrize("above", ["sep=;\n", "\n\n"])
def test_what_excel_writes_above_the_header_is_passed_over(tmp_path, above):
    assert [m.text for m in read_csv(tmp_path, f"{above}id;message\n1;noir\n")] == ["noir"]


def test_one_pasted_line_in_another_encoding_spoils_no_other(tmp_path):
    content = "message\nrue éclairée\n".encode() + "café\n".encode("cp1252")
    assert [m.text for m in read_csv(tmp_path, content)] == ["rue éclairée", "café"]


def test_every_sheet_with_a_message_column_is_read_and_the_others_are_named(tmp_path):
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in {
            "Janvier": [["Message"], ["un"]],
            "Notes": [["Total", 3]],
            "Février": [["Message"], ["deux"]],
        }.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    first, notes, second = read_path(str(path))
    assert (first.text, second.text) == ("un", "deux")
    assert "Notes" in notes.reason


def test_a_cell_of_the_data_is_not_taken_for_the_header(tmp_path):
    path = tmp_path / "export.xlsx"
    write_xlsx(
        path, [["Catégorie", "Détail"], ["Voirie", "Il y a une odeur de gaz"], ["Signalement", "Le mur est tombé"]]
    )
    with pytest.raises(ColumnError, match="Catégorie"):
        list(read_path(str(path)))


def test_an_empty_cell_is_still_a_row_of_the_agents_table(tmp_path):
    empty, full = read_csv(tmp_path, "id;message\n1;\n2;noir\n\n")
    assert (empty.id, empty.text, full.id) == ("1", "", "2")


def test_rows_with_one_id_are_both_kept(tmp_path):
    assert [m.id for m in read_csv(tmp_path, "id;message\n1;un\n1;deux\n")] == ["1", "1"]


def test_a_row_without_an_id_is_named_by_file_and_row(tmp_path):
    assert read_csv(tmp_path, "message\nun\ndeux\n")[1].id == "export.csv:3"


def test_nul_bytes_and_huge_cells_are_read(tmp_path):
    nul, huge = read_csv(tmp_path, "message\nun\x00 deux\n" + "mot " * 100_000 + "\n")
    assert nul.text.replace("\x00", "") == "un deux"
    assert len(huge.text) > 390_000


@pytest.mark.parametrize(
    ("header", "text", "subject"),
    [
        ("Message", "Message", None),
        ("DESCRIPTION;OBJET", "DESCRIPTION", "OBJET"),
        ("objet;corps du message", "corps du message", "objet"),
        ("Sujet;Votre demande", "Votre demande", "Sujet"),
        ("objet;date", "objet", None),
        ("subject;body;texte", "texte", "subject"),
    ],
)
def test_columns_are_found_by_their_usual_names(header, text, subject):
    found = ColumnMap.recognise(header.split(";"))
    assert (found.text, found.subject) == (text, subject)


def test_columns_can_be_named(tmp_path):
    options = ReadOptions(text_column="Blabla", subject_column="Mot")
    (message,) = read_csv(tmp_path, "mot;blabla\nlampe;noir\n", options)
    assert (message.text, message.subject) == ("noir", "lampe")


@pytest.mark.parametrize(
    "options", [ReadOptions(), ReadOptions(text_column="absente"), ReadOptions(subject_column="absente")]
)
def test_no_message_column_is_an_error_that_lists_the_columns(tmp_path, options):
    with pytest.raises(ColumnError, match=r"'quartier', 'ville'.*--text-column"):
        read_csv(tmp_path, "quartier;ville\nSud;X\n", options)


@pytest.mark.parametrize(
    ("content", "fault"),
    [(b"", "empty"), (b"\n \n", "empty"), (b"PK\x03\x04\x14\x00\x06\x00", "binary"), (bytes(range(256)) * 4, "binary")],
)
def test_a_file_that_is_no_table_is_an_error(tmp_path, content, fault):
    with pytest.raises(InputError, match=fault):
        read_csv(tmp_path, content)


def test_a_workbook_is_read_under_its_title_rows(tmp_path):
    path = tmp_path / "export.xlsx"
    write_xlsx(
        path,
        [
            ["Export du mois"],
            [],
            ["N°", "Demande", "Date"],
            [12, "La rue est noire", "03/06/2025"],
            [13, "Pas vidé", ""],
        ],
    )
    first, second = read_path(str(path))
    assert (first.id, first.text, first.date.isoformat()) == ("12", "La rue est noire", "2025-06-03T00:00:00")
    assert second.date is None


def test_a_workbook_without_a_header_is_an_error_that_lists_what_it_saw(tmp_path):
    path = tmp_path / "export.xlsx"
    write_xlsx(path, [["La rue est noire", 3], ["Pas vidé", 4]])
    with pytest.raises(ColumnError, match="La rue est noire"):
        list(read_path(str(path)))


@pytest.mark.parametrize(
    ("content", "fault"),
    [(b"", "empty"), (b"PK\x03\x04 cut", "not a readable Excel"), (b"a;b", "not a readable Excel")],
)
def test_a_file_that_is_no_workbook_is_an_error(tmp_path, content, fault):
    path = tmp_path / "export.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=fault):
        list(read_path(str(path)))


def test_an_empty_workbook_is_an_error(tmp_path):
    write_xlsx(tmp_path / "export.xlsx", [])
    with pytest.raises(InputError, match="empty"):
        list(read_path(str(tmp_path / "export.xlsx")))


def test_json_lines_give_messages_and_put_the_rest_aside():
    lines = [
        {"id": 4, "texte": "noir", "objet": "lampe", "canal": "sms", "ville": None},
        "une ligne nue",
        ["liste"],
        {"ville": "X"},
    ]
    content = "\n".join(json.dumps(line) for line in lines) + "\n{cassé\n\n"
    first, bare, listed, keyless, broken = read_stream(io.BytesIO(content.encode()))
    assert (first.id, first.text, first.subject, first.channel, first.source) == ("4", "noir", "lampe", "sms", "-")
    assert (bare.text, bare.id) == ("une ligne nue", "-:2")
    assert [item.position for item in (listed, keyless, broken)] == [3, 4, 5]
    assert re.search("JSON", broken.reason)


@pytest.mark.parametrize(
    ("written", "expected"),
    [("2025-06-03", "2025-06-03"), ("03/06/2025 10:12", "2025-06-03"), ("3 juin", None), ("", None)],
)
def test_dates_are_day_first(written, expected):
    found = parse_date(written)
    assert (found.date().isoformat() if found else None) == expected
