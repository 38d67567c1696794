"""Runs all checks and prints what they found."""

from __future__ import annotations

from bot.check.alike import check_alike
from bot.check.answers import check_answers, check_buttons, check_reading
from bot.check.content import load_content
from bot.check.examples import check_conflicts, check_examples, check_frames, check_tests_apart
from bot.check.model import check_floors, check_model, label_of, load_parser
from bot.check.red_flags import check_red_flags

CONTENT_CHECKS = (
    check_answers,
    check_buttons,
    check_reading,
    check_examples,
    check_conflicts,
    check_frames,
    check_alike,
    check_tests_apart,
    check_red_flags,
)
MODEL_CHECKS = (check_model, check_floors)


def main() -> int:
    """Check the content and the trained model; returns 1 if anything is wrong, else 0.

    Raises:
        GuideError: a file of the guide is broken.
        TrainingError: there is no trained model.
    """
    content = load_content()
    findings = [finding for check in CONTENT_CHECKS for finding in check(content)]
    parse = load_parser()
    for check in MODEL_CHECKS:
        findings += check(content, lambda text: label_of(parse(text)))
    for finding in findings:
        print(finding)
    errors = sum(not finding.warning for finding in findings)
    print(f"{errors} errors, {len(findings) - errors} warnings in {len(content.examples)} examples.")
    return int(errors > 0)
