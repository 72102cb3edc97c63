"""The grader outside of a notebook's kernel: it says what a check says, and believes nobody."""

import inspect
import io
import json
import os
import pickle
import random
import types
from multiprocessing.connection import Client, Pipe

import numpy
import pytest
import torch

from helpers import exercises
from helpers.checking import grading, limits, outside, parcels
from helpers.checks import check, mark
from helpers.files import root
from tools import marking, outside_grader
from tools.pages import load


def own(function):
    """The same function as somebody else's."""
    code = function.__code__.replace(co_name="mine")
    made = types.FunctionType(code, function.__globals__, "mine", function.__defaults__)
    made.__kwdefaults__ = function.__kwdefaults__
    return made


@pytest.fixture(scope="module")
def process():
    made = marking.Grader()
    yield made
    made.close()


@pytest.fixture
def verdicts(process, monkeypatch):
    """Between `begin` and here this process is a notebook's kernel."""
    for name, value in process.begin().items():
        monkeypatch.setenv(name, value)
    found = {}

    def end():
        if not found:
            found.update(process.verdicts())
        return found

    yield end
    end()


def labs() -> list[str]:
    slugs = [lab.slug for lab in load(root()).labs]
    return [name for slug in slugs for name in exercises.announced(slug, "lab")]


# ---- the same verdict as a check's -------------------------------------------------------------


def test_every_exercise_of_a_lab_passes_from_outside(verdicts):
    for name in labs():
        mark(name, own(exercises.find(name).reference))
    assert [name for name in labs() if not verdicts()[name]["passed"]] == []
    assert not any(verdict["used"] for verdict in verdicts().values())


def test_every_first_mistake_is_told_as_a_check_tells_it(verdicts):
    expected = {}
    for name in labs():
        exercise = exercises.find(name)
        for mistake in exercise.mistakes[:1]:
            mark(name, mistake.function)
            expected[name] = grading.grade(exercise, mistake.function).text
    found = verdicts()
    assert len(expected) > 50
    for name, text in expected.items():
        assert not found[name]["passed"]
        assert found[name]["text"].splitlines()[0] == text.splitlines()[0]


def count_without_end(text):
    while True:
        pass


def blank(text): ...  # your code here


def printing(text):
    print({"a": 1})


def leaving(text):
    raise SystemExit


@pytest.mark.parametrize(
    "function, words",
    [
        (lambda text: {}, "Key 'to' is missing"),
        (lambda text: text.clear if not text else None, "It returns None"),
        (printing, "It prints its result but returns None"),
        (leaving, "It tries to end Python"),
        (lambda text: input(), "It asks for `input()`"),
        (lambda text, more: {}, "Its arguments do not fit"),
        (lambda text: text.nothing, "It stops with AttributeError: 'str' object has no"),
        (lambda text: (letter for letter in text), "expected a dict, got a generator"),
        (blank, "was not attempted"),
        (None, "was not attempted"),
        (3, "is no function, but a int"),
    ],
)
def test_what_is_said(verdicts, function, words):
    mark("count_words", function)
    assert not verdicts()["count_words"]["passed"]
    assert words.lower() in verdicts()["count_words"]["text"].lower()


def test_a_loop_without_end_is_ended(verdicts, monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 0.2)
    mark("count_words", count_without_end)
    assert "It was stopped after" in verdicts()["count_words"]["text"]


def test_a_gradient_goes_back_through_the_line(verdicts):
    reference = exercises.find("softmax_rows").reference
    mark("softmax_rows", lambda scores: own(reference)(scores.detach()))
    assert "training needs their gradient" in verdicts()["softmax_rows"]["text"]


def test_a_changed_argument_is_seen(verdicts):
    def pair_counts(words):
        found = own(exercises.find("pair_counts").reference)(words)
        words.clear()
        return found

    mark("pair_counts", pair_counts)
    assert "It changes its argument `words`" in verdicts()["pair_counts"]["text"]


# ---- the reference -----------------------------------------------------------------------------


def test_who_runs_the_reference_is_told_by_whatever_name(verdicts):
    module = exercises.find("softmax_rows").reference
    given = check("softmax_rows", None)
    before = module.__code__
    mark("softmax_rows", lambda scores: given(scores))
    assert module.__code__ is before and module is given
    assert torch.allclose(module(torch.zeros(1, 2)), torch.full((1, 2), 0.5))
    assert verdicts()["softmax_rows"]["used"]


def test_the_reference_itself_is_no_attempt(verdicts):
    mark("softmax_rows", check("softmax_rows", None))
    found = verdicts()["softmax_rows"]
    assert not found["passed"] and "The reference was handed in" in found["text"]


def test_another_exercise_s_reference_may_be_used(verdicts):
    """A lab goes on with it below a wrong answer."""
    softmax_rows = check("softmax_rows", None)

    def attention_weights(queries, keys):
        return softmax_rows(queries @ keys.transpose(-2, -1) / queries.shape[-1] ** 0.5)

    mark("attention_weights", attention_weights)
    assert verdicts()["attention_weights"] == {"passed": True, "text": "", "used": False}


def test_every_reference_can_be_watched():
    for name in exercises.index():
        reference = exercises.find(name).reference
        assert isinstance(reference, types.FunctionType) and not reference.__closure__, name


# ---- who is on the line ------------------------------------------------------------------------


def test_nothing_in_the_kernel_decides(verdicts, monkeypatch):
    """Here everything that could be put out of action in this process is."""
    passed = grading.Verdict("passed")
    monkeypatch.setattr(grading, "grade", lambda *_: passed)
    monkeypatch.setattr(outside, "describe", lambda _: {"blank": False, "callable": True})
    for module in (grading, outside, parcels):
        monkeypatch.setattr(module, "difference", lambda *_: None, raising=False)
    told = {"blank": False, "callable": True, "sort": "function", "parameters": None}
    monkeypatch.setattr(outside, "describe", lambda _: dict(told))
    mark("count_words", lambda text: {})
    assert not verdicts()["count_words"]["passed"]


class Bomb:
    def __reduce__(self):
        return os.abort, ()


def packed(value) -> bytes:
    stream = io.BytesIO()
    torch.save(value, stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"passed",
        pickle.dumps(Bomb()),
        packed(Bomb()),
        packed({"id": "count_words", "passed": True}),
        packed(["count_words"]),
        packed({"id": "no such exercise", "given": 0, "parameters": None}),
        json.dumps({"count_words": {"passed": True}}).encode(),
    ],
    ids=range(8),
)
def test_other_messages_earn_nothing_and_harm_nobody(verdicts, sent):
    place = json.loads(os.environ[outside.LINE])
    with Client(place["address"], authkey=bytes.fromhex(place["key"])) as line:
        line.send_bytes(sent)
    mark("causal_mask", own(exercises.find("causal_mask").reference))
    assert list(verdicts()) == ["causal_mask"] and verdicts()["causal_mask"]["passed"]


def test_a_key_that_is_wrong_and_a_line_that_breaks(verdicts):
    place = json.loads(os.environ[outside.LINE])
    with pytest.raises((EOFError, OSError, Exception)):
        Client(place["address"], authkey=b"another")
    told = outside.describe(len) | {"id": "count_words", "given": False}
    with Client(place["address"], authkey=bytes.fromhex(place["key"])) as line:
        line.send_bytes(parcels.pack(told))
        line.recv_bytes()  # the first question, never answered
    assert not verdicts()["count_words"]["passed"]


def test_a_kernel_that_answers_no_more_is_given_up(monkeypatch):
    monkeypatch.setattr(outside_grader, "SECONDS", 0.0)
    here, there = Pipe()
    told = outside.describe(lambda text: {}) | {"id": "count_words", "given": False}
    found = outside_grader.judged(here, told)
    there.close()
    assert not found["passed"] and "It was stopped after" in found["text"]


def test_a_pass_stays_whatever_is_asked_after_it(verdicts):
    mark("count_words", own(exercises.find("count_words").reference))
    mark("count_words", lambda text: {})
    assert verdicts()["count_words"]["passed"]


def test_without_a_grader_the_test_cell_asks_the_check():
    right = own(exercises.find("count_words").reference)
    assert mark("count_words", right) is None
    for wrong in (None, lambda text: {}, exercises.find("count_words").reference):
        with pytest.raises(AssertionError, match="count_words does not pass"):
            mark("count_words", wrong)


# ---- parcels -----------------------------------------------------------------------------------

VALUES = [
    *(None, True, 3, 2**80, -0.5, 1j, "a\ud800", b"b", float("inf")),
    *([1, (2, "x")], {(1, 2): {"a": [None]}}, {1, 2.5}, frozenset({3}), (), [], {}),
    *(numpy.float64(0.5), numpy.int8(3), numpy.bool_(True), numpy.arange(6).reshape(2, 3)),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_back_as_it_was(value):
    found = parcels.real(parcels.unpack(parcels.pack(parcels.plain(value))))
    assert type(found) is type(value) and repr(found) == repr(value)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.int64, torch.bool])
def test_tensors_come_back_without_their_graph(dtype):
    value = torch.tensor([[1, 0], [2, 3]]).to(dtype)
    found = parcels.unpack(parcels.pack(parcels.plain([value, torch.nn.Parameter(torch.ones(2))])))
    assert torch.equal(found[0], value) and found[0].dtype == dtype
    assert type(found[1]) is torch.Tensor and not found[1].requires_grad


def test_what_a_call_changed_is_put_into_its_arguments():
    network = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Dropout())
    changed = parcels.content(network.eval())
    rng = torch.Generator().manual_seed(3)
    fresh = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Dropout())
    mine = [torch.zeros(2), [1], {"a": 1}, {1}, ([2],), fresh, torch.Generator()]
    theirs = [torch.ones(3), [2, 3], {"b": 2}, {4}, ([5],)]
    for one, other in zip(mine, [*map(parcels.plain, theirs), changed, parcels.content(rng)]):
        parcels.put(one, other)
    assert torch.equal(mine[0], torch.ones(3)) and mine[1:5] == theirs[1:]
    assert not fresh[1].training and torch.equal(fresh[0].weight, network[0].weight)
    assert torch.equal(mine[6].get_state(), rng.get_state())


def test_chance_goes_on_where_it_was():
    states = parcels.chance()
    drawn = random.random(), numpy.random.random(), torch.rand(1).item()
    parcels.set_chance(parcels.real(parcels.unpack(parcels.pack(parcels.plain(states)))))
    assert drawn == (random.random(), numpy.random.random(), torch.rand(1).item())


def test_a_signature_is_known_from_outside():
    def function(a, /, b, *c, d=1, **e): ...

    here, _ = Pipe()
    remote = outside_grader.Remote(here, outside.describe(function))
    given = inspect.signature(remote).parameters
    assert [(p.name, p.kind) for p in given.values()] == [
        (p.name, p.kind) for p in inspect.signature(function).parameters.values()
    ]
