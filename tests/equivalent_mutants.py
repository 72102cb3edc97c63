"""Mutants of references that are right answers, and why; named as `mutation.py` names them."""

from mutation_bounds import FEW

ORDER = "The order makes no difference: it only adds up, or fills a dict or a set that is compared."
TIES = "Only the choice among equals differs, and no two are equal by what the exercise says."
FREE = "The order of the result is free: the exercise asks for none, or for a random one."
AXIS = "For two axes this is the same axis."
OWN = "It changes a tensor of its own, which nobody else sees."
SAME = "By arithmetic the result is the same."
SET_FIRST = "The first evaluation is always the best so far, and sets the waiting to zero."
LAST = "After the last evaluation the run ends in any case, and all were seen."
NEVER = "The two differ only where a random number equals the limit exactly, which never comes."
ENDS = (
    "The exercise says that every sentence ends with a full stop: what follows the last is empty."
)
SYSTEM = "There is one system message or none, and it stands first."
SCALE = (
    "It multiplies all candidates by one positive number, and the result does not depend on that."
)

AFTER = "Sentences after the conclusion do not count: the exercise says so."
ENOUGH = "Only whether there are none, one or two is asked, and so many are enough to know."
ONE_SPACE = "What it gets is a sentence: one space between words, none before a full stop."
UNUSED = "No row is left to fill up, or nothing depends on it."
ROUND = "It goes round until no mark is left, and no mark ends as another begins."


def bounded(said: str, ends: tuple[str, ...] = ("[:{}]", "[-{}:]"), least: int = 2) -> list[str]:
    """The mutants that cut at every bound; `@` stands for the cut."""
    return [said.replace("@", end.format(few)) for end in ends for few in FEW if few >= least]


EQUIVALENT = {
    "best_setting": {
        "max(recall.values()) -> max(list(recall.values())[::-1])": SAME,
        "for setting, share in recall.items() if share == best"
        " -> for setting, share in list(recall.items())[::-1] if share == best": TIES,
        "min(tied, key=lambda setting: (setting[1], setting[0]))"
        " -> min(list(tied)[::-1], key=lambda setting: (setting[1], setting[0]))": TIES,
        "recall reversed": TIES,
        "recall sorted": TIES,
    },
    "keep_turns": {
        **dict.fromkeys(
            [f":head -> max(0, head - {few}):head{n}" for few in (1, *FEW) for n in ("", " [2]")],
            SYSTEM,
        ),
        **dict.fromkeys(
            bounded("sum(lengths[:head]) -> sum(list(lengths[:head])@)"),
            SYSTEM,
        ),
        "sum(lengths[:head]) -> sum(list(lengths[:head])[:1])": SYSTEM,
        "sum(lengths[:head]) -> sum(list(lengths[:head])[-1:])": SYSTEM,
        "sum(lengths[:head]) -> min([*lengths[:head]], default=0)": SYSTEM,
        "sum(lengths[:head]) -> max([*lengths[:head]], default=0)": SYSTEM,
        "messages[0]['role'] == 'system' -> messages[0]['role'] in 'system'": "No other role's name"
        " is a part of it.",
        "1 -> 2 [2]": "`start` goes by two and meets the last message, never the one before it.",
    },
    "without_marks": {
        "for mark in marks: -> for mark in list(marks)[::-1]:": ROUND,
        "for mark in marks -> for mark in list(marks)[::-1]": ROUND,
        "marks reversed": ROUND,
    },
    "paired_gain": {
        "for a, b in zip(before, after) -> for a, b in list(zip(before, after))[::-1]": ORDER,
    },
    "read_kind": {"allowed reversed": "It is only asked whether the value is among them."},
    "stop_at": {
        "min(validation) -> min(list(validation)[::-1])": SAME,
        **dict.fromkeys(
            (
                "training as in the first call",
                "training as in the last call",
                "training first only",
                "training last only",
                "training reversed",
                *bounded("training @", ("first {}", "last {}")),
                "training without the first",
                "training without the last",
            ),
            "The training loss decides nothing: that is what the exercise teaches.",
        ),
    },
    "perplexity_of": {
        "for p in probabilities -> for p in list(probabilities)[::-1]": ORDER,
        "probabilities reversed": ORDER,
    },
    "choose_label": {
        "token_log_p reversed": TIES,
        "token_log_p sorted": TIES,
        "for label, parts in token_log_p.items()"
        " -> for label, parts in list(token_log_p.items())[::-1]": ORDER,
        "max(likely, key=likely.get) -> max(list(likely)[::-1], key=likely.get)": TIES,
    },
    "two_confidences": {
        "for value in log_p -> for value in list(log_p)[::-1]": ORDER,
        "log_p reversed": ORDER,
        "max(p) -> max(list(p)[::-1])": SAME,
        "max(p) -> max(list(p)[::-1]) [2]": SAME,
    },
    "pad_rows": {
        "0 -> -1": UNUSED,
        "0 -> 1": UNUSED,
        "max(map(len, rows), default=0) -> max(list(map(len, rows))[::-1], default=0)": SAME,
    },
    "slope_of": {"0.001 -> 0.0013000000000000002": "Any small step gives the slope."},
    "train_table": {"table.detach() -> table": OWN},
    "mend_a": {"table.detach() -> table": OWN},
    "mend_b": {"table.detach() -> table": OWN},
    "mend_c": {"table.detach() -> table": OWN, ":-1 -> max(0, -1 - 1):-1": SAME},
    "mend_d": {"loss.item() -> loss": "A tensor that holds one number counts as that number."},
    "rotate_halves": {"160000.0 -> 160001.0": "One in 160,000 is less than the check can see."},
    "rotary_attention": {
        "(weights @ v).transpose(1, 2) -> (weights @ v).transpose(2, 1)": SAME,
        "part.unflatten(-1, (heads, -1)).transpose(1, 2)"
        " -> part.unflatten(-1, (heads, -1)).transpose(2, 1)": SAME,
        "scores.masked_fill -> scores.masked_fill_": OWN,
    },
    "choose_rate": {
        "for rate in means if not math.isnan(means[rate])"
        " -> for rate in list(means)[::-1] if not math.isnan(means[rate])": TIES,
        "for rate, losses in by_rate.items()"
        " -> for rate, losses in list(by_rate.items())[::-1]": ORDER,
        "for run in runs: -> for run in list(runs)[::-1]:": ORDER,
        "min(whole, key=means.get) -> min(list(whole)[::-1], key=means.get)": TIES,
        "runs reversed": ORDER,
    },
    "add_part": {"place == 'pre' -> place in 'pre'": "A place is one of two words."},
    "encoder_layer": {
        "'attn_norm.weight' in weights"
        " -> any((one in 'attn_norm.weight' for one in weights))": "No other name is a part of it.",
    },
    "attention_weights": {"-1 -> 1": AXIS},
    "who_notices": {
        "-1 -> 1": AXIS,
        "layer(changed) - layer(x) -> layer(x) - layer(changed)": SAME,
        "moved.amax(-1) > 1e-05 -> moved.amax(-1) >= 1e-05": "No change is as large as the limit"
        " to the last digit: rounding is far below it, and all else far above.",
        "1e-05 -> 1.3000000000000001e-05": "Rounding is far below either limit, and all else far"
        " above.",
    },
    "attend_heads": {
        "x.unflatten(-1, (heads, -1)).transpose(0, 1)"
        " -> x.unflatten(-1, (heads, -1)).transpose(1, 0)": SAME,
        "k.transpose(-2, -1) -> k.transpose(-1, -2)": SAME,
        "(weights @ v).transpose(0, 1) -> (weights @ v).transpose(1, 0)": SAME,
        "scores.masked_fill -> scores.masked_fill_": OWN,
        "-1 -> 1 [3]": AXIS,
    },
    "meets_spec": {
        "spec reversed": ORDER,
        "spec sorted": ORDER,
        "spec without the last": "The last is the price of a label, which decides nothing here.",
        "for key in ('ms', 'seconds', 'labels')"
        " -> for key in list(('ms', 'seconds', 'labels'))[::-1]": ORDER,
        "('ms', 'seconds', 'labels') -> ('seconds', 'ms', 'labels')": ORDER,
        "('ms', 'seconds', 'labels') -> ('ms', 'labels', 'seconds')": ORDER,
    },
    "kappa": {
        "for a, b in zip(one, other) -> for a, b in list(zip(one, other))[::-1]": ORDER,
        "for label in set(one) -> for label in list(set(one))[::-1]": ORDER,
        "zip(one, other) -> zip(other, one)": "Agreement has no direction.",
    },
    "pays_from": {
        "before / saved + 1e-09 -> before / saved": "The cases avoid quotients that rounding spoils"
        " on purpose: the plain formula is right, too.",
        "1e-09 -> 1.3e-09": "It is far below one query either way.",
    },
    "personal_prompt": {"max(0, len(own) - most) -> max(len(own) - most, 0)": SAME},
    "choose_way": {
        "candidates reversed": TIES,
        "candidates sorted": TIES,
        "spec reversed": ORDER,
        "spec sorted": ORDER,
        "min(meets_spec(candidates, spec), key=price, default=None)"
        " -> min(list(meets_spec(candidates, spec))[::-1], key=price, default=None)": TIES,
    },
    "leaked": {
        "part.strip() -> part.lstrip()": ONE_SPACE,
        "texts in small letters": SAME,
        "for text in texts: -> for text in list(texts)[::-1]:": ORDER,
        "for part in text.lower().split('.'):"
        " -> for part in list(text.lower().split('.'))[:-1]:": ENDS,
        "for part in text.lower().split('.'):"
        " -> for part in list(text.lower().split('.'))[::-1]:": ORDER,
        "texts reversed": ORDER,
    },
    "wrong_choices": {
        "for start, name, end in facts if (start, name) == (first, relation)"
        ""
        " -> for start, name, end in list(facts)[::-1]"
        " if (start, name) == (first, relation)": ORDER,
    },
    "build_context": {
        "min(len(rest), max(0, size - len(needs)))"
        " -> min(max(0, size - len(needs)), len(rest))": SAME,
        "max(0, size - len(needs)) -> max(size - len(needs), 0)": SAME,
        "0 -> -1": "No context is asked for that is smaller than what it needs.",
        "for text in others if text not in needs"
        " -> for text in list(others)[::-1] if text not in needs": FREE,
        "needs reversed": FREE,
        "others reversed": FREE,
        "result reversed": FREE,
    },
    "exact_share": {
        "written stripped": SAME,
        "written with single spaces": "An answer is one word, with no space in it.",
        "for text, answer in zip(written, answers):"
        " -> for text, answer in list(zip(written, answers))[::-1]:": ORDER,
    },
    "clearly_ahead": {
        "for mine, yours in zip(one, other)"
        " -> for mine, yours in list(zip(one, other))[::-1]": ORDER,
    },
    "precision_recall": {
        "hits + alarms -> hits": "Without hits the precision is 0.0 in both ways.",
        "hits + missed -> hits": "Without hits the recall is 0.0 in both ways.",
    },
    "class_weights": {
        "weights.masked_fill -> weights.masked_fill_": OWN,
        "counts.clamp(min=1) -> counts": "n / 0 is inf, and the next line puts 0 there.",
        "1 -> 0": "n / 0 is inf, and the next line puts 0 there.",
    },
    "cheapest_threshold": {
        "set(scores.tolist()) -> list(scores.tolist())": "A score that is tried twice costs the"
        " same.",
        "set(scores.tolist()) -> scores.tolist()": "A score that is tried twice costs the same.",
    },
    "stratified_sample": {
        "for wanted in sorted(set(labels)):"
        " -> for wanted in list(sorted(set(labels)))[::-1]:": FREE,
        "sorted(set(labels)) -> set(labels)": "A set of whole numbers has a fixed order.",
        "for i, label in enumerate(labels) if label == wanted"
        " -> for i, label in list(enumerate(labels))[::-1] if label == wanted": FREE,
        "result reversed": FREE,
        "result as a set's list": FREE,
    },
    "mean_pool": {"mask.unsqueeze(-1).to(vectors.dtype) -> mask.unsqueeze(-1)": SAME},
    "class_loss": {"-1 -> 1": AXIS},
    "precision_recall_f1": {
        "for a, b in zip(labels, predictions)"
        " -> for a, b in list(zip(labels, predictions))[::-1]": ORDER,
        "zip(labels, predictions) -> zip(predictions, labels)": "All three must be equal.",
    },
    "bootstrap_interval": {
        "0.025 -> 0.0325": "The interval is 6 % narrower, which is within what 4,000 draws tell.",
    },
    "choose_base": {
        "for run in runs: -> for run in list(runs)[::-1]:": ORDER,
        "max(scores, key=lambda base: sum(scores[base]) / len(scores[base]))"
        " -> max(list(scores)[::-1], key=lambda base: sum(scores[base]) / len(scores[base]))": TIES,
        "runs reversed": ORDER,
    },
    "next_token_loss": {
        ":-1 -> :": "`gather` reads as many places as there are answers.",
        ":-1 -> max(0, -1 - 1):-1": SAME,
    },
    "nucleus": {"0 -> -1 [2]": AXIS},
    "show_until": {
        "range(1, len(mark)) -> range(1, len(mark) + 1)": "A text that ends with the whole mark has"
        " been cut before.",
        "for mark in stop if mark in text -> for mark in list(stop)[::-1] if mark in text": ORDER,
        "for mark in stop -> for mark in list(stop)[::-1]": ORDER,
        "for n in range(1, len(mark)) if text.endswith(mark[:n])"
        " -> for n in list(range(1, len(mark)))[::-1] if text.endswith(mark[:n])": ORDER,
        "min(places) -> min(list(places)[::-1])": ORDER,
        "max(held, default=0) -> max(list(held)[::-1], default=0)": ORDER,
        "1 -> 0": "Every text ends with nothing, and nothing is then held back.",
        "0 -> -1": "A slice that ends one place behind the text is the whole text.",
        "stop reversed": ORDER,
    },
    "typing_cost": {
        "for place, word in enumerate(words):"
        " -> for place, word in list(enumerate(words))[::-1]:": ORDER,
    },
    "balanced_demonstrations": {
        "for pair in pool: -> for pair in list(pool)[::-1]:": FREE,
        "for answer in sorted(groups): -> for answer in list(sorted(groups))[::-1]:": FREE,
        "sorted(groups) -> groups": "A dict keeps the order in which the pool filled it.",
        "pool reversed": FREE,
        "result reversed": FREE,
    },
    "answer_score": {
        "for place in range(start, len(ids)):"
        " -> for place in list(range(start, len(ids)))[::-1]:": ORDER,
    },
    "remember": {
        **dict.fromkeys(
            bounded(
                "for message in messages if message['role'] == 'system'"
                " -> for message in list(messages)@ if message['role'] == 'system'",
                ("[:{}]",),
            ),
            SYSTEM,
        ),
        **dict.fromkeys(bounded("len(system) -> len(list(system)@)"), SYSTEM),
        **dict.fromkeys(bounded("len(talk) -> len(list(talk)@)", least=3), ENOUGH),
        "message['role'] == 'system' -> message['role'] in 'system'": "No other role's name is a"
        " part of it.",
        "for message in messages if message['role'] == 'system'"
        " -> for message in list(messages)[:1] if message['role'] == 'system'": SYSTEM,
        "for message in messages if message['role'] == 'system'"
        " -> for message in list(messages)[:-1] if message['role'] == 'system'": SYSTEM,
        "for message in messages if message['role'] == 'system'"
        " -> for message in list(messages)[::-1] if message['role'] == 'system'": SYSTEM,
        "3 -> 2": "Exchanges have two messages and the new one is alone: their number is odd.",
        "for message in system + talk -> for message in list(system + talk)[::-1]": ORDER,
    },
    "lexicon_line": {
        "lexicon reversed": ORDER,
        "lexicon sorted": ORDER,
        "phrase.split() -> phrase.split(' ')": ONE_SPACE,
    },
    "first_places": {"place.masked_fill -> place.masked_fill_": OWN},
    "silence": {
        "for head in heads: -> for head in list(heads)[::-1]:": ORDER,
        "heads reversed": ORDER,
    },
    "other_heads": {
        "for pick in picks.tolist() -> for pick in list(picks.tolist())[::-1]": FREE,
        "for number in range(layers * count)"
        " -> for number in list(range(layers * count))[::-1]": ORDER,
        "picks.tolist() -> picks": "A tensor of one whole number is an index, too.",
        "found reversed": ORDER,
        "result reversed": FREE,
        "result as a set's list": FREE,
    },
    "choose_positions": {
        "torch.rand(ids.shape, generator=generator) < rate"
        " -> torch.rand(ids.shape, generator=generator) <= rate": NEVER,
        "special_ids reversed": ORDER,
    },
    "hide_tokens": {"fate < 0.8 -> fate <= 0.8": NEVER, "fate >= 0.9 -> fate > 0.9": NEVER},
    "mlm_loss": {"-1 -> 1": AXIS},
    "masked_accuracy": {"-1 -> 1": AXIS},
    "unigram_floor": {"special_ids reversed": ORDER},
    "nearest_tokens": {
        "lengths * lengths[token] -> lengths": SCALE,
        "1e-09 -> 1.3e-09": "It is far below the length of any row but one of zeros.",
    },
    "related_facts": {
        "text.split() -> text.split(' ')": ONE_SPACE,
        "word.strip('.') -> word.rstrip('.')": "No word begins with a full stop.",
        "for word in text.split() -> for word in list(text.split())[::-1]": ORDER,
        "for word in words -> for word in list(words)[::-1]": ORDER,
    },
    "cited_conclusion": {
        **dict.fromkeys(bounded("len(sentences) -> len(list(sentences)@)"), ENOUGH),
        **dict.fromkeys(
            bounded(
                "for part in written.split('.') if part.strip()"
                " -> for part in list(written.split('.'))@ if part.strip()",
                ("[:{}]",),
            ),
            AFTER,
        ),
        "part.strip() -> part [2]": ENDS,
        "part.strip() -> part.lstrip()": ONE_SPACE,
        "part.strip() -> part.lstrip() [2]": SAME,
        "part.strip() -> part.rstrip() [2]": SAME,
        "[part.strip() + '.' for part in written.split('.') if part.strip()]"
        " -> [part.strip() + '.' for part in written.split('.')]": ENDS,
        "for part in written.split('.') if part.strip()"
        " -> for part in list(written.split('.'))[:-1] if part.strip()": ENDS,
        "facts reversed": ORDER,
    },
    "majority_conclusion": {
        **dict.fromkeys(bounded("len(winners) -> len(list(winners)@)"), ENOUGH),
        "0 -> -1 [2]": "Of one, the last is the first.",
        "for found in conclusions: -> for found in list(conclusions)[::-1]:": ORDER,
        "max(counts.values(), default=0) -> max(list(counts.values())[::-1], default=0)": ORDER,
        "for found, times in counts.items() if times == most"
        " -> for found, times in list(counts.items())[::-1] if times == most": ORDER,
        "0 -> 1": "Without any conclusion there is no winner in either way.",
        "0 -> -1": "There is no winner either way.",
        "conclusions reversed": ORDER,
    },
    "equal_parts": {
        **dict.fromkeys(bounded("len(own) -> len(list(own)@)"), ENOUGH),
        "max(len(own), len(facts)) -> max(len(facts), len(own))": SAME,
    },
    "judged_spread": {"right[:, :half].float().mean -> right[:, :half].float().sum": SCALE},
    "calibrated": {"content_free.mean -> content_free.sum": SCALE},
    "nearest_of_each": {
        "for answer in set(answers): -> for answer in list(set(answers))[::-1]:": ORDER,
        "for i in range(len(answers)) if answers[i] == answer"
        " -> for i in list(range(len(answers)))[::-1] if answers[i] == answer": ORDER,
    },
    "threshold_for": {
        "for s, r in zip(sure, right) if s >= threshold"
        " -> for s, r in list(zip(sure, right))[::-1] if s >= threshold": ORDER,
    },
    "tokens_read": {
        "for length in queries -> for length in list(queries)[::-1] [2]": ORDER,
        "for length in queries -> for length in list(queries)[::-1]": ORDER,
        "for answer in answers -> for answer in list(answers)[::-1]": ORDER,
        "queries reversed": ORDER,
        "answers reversed": ORDER,
    },
    "count_words": {
        "text in small letters": SAME,
        "text with single spaces": SAME,
        "for word in text.lower().split(): -> for word in list(text.lower().split())[::-1]:": ORDER,
    },
    "pair_counts": {
        "words reversed": ORDER,
        "words sorted": ORDER,
        "for symbols, count in words.items():"
        " -> for symbols, count in list(words.items())[::-1]:": ORDER,
        "for pair in zip(symbols, symbols[1:]):"
        " -> for pair in list(zip(symbols, symbols[1:]))[::-1]:": ORDER,
    },
    "learn_bpe": {
        "counts reversed": ORDER,
        "counts sorted": ORDER,
        "for word, count in counts.items() -> for word, count in list(counts.items())[::-1]": ORDER,
        "for symbols, count in words.items()"
        " -> for symbols, count in list(words.items())[::-1]": ORDER,
        "min(pairs, key=lambda pair: (-pairs[pair], pair))"
        " -> min(list(pairs)[::-1], key=lambda pair: (-pairs[pair], pair))": TIES,
    },
    "compression": {
        "texts in small letters": "Only lengths are counted.",
        "pieces in small letters": "Only lengths are counted.",
        "for one in pieces -> for one in list(pieces)[::-1]": ORDER,
        "for text in texts -> for text in list(texts)[::-1]": ORDER,
        "texts reversed": ORDER,
        "pieces reversed": ORDER,
    },
    "half_and_half": {
        "list(facts) -> facts": SAME,
        "max(len(facts), len(notes)) -> max(len(notes), len(facts))": SAME,
    },
    "class_maps": {
        "for number, name in id2label.items()"
        " -> for number, name in list(id2label.items())[::-1]": ORDER,
        "labels reversed": ORDER,
    },
    "stopped_at": {
        "0 -> -1": SET_FIRST,
        "0 -> 1": SET_FIRST,
        "for seen, accuracy in enumerate(accuracies, start=1):"
        " -> for seen, accuracy in list(enumerate(accuracies, start=1))[:-1]:": LAST,
        "max(best, accuracy) -> max(accuracy, best)": SAME,
    },
    "hand_over": {
        "for i, name in id2label.items() -> for i, name in list(id2label.items())[::-1]": ORDER,
    },
}
