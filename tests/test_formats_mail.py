"""Mail as real clients and real exports write it."""

from __future__ import annotations

import mailbox
from email.message import EmailMessage

import pytest

from request_router import InputError, Message, Unreadable
from request_router.formats import find_sources, read_path
from request_router.formats.encoding import decode
from request_router.formats.html import html_to_text
from request_router.formats.mail import parse_mail


def parse(data: bytes | str) -> Message | Unreadable:
    return parse_mail(data if isinstance(data, bytes) else data.encode(), source="boite.mbox", position=7)


def mail(body: str = "La rue est noire", **headers: str) -> str:
    head = {"From": "a@example.fr", "Subject": "lampe", "Message_ID": "<1@example.fr>"} | headers
    return "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in head.items()) + f"\n{body}\n"


def test_a_plain_mail_gives_its_text_and_headers():
    message = parse(mail(Date="Tue, 3 Jun 2025 10:12:00 +0200"))
    assert (message.text.strip(), message.subject, message.id, message.sender) == (
        "La rue est noire",
        "lampe",
        "1@example.fr",
        "a@example.fr",
    )
    assert message.date.isoformat() == "2025-06-03T10:12:00+02:00"
    assert dict(message.columns)["objet"] == "lampe"


def test_without_a_message_id_file_and_position_identify_a_mail():
    assert parse("From: a@example.fr\nSubject: x\n\nLa rue est noire").id == "boite.mbox:7"


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        (b"Subject: =?utf-8?Q?=C3=89clairage?= =?utf-8?Q?_public?=", "Éclairage public"),
        (b"Subject: =?windows-1252?Q?=C9clairage?=", "Éclairage"),
        (b"Subject: =?x-inconnu?Q?=C9clairage?=", "Éclairage"),
        ("Subject: Éclairage brut".encode(), "Éclairage brut"),
        ("Subject: Éclairage brut".encode("cp1252"), "Éclairage brut"),
    ],
)
def test_subjects_are_decoded_however_they_were_sent(header, subject):
    assert parse(header + b"\nFrom: a@example.fr\n\nTexte").subject == subject


@pytest.mark.parametrize("charset", ["windows-1252", "iso-8859-1", "x-unknown", "us-ascii", '"', "hex"])
def test_a_body_in_windows_1252_keeps_its_accents_whatever_charset_is_claimed(charset):
    head = f"From: a@example.fr\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"
    assert parse(head.encode() + "L’école a froid, 3 €".encode("cp1252")).text == "L’école a froid, 3 €"


def test_base64_in_utf8_is_decoded():
    message = EmailMessage()
    message["From"] = "a@example.fr"
    message.set_content("Où êtes-vous ?", charset="utf-8", cte="base64")
    assert parse(message.as_bytes()).text.strip() == "Où êtes-vous ?"


def test_plain_text_wins_over_html_unless_it_is_empty():
    both = EmailMessage()
    both["From"] = "a@example.fr"
    both.set_content("en clair")
    both.add_alternative("<p>en html</p>", subtype="html")
    assert parse(both.as_bytes()).text.strip() == "en clair"
    empty = EmailMessage()
    empty["From"] = "a@example.fr"
    empty.set_content("\n")
    empty.add_alternative("<p>en html</p>", subtype="html")
    assert parse(empty.as_bytes()).text.strip() == "en html"


def test_an_attached_text_is_not_the_message():
    message = EmailMessage()
    message["From"] = "a@example.fr"
    message.set_content("voir pièce jointe")
    message.add_attachment("autre chose", filename="note.txt")
    assert "autre chose" not in parse(message.as_bytes()).text


def test_a_mail_with_nothing_but_an_image_is_put_aside_with_its_reason():
    message = EmailMessage()
    message["From"] = "a@example.fr"
    message["Message-ID"] = "<photo@example.fr>"
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="photo.png")
    unreadable = parse(message.as_bytes())
    assert isinstance(unreadable, Unreadable)
    assert "image/png" in unreadable.reason
    assert unreadable.id == "photo@example.fr"


def test_an_empty_mail_is_still_a_message():
    assert isinstance(parse("From: a@example.fr\n\n\n"), Message)


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe rien", b"pas un mail du tout"])
def test_bytes_that_are_no_mail_are_put_aside(data):
    assert isinstance(parse(data), Unreadable)


def test_nul_bytes_and_ten_megabytes_are_read():
    message = parse(b"From: a@example.fr\n\nLa r\x00ue " + b"est noire " * 1_000_000)
    assert isinstance(message, Message)
    assert len(message.text) > 9_000_000


# HTML


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Le <b>lampa</b>daire</p>", "Le lampadaire"),
        ("<p>un<br>deux</p>", "un\ndeux"),
        ("<style>p{color:red}</style><script>x()</script><p>visible</p>", "visible"),
        ('<p>visible</p><p style="display:none">caché</p>', "visible"),
        ('<p>visible</p><span style="color:red; display: none!important">caché</span>', "visible"),
        ("<p>l'&eacute;t&eacute; &amp; l'hiver&nbsp;!</p>", "l'été & l'hiver !"),
        ("<html><body></body></html>", ""),
        ("", ""),
        ("<p>cassé <<< <b>mais lisible", "cassé <<< mais lisible"),
    ],
)
def test_html_gives_its_visible_text(html, text):
    assert html_to_text(html).replace("\n\n", "\n").replace("\xa0", " ") == text


@pytest.mark.parametrize(
    "quote",
    [
        '<blockquote type="cite"><p>ancien</p><p>texte</p></blockquote>',
        '<div class="gmail_quote"><div>Le 3 juin 2025 à 10:12, M &lt;m@example.fr&gt; a écrit :</div><blockquote>ancien<br>texte</blockquote></div>',
        '<div class="yahoo_quoted"><div>ancien</div><div>texte</div></div>',
    ],
    ids=["apple", "gmail", "yahoo"],
)
def test_quoted_html_is_marked_line_by_line(quote):
    lines = html_to_text(f"<p>nouveau</p>{quote}").splitlines()
    assert "nouveau" in lines
    assert all(line.startswith(">") for line in lines if "ancien" in line or "texte" in line)
    assert any("ancien" in line for line in lines)


@pytest.mark.parametrize("depth", [1_500, 30_000])
def test_deep_html_does_not_stop_the_run(depth):
    assert html_to_text("<style>p{}</style>" + "<div>" * depth + "au <b>fond</b>").split() == ["au", "fond"]


# Encodings


@pytest.mark.parametrize("text", ["Où êtes-vous ?", "3 € l'été", "garçon œuvré"])
def test_short_french_survives_both_encodings(text):
    assert decode(text.encode("utf-8")) == text
    assert decode(text.encode("cp1252")) == text
    assert decode(text.encode("utf-16")) == text


# Files


def write_mbox(path, *bodies: bytes) -> None:
    path.write_bytes(b"".join(b"From a@example.fr Tue Jun  3 10:12:00 2025\n" + body + b"\n" for body in bodies))


def test_an_mbox_is_read_in_order_and_its_broken_mail_is_put_aside(tmp_path):
    box = tmp_path / "boite.mbox"
    write_mbox(box, mail("un").encode(), b"\x00\x01 rien\n", mail("trois", Message_ID="<3@example.fr>").encode())
    records = list(read_path(str(box)))
    assert [type(record).__name__ for record in records] == ["Message", "Unreadable", "Message"]
    assert records[1].position == 2
    assert records[2].id == "3@example.fr"


def test_a_truncated_mbox_gives_what_is_whole_and_what_is_left(tmp_path):
    box = tmp_path / "boite.mbox"
    write_mbox(box, mail("un").encode(), mail("le second mail est coupé au milieu").encode())
    box.write_bytes(box.read_bytes()[:-20])
    texts = [record.text.strip() for record in read_path(str(box))]
    assert texts[0] == "un"
    assert texts[1].startswith("le second")


@pytest.mark.parametrize(("content", "fault"), [(b"", "empty"), (b"PK\x03\x04", "not an mbox")])
def test_a_file_that_is_no_mbox_is_an_error(tmp_path, content, fault):
    box = tmp_path / "boite.mbox"
    box.write_bytes(content)
    with pytest.raises(InputError, match=fault):
        list(read_path(str(box)))


def test_folders_maildirs_and_doubled_paths(tmp_path):
    (tmp_path / "b.eml").write_text(mail("deux"))
    (tmp_path / "a.eml").write_text(mail("un"))
    (tmp_path / "reponse.msg").write_bytes(b"x")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    box = mailbox.Maildir(tmp_path / "archives", create=True)
    box.add(mail("trois"))
    sources = find_sources([str(tmp_path), str(tmp_path / "a.eml")])
    assert [source.rsplit("/", 1)[-1] for source in sources] == ["a.eml", "b.eml", "reponse.msg", "archives"]
    records = [record for source in sources for record in read_path(source)]
    assert [record.text.strip() for record in records if isinstance(record, Message)] == ["un", "deux", "trois"]
    assert [record.reason for record in records if isinstance(record, Unreadable)] == [
        "unknown ending '.msg' (endings read: .eml, .mbox, .mbx, .csv, .tsv, .xlsx, .jsonl, .ndjson)"
    ]


@pytest.mark.parametrize(
    ("name", "fault"), [("absent.eml", "no such"), ("notes.docx", "unknown ending"), ("vide", "nothing to read")]
)
def test_paths_that_hold_nothing_are_named(tmp_path, name, fault):
    (tmp_path / "notes.docx").write_bytes(b"x")
    (tmp_path / "vide").mkdir()
    with pytest.raises(InputError, match=fault):
        find_sources([str(tmp_path / name)])
