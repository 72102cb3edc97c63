"""Typical wrong answers to in_context_score; the docstring's first line is in their message."""


def wrong_sign(losses, early, late, span):
    """The sign is wrong"""
    return float(losses[:, early:][:, :span].mean() - losses[:, late:][:, :span].mean())


def wrong_single_places(losses, early, late, span):
    """It takes one place"""
    return (losses[:, late].mean() - losses[:, early].mean()).item()


def wrong_up_to_the_end(losses, early, late, span):
    """The late part runs to the end of the row"""
    return (losses[:, late:].mean() - losses[:, early : early + span].mean()).item()


def wrong_one_more(losses, early, late, span):
    """Each part has one place too many"""
    first = losses[:, early : early + span + 1].mean()
    return losses[:, late : late + span + 1].mean().item() - first.item()


def wrong_sums(losses, early, late, span):
    """It adds the losses up"""
    return (losses[:, late : late + span].sum() - losses[:, early : early + span].sum()).item()


def wrong_ratio(losses, early, late, span):
    """It divides"""
    before = losses[:, early : early + span].mean()
    return (losses[:, late : late + span].mean() / before).item()


def wrong_tensor_of_places(losses, early, late, span):
    """Expected a number"""
    return losses[:, late : late + span].mean(0) - losses[:, early : early + span].mean(0)


def right_place_by_place(losses, early, late, span):
    by_place = losses.mean(0).tolist()
    return (sum(by_place[late : late + span]) - sum(by_place[early : early + span])) / span


def right_with_narrow(losses, early, late, span):
    return (losses.narrow(1, late, span) - losses.narrow(1, early, span)).mean().item()
