"""What each choice brings: batches of ``train`` held out in turn, and ``dev``. Never reads ``blind``."""

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
    "features seen once": TrainingOptions(features=FeatureOptions(min_documents=1)),
    "features seen 3 times": TrainingOptions(features=FeatureOptions(min_documents=3)),
    "without definitions": TrainingOptions(definitions=False),
    "service idf power 1": TrainingOptions(service_idf_power=1.0, service_c=0.01),
    "urgency idf power 2": TrainingOptions(urgency_idf_power=2.0, urgency_c=0.01),
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
            verdict = measure(router, [message for message in messages if message.split == "dev"])
        held = router.model.card.training["held_out"]["service_accuracy"]
        figures = (verdict.service_accuracy, verdict.service_macro_f1, verdict.service_top3, verdict.urgency_kappa)
        row = " | ".join(f"{figure.value:.3f}" for figure in figures)
        print(f"| {name} | {held:.3f} | {row} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
