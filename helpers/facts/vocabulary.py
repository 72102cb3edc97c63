"""The tokens of facts-lm: words of the sentences, syllables, and single letters for other names."""

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast

from helpers.facts import words
from helpers.text.tokens import SPECIAL


def tokenizer() -> PreTrainedTokenizerFast:
    """WordPiece with a fixed vocabulary: the sentences' words whole, names by syllable or letter.

    >>> tokenizer().tokenize("Mibako is a tefu.")
    ['Mi', '##ba', '##ko', 'is', 'a', 'te', '##fu', '.']
    >>> tokenizer().tokenize("Anna")
    ['A', '##n', '##na']
    """
    parts = words.syllables()
    known = dict.fromkeys(
        [
            *SPECIAL.values(),
            *".,?:'",
            *words.words(),
            *parts,
            *map(str.capitalize, parts),
            *(f"##{part}" for part in parts),
            *words.data()["letters"],
            *words.data()["letters"].upper(),
            *(f"##{letter}" for letter in words.data()["letters"]),
        ]
    )
    found = Tokenizer(
        models.WordPiece({word: i for i, word in enumerate(known)}, unk_token=SPECIAL["unk_token"])
    )
    found.normalizer = normalizers.BertNormalizer(lowercase=False)
    found.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    found.decoder = decoders.WordPiece()
    pair = [(mark, found.token_to_id(mark)) for mark in ("[SEP]", "[CLS]")]
    found.post_processor = processors.BertProcessing(*pair)
    return PreTrainedTokenizerFast(tokenizer_object=found, **SPECIAL)
