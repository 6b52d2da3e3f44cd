"""The verdict as a person reads it, in French."""

from __future__ import annotations

from collections.abc import Sequence

from request_router.evaluation.verdict import ClassRow, Measure, Verdict


def report_text(verdict: Verdict) -> str:
    """Return the report that ``evaluate`` prints."""
    lines = [
        f"Modèle {verdict.model}, {verdict.messages} messages" + (f" (« {verdict.split} »)" if verdict.split else ""),
        "",
        "Service",
        _line("bon service", verdict.service_accuracy),
        _line("macro-F1", verdict.service_macro_f1),
        _line("dans les trois premiers", verdict.service_top3),
        f"  {'erreur de calibration':<34}{_number(verdict.service_calibration_error)}",
        _line("orientés sans relecture", verdict.routed_share),
        _line("… bons services parmi eux", verdict.routed_precision),
        _line("seconde demande : précision", verdict.also_precision),
        _line("seconde demande : rappel", verdict.also_recall),
        "",
        "Urgence",
        _line("bon niveau", verdict.urgency_accuracy),
        _line("macro-F1", verdict.urgency_macro_f1),
        _line("kappa pondéré (quadratique)", verdict.urgency_kappa),
        _line("deux niveaux d'écart ou plus", verdict.urgency_far_errors),
        _line("rappel de « critique »", verdict.critique_recall),
        _line("précision de « critique »", verdict.critique_precision),
        f"  {'fausses alertes pour 1 000':<34}{_number(verdict.false_alarms_per_1000, 1)}",
        "",
        *_class_table("service", verdict.services),
        "",
        *_class_table("urgence", tuple(reversed(verdict.urgencies))),
    ]
    if verdict.confusions:
        lines += ["", "Confusions les plus fréquentes (vrai -> décidé)"]
        lines += [f"  {item.messages:>3}  {item.gold} -> {item.decided}" for item in verdict.confusions]
    if verdict.missed_critique:
        lines += ["", f"Critiques manqués : {', '.join(verdict.missed_critique)}"]
    if verdict.baselines:
        lines += ["", *_baseline_table(verdict)]
    return "\n".join(lines)


def _number(value: float | None, digits: int = 3) -> str:
    return "—" if value is None else f"{value:.{digits}f}".replace(".", ",")


def _line(name: str, measure: Measure) -> str:
    if not measure.count:
        return f"  {name:<34}—"
    return f"  {name:<34}{_number(measure.value)}   [{_number(measure.low)} ; {_number(measure.high)}]  sur {measure.count}"


def _class_table(title: str, rows: Sequence[ClassRow]) -> list[str]:
    width = max(len(title), *(len(row.label) for row in rows)) + 2
    head = f"{title:<{width}}{'messages':>9}{'précision':>11}{'rappel':>9}{'F1':>8}"
    return [
        head,
        *(
            f"{row.label:<{width}}{row.messages:>9}{_number(row.precision):>11}{_number(row.recall):>9}{_number(row.f1):>8}"
            for row in rows
        ),
    ]


def _baseline_table(verdict: Verdict) -> list[str]:
    rows = [
        (b.name, b.service_accuracy, b.service_macro_f1, b.urgency_macro_f1, b.urgency_kappa) for b in verdict.baselines
    ]
    own = (
        f"ce modèle ({verdict.model})",
        verdict.service_accuracy.value,
        verdict.service_macro_f1.value,
        verdict.urgency_macro_f1.value,
        verdict.urgency_kappa.value,
    )
    width = max(len(row[0]) for row in [*rows, own]) + 2
    head = f"{'modèle':<{width}}{'service':>9}{'macro-F1':>10}{'urg. F1':>9}{'kappa':>8}"
    body = [
        f"{r[0]:<{width}}{_number(r[1]):>9}{_number(r[2]):>10}{_number(r[3]):>9}{_number(r[4]):>8}"
        for r in [*rows, own]
    ]
    return [head, *body]
