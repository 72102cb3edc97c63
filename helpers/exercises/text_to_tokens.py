"""The exercises of the lab `text_to_tokens`: a byte-pair tokenizer, and what documents cost in
tokens.
"""

from helpers.checking.spec import Exercise, Mistake
from helpers.exercises import text_to_tokens_answers as right
from helpers.exercises import text_to_tokens_wrong as wrong

EXERCISES = [
    Exercise(
        id="pair_counts",
        title="Count pairs",
        minutes=5,
        difficulty=1,
        reference=right.pair_counts,
        cases=right.pair_counts_cases,
        hints=(
            "Two loops: over the words with their counts, then over the pairs of one word.",
            "`zip(symbols, symbols[1:])` gives the neighbours of one word, as tuples.",
            "For each pair: `pairs[pair] = pairs.get(pair, 0) + count`, with the word's own count.",
        ),
        mistakes=(
            Mistake(
                "Every word counts once. Add the word's count, not 1: a frequent word weighs more.",
                wrong.unweighted,
            ),
            Mistake(
                "A pair that occurs twice in a word is counted once. Count every place.",
                wrong.once_a_word,
            ),
            Mistake(
                "A pair keeps only its last word's count. Add to what is already there.",
                wrong.overwrites,
            ),
            Mistake("`on` and `no` are different pairs. Keep left and right.", wrong.any_order),
            Mistake(
                "It looks at every second pair only. Each symbol but the last begins a pair.",
                wrong.every_second,
            ),
            Mistake(
                "The keys are joined texts. Use the pair itself, a tuple of two symbols.",
                wrong.joined_keys,
            ),
        ),
    ),
    Exercise(
        id="merge_pair",
        title="Join one pair",
        minutes=8,
        difficulty=2,
        reference=right.merge_pair,
        cases=right.merge_pair_cases,
        hints=(
            "Walk from left to right with an index `i`. At each place: is the pair here or not?",
            "`symbols[i : i + 2] == pair` asks that, also at the end. If so, add both as one.",
            "After a joined pair go on at `i + 2`, otherwise add `symbols[i]` and go on at `i + 1`."
            " Return a tuple.",
        ),
        mistakes=(
            Mistake("It joins only the first place. Go on to the end.", wrong.first_only),
            Mistake(
                "As text, `ee n` contains `e n`, but the symbols are `ee` and `n`. Compare symbols"
                " instead of replacing in a string.",
                wrong.text_replace,
            ),
            Mistake(
                "Pairs overlap: in a a a the middle one was used twice. After a joined pair, skip"
                " both symbols.",
                wrong.overlapping,
            ),
            Mistake("Join from left to right: a a a becomes aa a.", wrong.from_the_right),
            Mistake(
                "It compares the joined letters: ab + c is not the pair (a, bc). Compare both"
                " symbols.",
                wrong.same_letters,
            ),
            Mistake("The right half of the pair is still there. Skip it too.", wrong.keeps_right),
        ),
    ),
    Exercise(
        id="learn_bpe",
        title="Learn the joins",
        minutes=10,
        difficulty=3,
        reference=right.learn_bpe,
        cases=right.learn_bpe_cases,
        hints=(
            "Begin with `words = {tuple(word): count ...}`. Each round: count the pairs, choose the"
            " best, join it in every word, remember it.",
            "The commonest pair, ties by alphabet:"
            " `min(pairs, key=lambda pair: (-pairs[pair], pair))`.",
            "Build `words` anew in each round, with `merge_pair` on every key. `break` when"
            " `pairs` is empty.",
        ),
        mistakes=(
            Mistake(
                "It counts only once, at the start. Join the pair, then count again: joined symbols"
                " make new pairs.",
                wrong.counted_once,
            ),
            Mistake(
                "Of equally common pairs it takes the last in the alphabet. Take the first.",
                wrong.last_of_equals,
            ),
            Mistake(
                "Of equally common pairs it takes the one met first. Take the first in the"
                " alphabet, so that the order of the words does not matter.",
                wrong.first_met,
            ),
            Mistake(
                "When no pair is left it goes on. Stop early and return what was learned.",
                wrong.never_stops,
            ),
            Mistake("It ignores how often the words occur.", wrong.every_word_once),
            Mistake(
                "It finds the same pair in every round. Join it in the words, then count again.",
                wrong.no_update,
            ),
            Mistake("Return the pairs, tuples of two, not the joined texts.", wrong.joined_strings),
        ),
    ),
    Exercise(
        id="encode_word",
        title="Cut a new word",
        minutes=5,
        difficulty=1,
        reference=right.encode_word,
        cases=right.encode_word_cases,
        hints=(
            "Start from single characters, as in training, and do to them what training did.",
            "`symbols = tuple(word)`, then `merge_pair` for every pair, in the order of the list.",
            "`for pair in merges: symbols = merge_pair(symbols, pair)`; return `list(symbols)`.",
        ),
        mistakes=(
            Mistake(
                "It takes the longest known piece from the left. That is WordPiece; BPE repeats its"
                " joins in the order of learning.",
                wrong.longest_match,
            ),
            Mistake(
                "No join happened. `merge_pair` returns a new tuple: keep its result.",
                wrong.letters,
            ),
            Mistake("It applies the joins from last to first.", wrong.last_join_first),
            Mistake(
                "It keeps the word whole or cuts it into letters. Pieces between are the point.",
                wrong.whole_or_letters,
            ),
            Mistake(
                "It joins what comes first in the word. What was learned first comes first.",
                wrong.one_pass,
            ),
            Mistake("It applies every join at one place only.", wrong.each_join_once),
        ),
    ),
    Exercise(
        id="compression",
        title="Characters per token",
        minutes=4,
        difficulty=1,
        reference=right.compression,
        cases=right.compression_cases,
        hints=(
            "One total divided by another. Which two?",
            "Add up `len(text)` over all texts, and `len(one)` over all lists of tokens.",
            "Divide the first total by the second, once, at the end; 0.0 if there is no token.",
        ),
        mistakes=(
            Mistake(
                "It averages the texts' ratios, so a short text counts as much as a long one."
                " Divide the totals.",
                wrong.mean_of_ratios,
            ),
            Mistake("It is upside down: these are tokens per character.", wrong.upside_down),
            Mistake(
                "It counts the characters of the tokens. Count those of the texts, with spaces.",
                wrong.only_pieces,
            ),
            Mistake("It counts bytes. `len(text)` counts characters.", wrong.in_bytes),
            Mistake("It counts words. `len(text)` counts characters.", wrong.in_words),
            Mistake("Without any token it divides by zero. Return 0.0 then.", wrong.unprotected),
        ),
    ),
    Exercise(
        id="pack_rows",
        title="Fill rows",
        minutes=6,
        difficulty=2,
        reference=right.pack_rows,
        cases=right.pack_rows_cases,
        hints=(
            "First one long list of ids, then cut it.",
            "For each text: `ids += [*text, sep]`, also after the last text.",
            "Rows begin at `range(0, len(ids) - length + 1, length)`: a row that would not be full"
            " never begins.",
        ),
        mistakes=(
            Mistake("Where texts meet there is no `sep`. Add it after every text.", wrong.no_sep),
            Mistake(
                "A row that is exactly full is missing. Does the last text end with `sep` too, and"
                " does the range reach the last row?",
                wrong.sep_between,
            ),
            Mistake("The last row is not full. Drop it.", wrong.keeps_rest),
            Mistake("`sep` ends texts, not rows.", wrong.sep_in_rows),
            Mistake(
                "It gives each text a row of its own. Rows are cut from one long list.",
                wrong.row_per_text,
            ),
            Mistake("It fills up the last row. Drop it instead.", wrong.padded),
        ),
    ),
]
