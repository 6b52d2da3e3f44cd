"""What `corpus check` finds, one fault at a time."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from itertools import permutations, product

import pytest

from request_router import CorpusError, InputError, LabelledMessage, Taxonomy
from request_router.corpus import check_corpus, describe, load_corpus, read_lines
from request_router.corpus.borders import Border, borders, borders_text
from request_router.corpus.curve import LearningCurve, curve_text, learning_curve
from request_router.corpus.dangers import dangers, dangers_text
from request_router.french import Lexicon
from request_router.model.training import TrainingOptions

from .conftest import ROOT, port_messages

ROW = {
    "id": "1",
    "text": "La benne de la rue Haute déborde depuis jeudi matin, merci de passer",
    "service": "dechets",
    "urgency": "normale",
    "author": "a",
}


def findings(tmp_path, router, *rows):
    path = tmp_path / "corpus.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(ROW | {"id": str(at)} | row) for at, row in enumerate(rows, 1)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return [
        (found.place.rsplit(":", 1)[-1], found.kind, found.detail)
        for found in check_corpus(read_lines([path]), router.taxonomy)
    ]


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("{", "ligne"),
        ('["a"]', "ligne"),
        ({"urgency": "grave"}, "ligne"),
        ({"service": "mairie"}, "etiquette"),
        ({"also": ["mairie"]}, "etiquette"),
        ({"split": "test"}, "etiquette"),
        ({"text": " !! "}, "vide"),
        ({"also": ["dechets"]}, "paire"),
        ({"also": ["voirie", "voirie"]}, "paire"),
        ({"service": "cabinet", "urgency": "critique"}, "paire"),
        ({"text": "Appelez-moi au 06 12 34 56 78"}, "personnel"),
        ({"text": "Écrivez à jean.martin@wanadoo.fr"}, "personnel"),
        ({"text": "Mon IBAN : FR14 2004 1010 0505 0001 3M02 606"}, "personnel"),
        ({"text": "Ma voiture AB-123-CD"}, "personnel"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path, router, row, kind):
    assert [(place, found) for place, found, _ in findings(tmp_path, router, row)] == [("1", kind)]


@pytest.mark.parametrize(
    "text", ["Appelez le 06 39 98 12 34", "Écrivez à moi@example.fr", "Le 12/03/2025 à 10 h 30, 1 250,50 €, n° 2231"]
)
def test_fiction_and_plain_numbers_are_no_personal_data(tmp_path, router, text):
    assert findings(tmp_path, router, {"text": text}) == []


def test_a_line_in_another_encoding_is_named_and_the_rest_is_read(tmp_path):
    path = tmp_path / "corpus.jsonl"
    path.write_bytes(json.dumps(ROW | {"id": 5}).encode() + b"\n" + '{"text": "été"}'.encode("cp1252") + b"\n")
    good, bad = read_lines([path])
    assert good.message.id == "5"
    assert (bad.number, bad.message) == (2, None)
    assert "UTF-8" in bad.fault


def test_copies_near_copies_and_leaks_are_found(tmp_path, router):
    text = ROW["text"]
    found = findings(
        tmp_path,
        router,
        {},
        {"text": text.upper() + " !"},
        {"text": text.replace("jeudi", "lundi"), "split": "dev", "author": "b"},
        {"text": "Tout autre chose : la borne à vélos de la gare ne rend plus les badges depuis hier soir"},
    )
    assert [(place, kind) for place, kind, _ in found] == [
        ("2", "doublon"),
        ("3", "quasi-doublon"),
        ("3", "quasi-doublon"),
    ][: len(found)]
    assert "fuite de « train » vers « dev »" in found[1][2]


def test_a_run_of_words_shared_by_two_splits_is_a_leak(tmp_path, router):
    shared = "la grille devant la maison de la presse a cédé sous le camion de livraison"
    train = f"Bonjour, {shared}, ma femme l'a vue ce matin en allant au travail et tout le monde fait le tour"
    dev = f"{shared}. Qui vient ? Le commerçant a mis une palette dessus, rien de plus, et la pluie arrive dimanche"
    found = findings(tmp_path, router, {"text": train}, {"text": dev, "split": "dev", "author": "b"})
    assert [(place, kind) for place, kind, _ in found] == [("2", "recoupement")]
    assert findings(tmp_path, router, {"text": train}, {"text": dev}) == []  # within one split nothing leaks


PLACES = [
    "gare",
    "école",
    "stade",
    "mairie",
    "pont",
    "quai",
    "square",
    "musée",
    "halle",
    "église",
    "port",
    "marché",
    "poste",
    "crèche",
    "piscine",
    "lavoir",
    "moulin",
]


def habitual(opening, closing):
    """Sixty messages by one hand."""
    middles = [f"{a} {b} {'abcdefghij'[n % 10] * 4}{b}" for n, (a, b) in enumerate(product(PLACES[:8], PLACES[8:16]))]
    return [{"text": f"{opening} {middle} {closing}", "id": str(n)} for n, middle in enumerate(middles[:60])]


def test_a_batch_that_opens_or_closes_alike_is_named(tmp_path, router):
    found = findings(tmp_path, router, *habitual("je signale encore", "en vous remerciant"))
    assert {(place, kind) for place, kind, _ in found} == {("lot a", "ouverture"), ("lot a", "fermeture")}


def test_a_corpus_that_always_names_the_service_is_told(tmp_path, router):
    rows = [{"text": f"{place} poubelle {other}", "id": place + other} for place, other in permutations(PLACES[:9], 2)]
    found = findings(tmp_path, router, *[row | {"service": "dechets"} for row in rows])
    assert [(place, kind) for place, kind, _ in found] == [("corpus", "mot-cle")]


def test_a_batch_without_new_words_is_told(tmp_path, router):
    first = habitual("", "")
    second = [{"text": " ".join(reversed(row["text"].split())), "id": "b" + row["id"], "author": "b"} for row in first]
    found = findings(tmp_path, router, *first, *second)
    assert ("lot b", "vocabulaire") in {(place, kind) for place, kind, _ in found}


def test_a_message_with_the_words_of_the_neighbour_stands_near_the_border():
    taxonomy = Taxonomy.model_validate(
        {"services": [{"id": "bacs", "name": "Bacs", "borders": ["rue"]}, {"id": "rue", "name": "Rue"}]}
    )
    lexicon = Lexicon.from_json({"a.trou": {"services": ["rue"], "expressions": ["trou dans la route"]}})
    texts = {"Le camion évite les trous de la route et oublie mon bac": "bacs", "Mon bac": "bacs", "Un trou": "rue"}
    messages = [
        LabelledMessage(id=text, text=text, service=service, urgency="normale") for text, service in texts.items()
    ]
    assert borders(messages, taxonomy, lexicon) == [Border("bacs", "rue", 1, 0)]
    assert "trop peu" in borders_text(borders(messages, taxonomy, lexicon))


def test_dangers_are_counted_by_kind_and_by_whether_they_are_there_now():
    levels = {"Une odeur de gaz ici": "critique", "L'odeur de gaz est partie": "basse", "Ma facture": "critique"}
    messages = [LabelledMessage(id=text, text=text, service="voirie", urgency=level) for text, level in levels.items()]
    found = dangers(messages)
    assert found["gaz"] == (1, 1)
    assert all(counts == (0, 0) for kind, counts in found.items() if kind != "gaz")
    assert "1 sortes" in dangers_text(found)


def test_the_curve_rises_with_messages_and_says_what_more_would_bring(port_taxonomy):
    # Three hands that write the very same: whoever has read all of one knows all of the others.
    messages = [m.model_copy(update={"author": hand}) for hand in "abc" for m in port_messages()]
    curve = learning_curve(messages, port_taxonomy, TrainingOptions(jobs=1))
    assert curve.sizes == tuple(sorted(curve.sizes))
    assert set(curve.batches) == {"a", "b", "c"}
    assert curve.accuracy[-1] > curve.accuracy[0]
    assert curve.accuracy[-1] > 0.9
    text = curve_text(curve)
    assert all(author in text for author in curve.batches)
    one_batch = [message.model_copy(update={"author": "a"}) for message in port_messages()]
    with pytest.raises(CorpusError, match="at least 2"):
        learning_curve(one_batch, port_taxonomy)


def test_the_next_thousand_follows_the_power_law():
    sizes = (1000, 2000, 4000)
    curve = LearningCurve(sizes, tuple(1 - 10 * n**-0.5 for n in sizes), {})
    assert curve.exponent == pytest.approx(0.5)
    assert curve.next_thousand == pytest.approx(10 * 4000**-0.5 - 10 * 5000**-0.5)


def test_a_batch_may_not_straddle_splits(tmp_path, router):
    found = findings(tmp_path, router, {}, {"text": "Rien à voir avec le premier", "split": "dev"})
    assert [(place, kind) for place, kind, _ in found] == [("2", "etiquette")]


def test_doubled_ids_are_found(tmp_path, router):
    found = findings(tmp_path, router, {"id": "x"}, {"id": "x", "text": "un tout autre texte sur le marché"})
    assert found == [("2", "doublon", f"même identifiant « x » que {tmp_path / 'corpus.jsonl'}:1")]


def test_loading_names_the_first_bad_line(tmp_path):
    (tmp_path / "c.jsonl").write_text(json.dumps(ROW) + "\n{\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"c.jsonl:2"):
        load_corpus([tmp_path / "c.jsonl"])
    (tmp_path / "c.jsonl").write_text("\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="no labelled message"):
        load_corpus([tmp_path / "c.jsonl"])
    with pytest.raises(InputError, match="no such corpus"):
        load_corpus([tmp_path / "absent"])


def test_stats_count_everything(port_taxonomy):
    stats = describe(port_messages(), port_taxonomy)
    assert stats.messages == 28
    assert stats.services["autre"] == {"train": 4}
    assert sum(count for row in stats.urgencies.values() for count in row.values()) == 28
    assert next(iter(stats.urgencies)) == "critique"


# The project's own corpus


@pytest.fixture(scope="module")
def corpus():
    return load_corpus([ROOT / "corpora/fr-commune"])


def test_the_corpus_is_large_enough_and_covers_every_service(corpus, router):
    stats = describe(corpus, router.taxonomy)
    assert stats.messages >= 8_000
    assert min(sum(row.values()) for row in stats.services.values()) >= 180
    assert {message.channel for message in corpus} == {"email", "form", "letter", "social", "sms", "phone_note"}


def test_the_mix_of_urgencies_dangers_aside_is_near_what_a_town_hall_sees(corpus):
    # Batches of dangers are there on purpose; ``--urgency-shares`` calibrates for it.
    levels = [message.urgency for message in corpus if message.urgency != "critique"]
    for level, share in {"haute": 0.17, "normale": 0.52, "basse": 0.25}.items():
        assert abs(levels.count(level) / len(levels) - share / 0.94) < 0.04


def test_dev_comes_from_other_batches_than_train(corpus):
    train, dev = ({m.author for m in corpus if m.split == split} for split in ("train", "dev"))
    assert train and dev and not train & dev


def test_the_blind_part_is_frozen():
    datasheet = (ROOT / "corpora/fr-commune/README.md").read_text(encoding="utf-8")
    frozen = dict(reversed(line.split()) for line in re.findall(r"^[0-9a-f]{64}  \S+$", datasheet, re.M))
    files = sorted((ROOT / "corpora/fr-commune").glob("v*.jsonl"))
    assert set(frozen) == {file.name for file in files}
    assert {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files} == frozen
    assert sum(message.split == "blind" for message in load_corpus(files)) >= 800


def test_no_sheet_of_blind_is_shared_and_every_batch_has_one(corpus):
    sheets = {sheet.stem: sheet.read_bytes() for sheet in (ROOT / "corpora/fr-commune/sheets").glob("*.md")}
    authors = {message.author: message.split for message in corpus}
    assert set(sheets) == set(authors)
    blind = {sheets[author] for author, split in authors.items() if split == "blind"}
    assert not blind & {sheets[author] for author, split in authors.items() if split != "blind"}


def test_the_second_reading_covers_the_batches_and_the_corpus_holds_what_was_settled(corpus):
    with (ROOT / "corpora/fr-commune/second-reading.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    labels = {message.id: message for message in corpus}
    wrong = [
        row["id"]
        for row in rows
        if (labels[row["id"]].service, labels[row["id"]].urgency.value)
        != (row["settled_service"], row["settled_urgency"])
    ]
    assert wrong == []
    assert len({labels[row["id"]].author for row in rows}) >= 25
