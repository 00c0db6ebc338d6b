"""Command line: `python -m lab_quantization COMMAND`. Progress goes to stderr, the answer as JSON to stdout."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TextIO

from lab_inference.start_error import StartError
from lab_model.errors import ModelError

EXIT_OK = 0
EXIT_FAILED = 1


def main(arguments: Sequence[str] | None = None, answers: TextIO | None = None) -> int:
    """Answers go to stdout by default. Returns the exit code: 0 done, 1 failed (told on stderr), 2 wrong usage."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], Any] = options.run
    try:
        answer = run(options)
    except (ModelError, StartError) as error:
        print(f"error: {error}", file=sys.stderr)
        return EXIT_FAILED
    if answer is not None:
        json.dump(answer, answers or sys.stdout, allow_nan=False)
    return EXIT_OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lab_quantization", description="Makes variants of a model and judges them.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(name: str, words: str, run: Callable[[argparse.Namespace], Any]) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words)
        made.add_argument("--task", choices=("spam", "digits", "own"), default="spam")
        made.add_argument("--base", type=Path, required=True, metavar="DIR", help="artifact of the spam model, FP32 or a variant")
        made.add_argument("--cache", type=Path, required=True, metavar="DIR", help="where variants are kept")
        made.add_argument("--own", type=Path, metavar="DIR", help="folder with model.onnx and samples.npz")
        made.add_argument("--candidate", type=Path, metavar="FILE", help="graph to judge as the variant `candidate`")
        made.add_argument("--variants", required=True, metavar="A,B", help="names, separated by commas")
        made.set_defaults(run=run)
        return made

    command("make", "make variants, or find them in the cache", _make)
    command("explain", "what onnxruntime makes of them", _explain)
    judge = command("judge", "compare their answers with FP32's and with the truth", _judge)
    judge.add_argument("--split", choices=("validation", "test"), required=True)
    judge.add_argument("--samples", type=int, metavar="N", help="only the first N in the split's random order")

    digits = commands.add_parser("train-digits", help="train the digits model anew and write data/digits.json (minutes)")
    digits.set_defaults(run=_train_digits)
    return parser


# Each command imports what it needs: `--help` must be quick.


def _subject(options: argparse.Namespace) -> Any:  # noqa: ANN401
    from lab_inference.artifact import open_artifact
    from lab_quantization.work import Subject

    if options.candidate is not None and not options.candidate.is_file():
        raise ModelError(f"{options.candidate} is not there: candidate names an ONNX file to judge.")
    manifest = open_artifact(options.base).raw
    # A served variant lies beside the FP32 artifact that it was made from.
    base = options.base.parent / manifest["base"]["folder"] if "base" in manifest else options.base
    return Subject(options.task, base.resolve(), options.cache.resolve(), options.own, options.candidate)


def _make(options: argparse.Namespace) -> Any:  # noqa: ANN401
    from lab_quantization.work import make_all

    return make_all(_subject(options), options.variants.split(","), _report)


def _judge(options: argparse.Namespace) -> Any:  # noqa: ANN401
    from lab_quantization.work import judge_all

    return judge_all(_subject(options), options.variants.split(","), options.split, options.samples, _report)


def _explain(options: argparse.Namespace) -> Any:  # noqa: ANN401
    from lab_quantization.work import explain_all

    return explain_all(_subject(options), options.variants.split(","), _report)


def _train_digits(_: argparse.Namespace) -> None:
    from lab_quantization.digits import train_digits

    train_digits(_report)


def _report(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _answers_alone_on_stdout() -> TextIO:
    """The real stdout. What libraries print, in this process or in those that it starts, goes to stderr from now on."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


if __name__ == "__main__":
    with _answers_alone_on_stdout() as stdout:
        code = main(answers=stdout)
    sys.exit(code)
