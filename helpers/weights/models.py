"""Small models with standard architectures, and checkpoints you can trust.

The configurations are ours, the classes are those of `transformers`: what you learn on them holds
for their large relatives.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file, save
from transformers import (
    BertConfig,
    BertForMaskedLM,
    LlamaConfig,
    LlamaForCausalLM,
    ModernBertConfig,
    ModernBertForMaskedLM,
    PreTrainedModel,
    PreTrainedTokenizerFast,
    RobertaPreLayerNormConfig,
    RobertaPreLayerNormForMaskedLM,
    RoFormerConfig,
    RoFormerForMaskedLM,
)

from helpers import arguments
from helpers.files import CourseError, read_json, root, sha256, write_bytes, write_json
from helpers.text import tokens
from helpers.weights import modernbert, saved_folders
from helpers.weights.sizes import flops_per_token, multiplying, parameters

__all__ = [
    "KINDS",
    "SPECIAL_IDS",
    "bert",
    "checkpoint_folder",
    "decoder",
    "encoder",
    "flops_per_token",
    "load_checkpoint",
    "multiplying",
    "parameters",
    "save_checkpoint",
    "verify",
]

# The first tokens of every vocabulary made by tokens.train.
SPECIAL_IDS = {
    "pad_token_id": 0,
    "cls_token_id": 2,
    "bos_token_id": 2,
    "sep_token_id": 3,
    "eos_token_id": 3,
}
KINDS = {
    "ModernBertForMaskedLM": (ModernBertConfig, ModernBertForMaskedLM),
    "BertForMaskedLM": (BertConfig, BertForMaskedLM),
    "LlamaForCausalLM": (LlamaConfig, LlamaForCausalLM),
}


@arguments.checked
def encoder(
    vocab_size: int, width: int = 128, layers: int = 4, context: int = 256, seed: int = 0
) -> ModernBertForMaskedLM:
    """A new ModernBERT (Warner et al. 2024): every token sees every other, in both directions.

    It normalises *before* each part of a layer (pre-norm) and rotates queries and keys by position
    (RoPE). Heads are 32 wide. Special token ids are those of `tokens.train`.

    >>> model = encoder(vocab_size=100, width=32, layers=1)
    >>> model(torch.tensor([[2, 7, 4, 3]])).logits.shape
    torch.Size([1, 4, 100])
    """
    torch.manual_seed(seed)
    return ModernBertForMaskedLM(
        ModernBertConfig(
            vocab_size=vocab_size,
            hidden_size=width,
            intermediate_size=width * 3 // 2,
            num_hidden_layers=layers,
            num_attention_heads=width // 32,
            max_position_embeddings=context,
            global_attn_every_n_layers=1,
            attn_implementation="sdpa",
            **SPECIAL_IDS,
        )
    )


@arguments.checked
def bert(
    vocab_size: int,
    norm: str = "post",
    positions: str = "learned",
    width: int = 128,
    layers: int = 4,
    context: int = 256,
    seed: int = 0,
) -> PreTrainedModel:
    """A new BERT, as published (Devlin et al. 2019) or with one part changed.

    norm "post": after each part of a layer, as published; "pre": before it (Ott et al. 2019).
    positions "learned": a vector for each place is added to the tokens, as published; "rotated":
    queries and keys are rotated by place (Su et al. 2021). Pre-norm with rotated positions is what
    `encoder` makes. Raises KeyError for any other combination.

    >>> variants = [("post", "learned"), ("pre", "learned"), ("post", "rotated")]
    >>> [type(bert(100, *variant, width=32, layers=1)).__name__ for variant in variants]
    ['BertForMaskedLM', 'RobertaPreLayerNormForMaskedLM', 'RoFormerForMaskedLM']
    """
    make_config, make_model = {
        ("post", "learned"): (BertConfig, BertForMaskedLM),
        ("pre", "learned"): (RobertaPreLayerNormConfig, RobertaPreLayerNormForMaskedLM),
        ("post", "rotated"): (RoFormerConfig, RoFormerForMaskedLM),
    }[norm, positions]
    torch.manual_seed(seed)
    return make_model(
        make_config(
            vocab_size=vocab_size,
            hidden_size=width,
            intermediate_size=width * 4,
            num_hidden_layers=layers,
            num_attention_heads=width // 32,
            max_position_embeddings=context + 1,  # the pre-norm class counts positions from 1
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
            **SPECIAL_IDS,
        )
    )


@arguments.checked
def decoder(
    vocab_size: int,
    width: int = 128,
    layers: int = 4,
    context: int = 256,
    seed: int = 0,
    head_width: int = 32,
    heads: int | None = None,
) -> LlamaForCausalLM:
    """A new Llama (Touvron et al. 2023): every token sees itself and the tokens before it.

    Pre-norm, rotated positions and special ids as in `encoder`; the input and the output table are
    two. There are `heads` heads, or `width // 32`, which compare tokens by `head_width` numbers.

    >>> model = decoder(vocab_size=100, width=32, layers=1)
    >>> model(torch.tensor([[2, 7, 4, 3]])).logits.shape
    torch.Size([1, 4, 100])
    """
    torch.manual_seed(seed)
    ids = {name: SPECIAL_IDS[name] for name in ("pad_token_id", "bos_token_id", "eos_token_id")}
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=vocab_size,
            hidden_size=width,
            intermediate_size=width * 3,
            num_hidden_layers=layers,
            num_attention_heads=heads or width // 32,
            head_dim=head_width,
            max_position_embeddings=context,
            tie_word_embeddings=False,
            attn_implementation="sdpa",
            **ids,
        )
    )


@arguments.checked
def checkpoint_folder(name: str | Path) -> Path:
    """`checkpoints/NAME` in the course, or any folder that holds a checkpoint."""
    arguments.refuse(not str(name).strip(), 'Name a checkpoint, such as "manuals-encoder".')
    for folder in (Path(name), root() / "checkpoints" / str(name)):
        if (folder / "config.json").exists():
            return folder
    known = sorted(p.parent.name for p in (root() / "checkpoints").glob("*/card.json"))
    raise CourseError(f'There is no checkpoint "{name}". The course has: {", ".join(known)}.')


def save_checkpoint(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerFast, folder: str | Path, card: dict
) -> Path:
    """Write weights (safetensors, half precision), configuration, tokenizer and card to `folder`.

    Other programs load it, too: `AutoModel` and `AutoTokenizer` of transformers need no more.
    The card says how the model was made; `sha256` of the weights is added to it. It is written
    last: a folder without a card was not finished.
    """
    folder = Path(folder)
    weights = {}
    for name, tensor in model.state_dict().items():
        if not any(tensor.data_ptr() == other.data_ptr() for other in weights.values()):
            weights[name] = tensor  # a tied matrix is stored once
    half = {name: t.detach().cpu().half().contiguous() for name, t in weights.items()}
    write_bytes(folder / "model.safetensors", save(half, metadata={"format": "pt"}))
    config = json.loads(model.config.to_json_string(use_diff=True))
    config["architectures"] = [type(model).__name__]
    config.pop("transformers_version", None)
    write_json(folder / "config.json", modernbert.portable(config))
    write_bytes(folder / "tokenizer.json", tokenizer.backend_tokenizer.to_str().encode())
    saved_folders.for_other_programs(folder)
    write_json(folder / "card.json", {**card, "sha256": sha256(folder / "model.safetensors")})
    return folder


def verify(folder: Path) -> None:
    """Raise `CourseError` if the weights in `folder` are not byte for byte those of its card."""
    weights, card = folder / "model.safetensors", read_json(folder / "card.json")
    if not weights.exists() or sha256(weights) != card.get("sha256"):
        raise CourseError(
            f"The weights of {folder.name} are missing or damaged."
            " Fetch the folder again, for example with `git checkout checkpoints`."
        )


@arguments.checked
def load_checkpoint(name: str | Path) -> tuple[PreTrainedModel, PreTrainedTokenizerFast]:
    """A model (float32, in evaluation mode) and its tokenizer, from `checkpoints/` or a folder.

    Raises `CourseError` if it is unknown, incomplete, or not byte for byte what was trained.
    """
    folder = checkpoint_folder(name)
    verify(folder)
    config = read_json(folder / "config.json")
    kind = (config.get("architectures") or ["none"])[0]
    if kind not in KINDS:
        raise CourseError(f"{folder.name} holds a {kind}; this course loads {', '.join(KINDS)}.")
    make_config, make_model = KINDS[kind]
    state = {key: tensor.float() for key, tensor in load_file(folder / "model.safetensors").items()}
    try:
        model = make_model(make_config(**config))
        missing, unexpected = model.load_state_dict(state, strict=False)
    except Exception as error:  # the libraries raise many kinds
        raise CourseError(f"{folder.name} does not fit its configuration: {error}") from None
    tied = {key for key in missing if key.endswith(("decoder.weight", "decoder.bias"))}
    if unexpected or set(missing) - tied:
        raise CourseError(f"{folder.name} does not fit its configuration: {unexpected or missing}.")
    model.tie_weights()
    return model.eval(), tokens.load(folder)
