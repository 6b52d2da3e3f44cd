"""What each kind of feature brings: leave-one-batch-out on ``train`` and on ``dev``. Never reads ``blind``."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from request_router import Taxonomy, train
from request_router.corpus import load_corpus
from request_router.corpus.measuring import measure
from request_router.model.features import FeatureOptions
from request_router.model.training import TrainingOptions

VARIANTS: dict[str, TrainingOptions] = {
    "default": TrainingOptions(),
    "without words": TrainingOptions(features=FeatureOptions(words=False)),
    "without stems": TrainingOptions(features=FeatureOptions(stems=False)),
    "without characters": TrainingOptions(features=FeatureOptions(char_max=0)),
    "without pairs": TrainingOptions(features=FeatureOptions(pairs=False)),
    "without subject": TrainingOptions(features=FeatureOptions(subject=False)),
    "characters 3 to 5": TrainingOptions(features=FeatureOptions(char_min=3)),
    "characters 2 to 4": TrainingOptions(features=FeatureOptions(char_max=4)),
    "features seen once": TrainingOptions(features=FeatureOptions(min_documents=1)),
    "features seen 3 times": TrainingOptions(features=FeatureOptions(min_documents=3)),
}


def main() -> None:
    """Print a Markdown table of the variants."""
    corpus = Path(sys.argv[1])
    messages = [message for message in load_corpus([corpus]) if message.split in ("train", "dev")]
    taxonomy = Taxonomy.from_toml(corpus / "taxonomy.toml")
    print("| variant | held out: service | dev: service | dev: macro-F1 | dev: top-3 | dev: urgency kappa |")  # noqa: T201
    print("|---|---|---|---|---|---|")  # noqa: T201
    for name, options in VARIANTS.items():
        with tempfile.TemporaryDirectory() as folder:
            router = train(messages, taxonomy, Path(folder) / "model", options)
            verdict = measure(router, [m for m in messages if m.split == "dev"])
        held = router.model.card.training["held_out"]["service_accuracy"]
        figures = (verdict.service_accuracy, verdict.service_macro_f1, verdict.service_top3, verdict.urgency_kappa)
        print(f"| {name} | {held:.3f} | " + " | ".join(f"{figure.value:.3f}" for figure in figures) + " |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
