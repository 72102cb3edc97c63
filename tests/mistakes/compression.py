def wrong_mean_of_ratios(texts, pieces):
    """It averages the texts' ratios"""
    ratios = []
    for text, one in zip(texts, pieces):
        if one:
            ratios.append(len(text) / len(one))
    return sum(ratios) / len(ratios) if ratios else 0.0


def wrong_upside_down(texts, pieces):
    """It is upside down"""
    characters = sum(len(text) for text in texts)
    return sum(len(one) for one in pieces) / characters if characters else 0.0


def wrong_without_spaces(texts, pieces):
    """It counts the characters of the tokens"""
    tokens = [token for one in pieces for token in one]
    return sum(map(len, tokens)) / len(tokens) if tokens else 0.0


def wrong_counts_texts(texts, pieces):
    """expected `1.0`, got `1.5`"""
    return sum(len(text) for text in texts) / len(pieces) if pieces else 0.0


def wrong_no_guard(texts, pieces):
    """Without any token it divides by zero"""
    return sum(len(text) for text in texts) / sum(len(one) for one in pieces)


def right_in_one_string(texts, pieces):
    tokens = [token for one in pieces for token in one]
    return len("".join(texts)) / max(1, len(tokens)) * bool(tokens)
