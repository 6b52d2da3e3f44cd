"""How far two readers agree, from the table of the second reading: ``agreement.py corpora/fr-commune/second-reading.csv``."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.metrics import cohen_kappa_score

from request_router.evaluation.metrics import bootstrap, wilson
from request_router.taxonomy import Urgency


def main() -> None:
    """Print the agreement as Markdown."""
    with Path(sys.argv[1]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    print("| | agreement | kappa |\n|---|---|---|")
    print(_line("service (27), Cohen's kappa", rows, "service", None))
    print(_line("urgency (4), quadratic kappa", rows, "urgency", "quadratic"))
    pairs = Counter(
        tuple(sorted((row["first_service"], row["second_service"])))
        for row in rows
        if row["first_service"] != row["second_service"]
    )
    levels = Counter(
        (row["first_urgency"], row["second_urgency"]) for row in rows if row["first_urgency"] != row["second_urgency"]
    )
    print("\n| services most confused | messages |\n|---|---|")
    for pair, count in pairs.most_common(10):
        print(f"| {pair[0]} / {pair[1]} | {count} |")
    print("\n| urgency, first → second | messages |\n|---|---|")
    for (first, second), count in levels.most_common():
        print(f"| {first} → {second} | {count} |")
    for what in ("service", "urgency"):
        differing = [row for row in rows if row[f"first_{what}"] != row[f"second_{what}"]]
        changed = sum(row[f"settled_{what}"] != row[f"first_{what}"] for row in differing)
        print(
            f"\n{what}: {len(differing)} of {len(rows)} differed; settled for the second reader or a third label: {changed}"
        )


def _line(name: str, rows: list[dict[str, str]], what: str, weights: str | None) -> str:
    first, second = ([row[f"{reader}_{what}"] for row in rows] for reader in ("first", "second"))
    order = (
        {level.value: level.rank for level in Urgency}
        if weights
        else {id_: at for at, id_ in enumerate(sorted({*first, *second}))}
    )
    codes = [_codes(labels, order) for labels in (first, second)]
    same = sum(a == b for a, b in zip(first, second, strict=True))
    low, high = wilson(same, len(rows))
    kappa = cohen_kappa_score(*codes, weights=weights)
    k_low, k_high = bootstrap(lambda a, b: float(cohen_kappa_score(a, b, weights=weights)), *codes)
    agreed = f"{same / len(rows):.3f} [{low:.3f}, {high:.3f}]"
    return f"| {name}, {len(rows)} messages | {agreed} | {kappa:.3f} [{k_low:.3f}, {k_high:.3f}] |"


def _codes(labels: list[str], order: dict[str, int]) -> np.ndarray:
    return np.array([order[label] for label in labels])


if __name__ == "__main__":
    main()
