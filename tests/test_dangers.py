"""Which dangers a text tells of, and whether they are there now."""

from __future__ import annotations

import re
import tomllib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from request_router.french import DangerFinder, danger_kinds, fold, tokenize
from request_router.french.dangers import danger_rules
from request_router.taxonomy import Urgency


def found(text, known=()):
    return DangerFinder(frozenset(known)).find(tokenize(text))


def rows_with_their_sentences():
    kind = ""
    for line in (
        resources.files("request_router.french").joinpath("dangers.toml").read_text(encoding="utf-8").splitlines()
    ):
        kind = line.strip("[]") if re.fullmatch(r"\[\w+\]", line) else kind
        row, _, remark = line.partition("#")
        if kind and re.match(r'(critique|haute|signe) = \[|\s+"', row) and '"' in row:
            yield kind, row.strip(), re.findall("« (.+?) »", remark)


def test_every_row_finds_the_sentence_beside_it():
    rows = list(rows_with_their_sentences())
    assert len(rows) > 300
    lost = [row for row in rows if not any(danger.kind == row[0] for text in row[2] for danger in found(text))]
    assert not lost


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ça sent fort le gaz dans l'escalier", "gaz"),
        ("le détecteur de monoxyde sonne et on a mal à la tête", "monoxyde"),
        ("de la fumée noire sort du hangar et des flammes montent sur la façade", "incendie"),
        ("Des fils dénudés pendent au dessus du trottoir, ça grésille", "electricite"),
        ("le mur du préau vient de s'écrouler", "effondrement"),
        ("l'eau monte dans la cave", "inondation"),
        ("un petit est tombé dans le canal", "noyade"),
        ("le feu est vert des deux côtés", "route"),
        ("mon mari me frappe", "violence_conjugale"),
        ("Elle ne respire plus", "detresse_medicale"),
        ("je vais en finir ce soir", "suicide"),
        ("on dort dehors avec le bébé, il gèle", "personne_a_la_rue"),
        ("Un colis suspect à l'accueil", "objet_suspect"),
        ("Coincés dans l'ascenseur depuis une heure", "bloque"),
        ("panne de courant, mon père est sous oxygène", "coupure"),
    ],
)
def test_a_present_danger_is_named(text, kind):
    dangers = {danger.kind: danger for danger in found(text)}
    assert dangers[kind].present
    assert dangers[kind].level is Urgency.CRITIQUE


def test_a_son_is_no_wire():
    assert "electricite" not in {danger.kind for danger in found("Mon fils pend toujours son manteau trop haut")}
    assert "electricite" in {danger.kind for danger in found("Des fils pendent à hauteur d'enfant")}


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("Il n'y a pas d'odeur de gaz", "negated"),
        ("La fuite de gaz a été réparée", "past"),
        ("Forte odeur de gaz hier. Tout est rentré dans l'ordre.", "past"),
        ("Si un jour une voiture prend feu ici", "hypothetical"),
        ("Que faire en cas de fuite de gaz ?", "asked"),
        ("Dans le journal on parle d'une fuite de gaz", "reported"),
        ("FUITE DE GAZ !!! Non je rigole", "figurative"),
    ],
)
def test_a_danger_that_is_not_there_says_why(text, context):
    (danger,) = found(text)
    assert not danger.present
    assert danger.context == context


@pytest.mark.parametrize(
    "text",
    [
        "C'était réparé hier, mais ça sent encore le gaz ce matin",
        "Personne ne répond et ça sent le gaz",
        "Il n'y a que moi et ça sent le gaz",
        "Sans aucun doute une fuite de gaz",
        "La fuite de gaz continue depuis le mois dernier",
        "Je ne sais pas si c'est grave mais ça sent le gaz",
    ],
)
def test_a_cue_nearby_does_not_undo_a_danger(text):
    assert any(danger.kind == "gaz" and danger.present for danger in found(text))


def test_a_denial_that_is_the_danger_stays_one():
    (danger,) = [item for item in found("il ne respire plus") if item.kind == "detresse_medicale"]
    assert danger.present


def test_one_spelling_error_is_forgiven_in_an_unknown_word_only():
    assert any(danger.kind == "monoxyde" for danger in found("le detecteur de monoxide sonne"))
    assert not any(danger.kind == "monoxyde" for danger in found("le detecteur de monoxide sonne", {"monoxide"}))


def test_parts_of_an_expression_may_stand_in_either_order_within_a_sentence():
    assert any(d.kind == "coupure" for d in found("Plus de courant, il est sous oxygène"))
    assert any(d.kind == "coupure" for d in found("Il est sous oxygène, plus de courant"))
    assert not any(d.kind == "coupure" for d in found("Il est sous oxygène. Plus de courant."))


def test_present_dangers_come_first_then_the_gravest():
    first, *rest = found("Pas d'incendie. Le verglas est partout sur le trottoir. Mon mari me frappe.")
    assert first.kind == "violence_conjugale"
    assert all(first.gravity >= danger.gravity for danger in rest)


def test_every_rule_is_read_as_it_is_written():
    raw = tomllib.loads(resources.files("request_router.french").joinpath("dangers.toml").read_text(encoding="utf-8"))
    sets = raw.pop("sets")
    assert raw.keys() == danger_kinds().keys()
    assert len(raw) >= 30
    for rule in danger_rules():
        assert rule.parts
        for atom, _ in (item for part in rule.parts for item in part):
            assert atom[1:] in sets if atom.startswith("@") else fold(atom.rstrip("*")) == atom.rstrip("*"), rule


def test_every_rule_can_fire():
    raw = tomllib.loads(resources.files("request_router.french").joinpath("dangers.toml").read_text(encoding="utf-8"))
    finder = DangerFinder()
    dead = []
    for rule in danger_rules():
        words = [word for word in rule.expression.split() if word not in {"+", "..."}]
        text = " ".join(
            raw["sets"][word[1:]][at % 2] if word[0] == "@" else word.rstrip("*") for at, word in enumerate(words)
        )
        text = text.replace("' ", "'")
        if rule.kind not in {danger.kind for danger in finder.find(tokenize(text))}:
            dead.append(rule.expression)
    assert not dead


@given(st.text(max_size=80))
def test_no_text_breaks_the_finder(text):
    for danger in found(text):
        assert danger.kind in danger_kinds()
        assert danger.text
