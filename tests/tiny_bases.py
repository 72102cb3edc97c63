"""Pre-trained models as people have them in folders: five classes of transformers, tiny, and the
tokenizer files that belong to each."""

import json
from pathlib import Path

import transformers
from tiny_text import SENTENCES, tokenizer
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

END = "<|endoftext|>"
SIZES = {
    "bert": {"intermediate_size": 64},
    "modernbert": {"intermediate_size": 64},
    "llama": {"intermediate_size": 64},
}


def bpe() -> Tokenizer:
    """A byte-level BPE as decoders have it: with an end token and no padding token."""
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.train_from_iterator(
        SENTENCES,
        trainers.BpeTrainer(
            vocab_size=300,
            special_tokens=[END],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    return made


def word_pieces(folder: Path) -> int:
    """`vocab.txt`, as the first BERTs have it. Returns the number of tokens."""
    words = sorted(tokenizer().get_vocab().items(), key=lambda item: item[1])
    (folder / "vocab.txt").write_text("\n".join(word for word, _ in words), "utf-8")
    settings = {"tokenizer_class": "BertTokenizer", "do_lower_case": True}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), "utf-8")
    return len(words)


def merges(folder: Path) -> int:
    """`vocab.json` and `merges.txt`, as GPT-2 has them."""
    made = bpe()
    made.model.save(str(folder))
    settings = {"tokenizer_class": "GPT2Tokenizer", "eos_token": END, "unk_token": END}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings), "utf-8")
    return made.get_vocab_size()


def one_file(folder: Path) -> int:
    """`tokenizer.json` with WordPiece, as ModernBERT has it (its own is a BPE)."""
    tokenizer().save_pretrained(folder)
    return len(tokenizer())


def one_bpe_file(folder: Path) -> int:
    """`tokenizer.json` with a BPE, as Llama 3 has it."""
    made = bpe()
    words = transformers.PreTrainedTokenizerFast(tokenizer_object=made, eos_token=END)
    words.save_pretrained(folder)
    return made.get_vocab_size()


BASES = {
    "bert": ("BertForMaskedLM", word_pieces),
    "distilbert": ("DistilBertForMaskedLM", word_pieces),
    "modernbert": ("ModernBertForMaskedLM", one_file),
    "gpt2": ("GPT2LMHeadModel", merges),
    "llama": ("LlamaForCausalLM", one_bpe_file),
}


def save(kind: str, folder: Path, layers: int = 1) -> Path:
    """A folder with a new model of this kind, 32 wide, and its tokenizer."""
    name, write_tokenizer = BASES[kind]
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = write_tokenizer(folder)
    decoder = kind in ("gpt2", "llama")
    ids = {
        "pad_token_id": None if decoder else 0,
        "bos_token_id": 0 if decoder else 2,
        "eos_token_id": 0 if decoder else 3,
    }
    if kind == "modernbert":
        ids |= {"cls_token_id": 2, "sep_token_id": 3, "global_attn_every_n_layers": 1}
    if kind == "distilbert":
        sizes = {"dim": 32, "hidden_dim": 64, "n_layers": layers, "n_heads": 2}
    else:
        sizes = {"hidden_size": 32, "num_hidden_layers": layers, "num_attention_heads": 2}
    # Wide, so that even one random layer tells the first token something of the others.
    settings = {"vocab_size": vocabulary, "max_position_embeddings": 40, "initializer_range": 0.2}
    settings |= sizes
    settings |= SIZES.get(kind, {}) | ids
    config = transformers.AutoConfig.for_model(kind, **settings)
    transformers.set_seed(0)  # the same weights, whatever ran before
    getattr(transformers, name)(config).save_pretrained(folder)
    return folder
