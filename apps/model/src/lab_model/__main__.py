"""Command line: `python -m lab_model COMMAND`. Commands call one function and print what it returns."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from lab_inference.artifact import open_artifact
from lab_inference.start_error import StartError
from lab_model.errors import ModelError

EXIT_OK = 0
EXIT_FAILED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0 done, 1 a mistake or a shortage (its message is on stderr), 2 wrong usage."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], None] = options.run
    try:
        run(options)
    except (ModelError, StartError) as error:
        print(f"error: {error}", file=sys.stderr)
        return EXIT_FAILED
    return EXIT_OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lab_model", description="The lab's spam classifier: build, check, train.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    build = commands.add_parser("build", help="write the FP32 artifact (model.onnx, tokenizer.json, manifest.json)")
    build.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write; replaced if it exists")
    build.set_defaults(run=_build)

    key = commands.add_parser("key", help="print the name under which the artifact can be cached")
    key.set_defaults(run=_key)

    check = commands.add_parser("check", help="check the files of an artifact against its manifest")
    check.add_argument("directory", type=Path, metavar="DIR")
    check.set_defaults(run=_check)

    verify = commands.add_parser("verify", help="compare an artifact with the numpy reference and published similarities")
    verify.add_argument("--artifact", type=Path, required=True, metavar="DIR")
    verify.set_defaults(run=_verify)

    evaluate = commands.add_parser("evaluate", help="print the accuracy of an artifact on the test e-mails")
    evaluate.add_argument("--artifact", type=Path, required=True, metavar="DIR")
    evaluate.add_argument("--split", choices=("train", "validation", "test"), default="test")
    evaluate.add_argument(
        "--sent", choices=("text", "raw", "body"), default="text", help="subject and body, the whole mail, the body"
    )
    evaluate.add_argument("--json", action="store_true", help="print JSON")
    evaluate.set_defaults(run=_evaluate)

    variant = commands.add_parser("variant", help="print the folder of a variant (INT8, say); made beside the base unless there")
    variant.add_argument("name", metavar="VARIANT")
    variant.add_argument("--base", type=Path, required=True, metavar="DIR", help="the FP32 artifact")
    variant.set_defaults(run=_variant)

    train = commands.add_parser("train", help="make data/splits.json and data/head.json anew")
    train.set_defaults(run=_train)
    return parser


# Each command imports what it needs: `check` must not need onnx, and `key` must be quick.


def _build(options: argparse.Namespace) -> None:
    from lab_model.build import build

    manifest = build(options.out)
    model = manifest["files"]["model"]
    print(f"{options.out}: {manifest['name']} {manifest['variant']}, {model['bytes']} bytes, sha256 {model['sha256']}")


def _key(_: argparse.Namespace) -> None:
    from lab_model.build import key

    print(key())


def _check(options: argparse.Namespace) -> None:
    artifact = open_artifact(options.directory)
    print(f"{options.directory}: {artifact.name} {artifact.variant}, files match the manifest")


def _verify(options: argparse.Namespace) -> None:
    from lab_model.verify import verify

    result = verify(open_artifact(options.artifact))
    print(f"embeddings within {result.embedding:.1e} and probabilities within {result.probability:.1e} of the numpy reference")
    print(f"similarities within {result.published:.1e} of the published ones")


def _evaluate(options: argparse.Namespace) -> None:
    from lab_model.evaluate import describe, evaluate

    result = evaluate(open_artifact(options.artifact), options.split, options.sent)
    print(json.dumps(result, indent=2) if options.json else describe(result))


def _variant(options: argparse.Namespace) -> None:
    from lab_model.variants.artifact import cached_variant, find_recipe

    recipe = find_recipe(options.name)
    print(cached_variant(open_artifact(options.base), recipe, options.base.parent).model_path.parent)


def _train(_: argparse.Namespace) -> None:
    from lab_model.train import train

    train(report=print)


if __name__ == "__main__":
    sys.exit(main())
