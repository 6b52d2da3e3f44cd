"""The model as a folder: arrays, JSON and TOML, checked before anything of it is used.

::

    manifest.json   format number, cleaning revision, name, SHA-256 of every other file
    taxonomy.toml   the services, in column order
    lexicon.json    the concepts and their expressions
    features.json   feature options and strings, and the words that sounds stand for
    weights.npy     float32, features x heads
    heads.json      biases and calibration
    policy.json     the thresholds that routing reads
    README.md       the card

Nothing is executed: NumPy reads with ``allow_pickle=False``, the rest is text. A digest proves that a folder is whole, not
that its author is honest: load models that you trained or that came with the package.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from request_router.decisions import FloatArray, Scores
from request_router.errors import (
    LexiconError,
    ModelDamagedError,
    ModelNotFoundError,
    ModelVersionError,
    TaxonomyError,
)
from request_router.french import REVISION, CleanText, Danger, Ear, Lexicon, Segment, passages, segments
from request_router.model.calibration import Calibration, further_weight
from request_router.model.features import FeatureOptions, known_words
from request_router.model.scorer import Contribution, Scorer
from request_router.taxonomy import Taxonomy

FORMAT = 5
"""Raised by one when the folder's layout or the meaning of a number in it changes."""
MANIFEST = "manifest.json"
CARD = "README.md"
PAYLOAD = ("taxonomy.toml", "lexicon.json", "features.json", "weights.npy", "heads.json", "policy.json", CARD)
DEFAULT_MODEL = "fr-commune"


class Card(BaseModel):
    """What a model says of itself; printed by ``model show`` and written out in the card."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    trained_with: dict[str, str]
    """Library -> version."""
    training: dict[str, Any]
    """Corpus fingerprint, counts and options of the training run."""


@dataclass(frozen=True)
class Model:
    """A loaded model: what turns a :class:`CleanText` into :class:`Scores`. Immutable, safe to share between threads."""

    taxonomy: Taxonomy
    scorer: Scorer
    calibration: Calibration
    policy: Mapping[str, Any]
    """Numbers for `routing.policy`, opaque here."""
    card: Card
    fingerprint: str = ""
    """First eight hexadecimal digits of the manifest's SHA-256; empty for a model that was never saved."""
    folder: Path | None = field(default=None, compare=False)

    @property
    def label(self) -> str:
        """Name and fingerprint, as decisions carry it."""
        return f"{self.card.name}@{self.fingerprint}" if self.fingerprint else self.card.name

    def dangers(self, text: CleanText) -> tuple[Danger, ...]:
        """Return the dangers that a cleaned message names, present ones first, then gravest first."""
        return self.scorer.reader.dangers(text.subject_tokens, text.tokens)

    def contributions(self, text: CleanText, dangers: Sequence[Danger]) -> list[Contribution]:
        """Return what a cleaned message is made of and what each piece of it says, given its dangers."""
        return self.scorer.contributions(text, dangers if self.scorer.options.dangers else ())

    def scores(self, text: CleanText, contributions: Sequence[Contribution] | None = None) -> Scores:
        """Return the calibrated probabilities of a cleaned message.

        Parameters
        ----------
        text
            The message.
        contributions
            What :meth:`contributions` says of it, where a caller has asked already.
        """
        if contributions is None:
            contributions = self.contributions(text, self.dangers(text))
        count = len(self.taxonomy.ids)
        parts = segments(text)
        of_parts = np.array([self.scorer.raw_services(part.text) for part in parts])
        raw = self.scorer.raw(contributions)
        share, words = self.scorer.known_share(text)
        passage, critique = self._gravest_passage(text)
        return Scores(
            services=self.calibration.services(raw[:count]),
            urgency=self.calibration.urgency(raw[count:]),
            further=self._further(parts, of_parts),
            known_share=share,
            words=words,
            passage=passage,
            passage_critique=critique,
        )

    def _gravest_passage(self, text: CleanText) -> tuple[str, float]:
        """Return the passage of a long message that is most likely critical by itself, and how likely."""
        told = {passage.text: self._critique(passage) for passage in passages(text)}
        return max(told.items(), key=lambda item: item[1], default=("", 0.0))

    def _critique(self, passage: CleanText) -> float:
        raw = self.scorer.raw(self.contributions(passage, self.dangers(passage)))
        return float(self.calibration.urgency(raw[len(self.taxonomy.ids) :])[-1])

    def _further(self, parts: Sequence[Segment], raw: FloatArray) -> FloatArray:
        count = len(self.taxonomy.ids)
        if not parts:
            return np.zeros(count)
        weights = np.array([further_weight(part) for part in parts])
        return np.asarray(np.max(self.calibration.services(raw[:, :count]) * weights[:, None], axis=0))


def save_model(model: Model, folder: Path, *, card_text: str) -> Model:
    """Write a model folder, whole or not at all, and return the model as loaded from it.

    An existing model folder is replaced; any other existing folder that is not empty is refused.

    Raises
    ------
    ModelDamagedError
        If the folder holds something that is not a model.
    """
    if folder.exists() and not _is_ours(folder):
        raise ModelDamagedError(
            f"{folder}: not empty and not a model; give a new folder, or an older model's to replace it"
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        weights = io.BytesIO()
        np.save(weights, model.scorer.weights, allow_pickle=False)
        (staging / "weights.npy").write_bytes(weights.getvalue())
        (staging / "taxonomy.toml").write_text(model.taxonomy.to_toml(), encoding="utf-8")
        (staging / CARD).write_text(card_text, encoding="utf-8")
        features = {
            "options": model.scorer.options.model_dump(),
            "names": model.scorer.names,
            "sounds": dict(model.scorer.ear.meant),
        }
        heads = {"bias": model.scorer.bias.tolist(), "calibration": model.calibration.model_dump()}
        lexicon = model.scorer.lexicon.to_json()
        values = {"lexicon": lexicon, "features": features, "heads": heads, "policy": dict(model.policy)}
        for name, value in values.items():
            _write_json(staging / f"{name}.json", value)
        digests = {name: _digest((staging / name).read_bytes()) for name in PAYLOAD}
        manifest = {"format": FORMAT, "cleaning": REVISION, "card": model.card.model_dump(), "sha256": digests}
        _write_json(staging / MANIFEST, manifest)
        staging.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        staging.rename(folder)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return load_model(folder)


def _is_ours(folder: Path) -> bool:
    """Say whether a folder is empty, or holds a model and nothing else: only then may it be replaced."""
    names = {path.name for path in folder.iterdir()}
    if not names:
        return True
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return False
    return names <= {MANIFEST, *PAYLOAD} and isinstance(manifest, dict) and {"format", "sha256"} <= manifest.keys()


def find_model(name: str | Path | None = None) -> Path:
    """Return the folder of a model: the embedded one, one by name among those packed, or a folder.

    Raises
    ------
    ModelNotFoundError
        If there is none; the text lists the names that exist.
    """
    package = Path(__file__).parents[1] / "models"
    # In a source checkout the models stand at the top of the repository; a wheel packs them into the package.
    shelves = [package, Path(__file__).parents[3] / "models"]
    wanted = str(name) if name is not None else DEFAULT_MODEL
    # A folder that the user can point at wins over a packed model of that name.
    given = [Path(name)] if name is not None else []
    for folder in (*given, *(shelf / wanted for shelf in shelves)):
        if (folder / MANIFEST).is_file():
            return folder
    known = sorted({path.parent.name for shelf in shelves if shelf.is_dir() for path in shelf.glob(f"*/{MANIFEST}")})
    raise ModelNotFoundError(
        f"no model '{wanted}': neither a packed one ({', '.join(known) or 'none found'}) nor a folder with {MANIFEST}"
    )


def load_model(folder: Path) -> Model:
    """Read a model folder and check it against its manifest before using it.

    Raises
    ------
    ModelNotFoundError
        If the folder holds no manifest.
    ModelVersionError
        If it was written in another format or for another cleaning of texts.
    ModelDamagedError
        If a file is missing, changed, malformed, or does not fit the others; the text says which and how.
    """
    if not (folder / MANIFEST).is_file():
        raise ModelNotFoundError(f"{folder}: no {MANIFEST} there, so it is no model")
    try:
        content = (folder / MANIFEST).read_bytes()
        manifest = json.loads(content)
        written, cleaning = manifest["format"], manifest["cleaning"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelDamagedError(f"{folder}: the manifest is not readable ({error!r}); {_REMEDY}") from error
    if written != FORMAT:
        raise ModelVersionError(f"{folder}: model format {written}, this version reads format {FORMAT}; {_RETRAIN}")
    if cleaning != REVISION:
        raise ModelVersionError(
            f"{folder}: trained on texts cleaned by revision {cleaning}, here it is {REVISION}; {_RETRAIN}"
        )
    files = _verified(folder, manifest)
    try:
        model = _assemble(files, manifest)
    except (ValueError, KeyError, TypeError, RecursionError, TaxonomyError, LexiconError) as error:
        raise ModelDamagedError(f"{folder}: its files do not fit together ({error}); {_REMEDY}") from error
    return Model(**model, fingerprint=_digest(content)[:8], folder=folder)


_REMEDY = "install the package again, or train the model again"
_RETRAIN = "train it again with 'request-router train CORPUS -o DIR'"


def _verified(folder: Path, manifest: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the files' bytes after comparing each with its digest; those very bytes are what is parsed."""
    digests = manifest.get("sha256")
    if not isinstance(digests, dict):
        raise ModelDamagedError(f"{folder}: the manifest lists no digests; {_REMEDY}")
    files: dict[str, bytes] = {}
    for name in PAYLOAD:
        try:
            files[name] = (folder / name).read_bytes()
        except OSError as error:
            raise ModelDamagedError(f"{folder}: {name} is missing ({error.strerror}); {_REMEDY}") from error
        if (found := _digest(files[name])) != digests.get(name):
            raise ModelDamagedError(
                f"{folder}: {name} has SHA-256 {found[:12]}…, the manifest says {str(digests.get(name))[:12]}…; {_REMEDY}"
            )
    return files


def _assemble(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Build the parts of a model from verified bytes and check that their shapes agree."""
    taxonomy = Taxonomy.from_text(files["taxonomy.toml"].decode("utf-8"), origin="taxonomy.toml")
    features, heads = json.loads(files["features.json"]), json.loads(files["heads.json"])
    weights = np.load(io.BytesIO(files["weights.npy"]), allow_pickle=False)
    expected = (len(features["names"]), len(taxonomy.ids) + 3)
    if weights.shape != expected or weights.dtype != np.float32:
        raise ValueError(f"weights.npy is {weights.dtype} {weights.shape}, expected float32 {expected}")
    bias = np.array(heads["bias"], dtype=np.float64)
    if bias.shape != (expected[1],) or not np.isfinite(bias).all() or not np.isfinite(weights).all():
        raise ValueError(f"heads.json holds {bias.shape} biases, expected {expected[1]}, all numbers finite")
    lexicon = Lexicon.from_json(json.loads(files["lexicon.json"]))
    options = FeatureOptions.model_validate(features["options"])
    names = tuple(map(str, features["names"]))
    meant = {str(heard): str(word) for heard, word in features["sounds"].items()}
    return {
        "taxonomy": taxonomy,
        "scorer": Scorer(options, names, weights, bias, lexicon, Ear(known_words(names) | lexicon.words.keys(), meant)),
        "calibration": Calibration.model_validate(heads["calibration"]),
        "policy": json.loads(files["policy.json"]),
        "card": Card.model_validate(manifest["card"]),
    }


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1) + "\n", encoding="utf-8")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
