def wrong_replaces_text(symbols, pair):
    """As text, `ee n` contains `e n`"""
    left, right = pair
    return tuple(" ".join(symbols).replace(f"{left} {right}", left + right).split())


def wrong_only_first(symbols, pair):
    """It joins only the first place"""
    result = list(symbols)
    for i in range(len(result) - 1):
        if (result[i], result[i + 1]) == pair:
            result[i : i + 2] = ["".join(pair)]
            break
    return tuple(result)


def wrong_keeps_right_half(symbols, pair):
    """The right half of the pair is still there"""
    result = []
    for i in range(len(symbols)):
        if symbols[i : i + 2] == pair:
            result.append(symbols[i] + symbols[i + 1])
        else:
            result.append(symbols[i])
    return tuple(result)


def wrong_forgets_last(symbols, pair):
    """Expected 1 items, got 0"""
    result, i = [], 0
    while i < len(symbols) - 1:
        if symbols[i : i + 2] == pair:
            result.append(symbols[i] + symbols[i + 1])
            i += 2
        else:
            result.append(symbols[i])
            i += 1
    return tuple(result)


def wrong_returns_list(symbols, pair):
    """Expected a tuple, got a list"""
    result, i = [], 0
    while i < len(symbols):
        step = 2 if symbols[i : i + 2] == pair else 1
        result.append("".join(symbols[i : i + step]))
        i += step
    return result


def wrong_backwards(symbols, pair):
    """Join from left to right"""
    result, i = [], len(symbols)
    while i > 0:
        step = 2 if i > 1 and symbols[i - 2 : i] == pair else 1
        result.insert(0, "".join(symbols[i - step : i]))
        i -= step
    return tuple(result)


def right_recursive(symbols, pair):
    if len(symbols) < 2:
        return symbols
    if symbols[:2] == pair:
        return ("".join(pair), *right_recursive(symbols[2:], pair))
    return (symbols[0], *right_recursive(symbols[1:], pair))


def right_stack(symbols, pair):
    stack, fresh = [], False  # fresh: the top was just joined and may not be joined again
    for symbol in symbols:
        if stack and not fresh and (stack[-1], symbol) == pair:
            stack[-1] += symbol
            fresh = True
        else:
            stack.append(symbol)
            fresh = False
    return tuple(stack)
