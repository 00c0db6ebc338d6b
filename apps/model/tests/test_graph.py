from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest

from lab_inference.artifact import Artifact, sha256_file
from lab_inference.model import TextEncoder, pad
from lab_model.build import build, key
from lab_model.session import open_session, run_batched
from lab_model.tokenizer import MAX_TOKENS
from lab_model.verify import PUBLISHED_TOLERANCE, TOLERANCE, verify


@pytest.fixture(scope="session")
def encoder(artifact: Artifact) -> TextEncoder:
    return TextEncoder.of(artifact)


def test_building_twice_gives_the_same_bytes(artifact: Artifact, tmp_path: Path) -> None:
    build(tmp_path / "again")
    for name in ("model.onnx", "tokenizer.json", "manifest.json"):
        assert sha256_file(tmp_path / "again" / name) == sha256_file(artifact.model_path.parent / name)


def test_building_replaces_a_broken_artifact_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "rest").write_text("old")
    build(tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["manifest.json", "model.onnx", "tokenizer.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_the_key_names_a_folder_and_does_not_change_by_itself() -> None:
    assert key() == key()
    assert len(key()) == 16


def test_the_graph_agrees_with_the_reference_and_with_published_similarities(artifact: Artifact) -> None:
    result = verify(artifact)
    assert result.embedding <= TOLERANCE
    assert result.probability <= TOLERANCE
    assert result.published <= PUBLISHED_TOLERANCE


def test_the_graph_has_standard_operators_only(artifact: Artifact) -> None:
    proto = onnx.load(str(artifact.model_path))
    assert {node.domain for node in proto.graph.node} == {""}
    assert [entry.version for entry in proto.opset_import] == [artifact.raw["opset"]]


def test_inputs_and_outputs_are_those_of_the_manifest(artifact: Artifact) -> None:
    session = open_session(artifact.model_path, threads=1)
    assert [(each.name, each.shape) for each in session.get_inputs()] == [
        (each["name"], each["shape"]) for each in artifact.raw["inputs"]
    ]
    assert [(each.name, each.shape) for each in session.get_outputs()] == [
        (each["name"], each["shape"]) for each in artifact.raw["outputs"]
    ]


def test_padding_in_a_batch_changes_a_probability_by_less_than_the_tolerance(artifact: Artifact, encoder: TextEncoder) -> None:
    session = open_session(artifact.model_path, threads=1)
    rows = encoder.token_ids(["short", "rather " * 300, "", "a few words more"])
    alone = np.concatenate([run_batched(session, "probability", [row]) for row in rows])
    input_ids, attention_mask = pad(rows)
    (together,) = session.run(["probability"], {"input_ids": input_ids, "attention_mask": attention_mask})
    assert np.max(np.abs(alone - together)) < TOLERANCE


def test_probability_is_the_sigmoid_of_the_logit_and_embeddings_have_unit_length(
    artifact: Artifact, encoder: TextEncoder
) -> None:
    session = open_session(artifact.model_path, threads=1)
    rows = encoder.token_ids(["Cheap pills, buy now", "Minutes of the meeting"])
    logit, probability = run_batched(session, "logit", rows), run_batched(session, "probability", rows)
    np.testing.assert_allclose(probability, 1 / (1 + np.exp(-logit.astype(np.float64))), atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(run_batched(session, "embedding", rows), axis=1), 1.0, atol=1e-6)


def test_a_long_text_keeps_cls_its_first_126_tokens_and_sep(encoder: TextEncoder) -> None:
    (long, short) = encoder.token_ids(["word " * 500, "word " * 126])
    assert len(long) == MAX_TOKENS == 128
    assert long == short
    assert (long[0], long[-1]) == (101, 102)


def test_a_batch_is_padded_to_its_longest_row_only(encoder: TextEncoder) -> None:
    input_ids, attention_mask = pad(encoder.token_ids(["one two three", ""]))
    assert input_ids.tolist() == [[101, 2028, 2048, 2093, 102], [101, 102, 0, 0, 0]]
    assert attention_mask.tolist() == [[1, 1, 1, 1, 1], [1, 1, 0, 0, 0]]
