"""The live exhibits in a real browser: the notebooks' numbers, by keyboard, and nobody is asked."""

import functools
import subprocess
import sys

import pytest
import torch
from exhibit_texts import texts
from lab_browser import GUARD_MS, chromium
from loopback import serving
from test_site import Quiet

from helpers.context import scoring
from helpers.context.prompts import Prompt, encode
from helpers.facts import corpus, evaluation, retrieval, statements
from helpers.files import write_text
from helpers.weights import masking, models
from tools import exhibit_data, exhibits, site

pytestmark = pytest.mark.all  # models are exported, and a busy browser computes
NEAR = 1e-3
LOADED = "() => document.querySelector('.exhibit-shown table')"
STILL = """() => document.querySelector('.exhibit').getAttribute('aria-busy') === 'false'
    && document.querySelector('.exhibit-shown table')"""
TABLES = """() => [...document.querySelectorAll('.exhibit-shown table')].map(table =>
    [...table.querySelectorAll('tbody tr')].map(row => [row.querySelector('th').textContent,
        ...[...row.querySelectorAll('data')].map(one => Number(one.value))]))"""
FOCUS = "() => document.activeElement.name || document.activeElement.textContent"
# What has no name, stands twice under one id, cannot be reached, or can hardly be read.
FAULTS = """() => {
    const root = document.querySelector('.exhibit'), found = [];
    const seen = [...root.querySelectorAll('*')].filter(one => one.checkVisibility());
    for (const one of seen.filter(one => one.matches('input, select, button, [tabindex]'))) {
        const name = one.labels?.[0]?.textContent || one.getAttribute('aria-label')
            || (one.matches('button') && one.textContent);
        if (!name || !name.trim()) found.push(['no name', one.outerHTML]);
        if (one.tabIndex !== 0) found.push(['not by keyboard', one.outerHTML]);
        const box = one.getBoundingClientRect();
        if (Math.min(box.width, box.height) < 20) found.push(['small', one.outerHTML]);
    }
    const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
    found.push(...ids.filter((id, i) => ids.indexOf(id) !== i).map(id => ['twice', id]));
    for (const table of root.querySelectorAll('table')) {
        if (!table.caption || table.querySelector('th:not([scope])')) found.push(['table']);
    }
    const parts = text => text.match(/[\\d.]+/g).map(Number);
    const light = colour => parts(colour).slice(0, 3)
        .map(c => c / 255).map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
    const ground = one => {
        const colour = getComputedStyle(one).backgroundColor;
        return parts(colour)[3] === 0 && one.parentElement ? ground(one.parentElement) : colour;
    };
    for (const one of seen.filter(one => !one.disabled && [...one.childNodes].some(
        child => child.nodeType === 3 && child.textContent.trim()))) {
        const [a, b] = [light(getComputedStyle(one).color), light(ground(one))];
        const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
        if (contrast < 4.5) found.push(['contrast', contrast, one.outerHTML]);
    }
    return found; }"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The three pages, as the website has them, with the real models."""
    lacking = exhibits.lacking() or ", ".join(site.missing())
    if lacking:
        pytest.skip(lacking)
    stage, folder = tmp_path_factory.mktemp("stage"), tmp_path_factory.mktemp("host") / "a b" / "c"
    shown = exhibits.put(stage)
    site.put_settings(stage)
    write_text(stage / "index.md", f"# Home\n\n{site.tree('Try it here', shown)}")
    command = [sys.executable, "-m", "sphinx", "-Q", "-b", "html", str(stage), str(folder)]
    subprocess.run(command, check=True)
    return folder


@pytest.fixture(scope="module")
def browser():
    path = chromium()
    if not path:
        pytest.skip("no Chromium here")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as started:
        found = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def host(made):
    """A static host that has the pages below a path of its own."""
    handler = functools.partial(Quiet, directory=str(made.parent.parent))
    with serving(handler) as found:
        yield f"{found}/a%20b/c"


class Opened:
    """An exhibit's page, and what it asked for."""

    def __init__(self, browser, home, name):
        self.context = browser.new_context(viewport={"width": 1280, "height": 900})
        self.context.set_default_timeout(GUARD_MS)
        self.page, self.asked, self.said = self.context.new_page(), [], []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(f"{home}/exhibits/{name}.html")

    def load(self):
        """Press the button that loads the model, by keyboard."""
        self.page.locator(".exhibit-load button").focus()
        self.page.keyboard.press("Enter")
        self.page.wait_for_function(LOADED)
        return self.still()

    def still(self):
        """The tables, once the answer is there."""
        self.page.wait_for_function(STILL)
        return self.page.evaluate(TABLES)

    def answer(self):
        return self.page.locator(".exhibit [role=status]").text_content()

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)


@pytest.fixture(scope="module")
def opened(browser, made, host):
    """Each exhibit once, loaded: the mask from a folder, the others from a host."""
    homes = {"mask": made.as_uri(), "game": host, "facts": host}
    found = {name: Opened(browser, home, name) for name, home in homes.items()}
    for name, one in found.items():
        heavy = [url for url in one.asked if "runtime.js" in url or exhibits.PAGES[name] in url]
        assert not heavy, "nothing heavy is loaded before the button"
        one.load()
        outside = [u for u in one.asked if not u.startswith((homes[name], "data:", "blob:"))]
        assert not outside and not one.said
    yield found
    for one in found.values():
        one.context.close()


@pytest.fixture(scope="module")
def checkpoints():
    return {name: models.load_checkpoint(one) for name, one in exhibits.PAGES.items()}


def near(found, expected):
    return found == pytest.approx(expected, abs=NEAR)


# ---------------------------------------------------------------------------- the same numbers


@pytest.mark.parametrize("name", exhibits.PAGES)
def test_texts_are_cut_into_the_same_tokens(name, opened, checkpoints):
    asked, tokenizer = texts(), checkpoints[name][1]
    assert len(asked) >= 200
    script = "texts => texts.map(text => exhibits.loaded.whole(text))"
    found = opened[name].page.evaluate(script, asked)
    wrong = [t for t, ids in zip(asked, found, strict=True) if ids != tokenizer(t)["input_ids"]]
    assert not wrong


def test_gaps_are_filled_as_in_the_notebooks(opened, checkpoints):
    one = opened["mask"]
    gaps = [*exhibit_data.GAPS, "Two [MASK] in one [MASK].", "<b>a</b> & [MASK] 日本", "x[MASK]"]
    for gap in gaps:
        one.page.fill("[name=text]", gap)
        one.page.keyboard.press("Enter")
        [table] = one.still()
        expected = masking.fill(*checkpoints["mask"], gap)
        assert [token for token, _ in table] == [token for token, _ in expected]
        assert near([p for _, p in table], [p for _, p in expected])
        assert f"“{expected[0][0]}”, with probability {expected[0][1]:.2f}" in one.answer()
    assert one.page.locator(".exhibit-shown b").count() == 0
    for wrong, said in {"no gap": "Write [MASK]", "[MASK]" + " a" * 300: "Shorten it"}.items():
        one.page.fill("[name=text]", wrong)
        one.page.keyboard.press("Enter")
        one.page.wait_for_function(
            "s => document.querySelector('[role=status]').textContent.includes(s)", arg=said
        )
    one.page.fill("[name=text]", gaps[0])
    one.page.keyboard.press("Enter")
    one.still()


def test_games_are_played_as_in_the_notebooks(opened, checkpoints):
    for name in exhibit_data.GAMES:
        game = exhibit_data.game(name)
        prompts = [
            Prompt(query, game["shown"][:k]) for k in (0, 1, 10) for query, _ in game["asked"][:2]
        ]
        _, expected = scoring.classify(*checkpoints["game"], prompts, game["labels"])
        script = """async ([all, labels]) => { const found = []; for (const [shown, query] of all)
            found.push(await exhibits.loaded.classify(exhibits.prompt(shown, query),
            labels.map(label => ' ' + label))); return found }"""
        given = [[[list(pair) for pair in p.demonstrations], p.query] for p in prompts]
        found = opened["game"].page.evaluate(script, [given, game["labels"]])
        for row, right in zip(found, expected.tolist(), strict=True):
            assert near(row, right), name


def test_facts_are_read_as_in_the_notebooks(opened, checkpoints):
    model, tokenizer = checkpoints["facts"]
    known = corpus.invent(8, corpus.GROUPS[:2], held_out=corpus.GROUPS[:1], seed=4)
    asked = [q for q in known.questions() if q.kind in ("trained", "reversed")][:8]
    asked += known.of_nobody()[:6]
    contexts = retrieval.oracle(asked, known.texts, 8, seed=0)
    prompts = [evaluation.prompted(*pair)[0] for pair in zip(asked, contexts)]
    written = evaluation.write(model, tokenizer, prompts, max_new=12)
    script = """async all => { const [found, model] = [[], exhibits.loaded];
        for (const [prompt, choices] of all) { const tokens = await model.write(prompt);
            found.push([exhibits.text(tokens.map(([token]) => token)), tokens.map(([, p]) => p),
                await model.classify(prompt, choices.map(name => ' ' + name), '.')]) }
        return found }"""
    choices = [list(q.choices) for q in asked]
    found = opened["facts"].page.evaluate(script, [list(pair) for pair in zip(prompts, choices)])
    for i, (text, each, shares) in enumerate(found):
        assert text == written[i].removesuffix(".")
        labels = [f" {choice}" for choice in choices[i]]
        _, p = scoring.classify(model, tokenizer, [prompts[i]], labels, end=".")
        assert near(shares, p[0].tolist())
        [ids] = encode(tokenizer, [f"{prompts[i]} {written[i]}"])
        with torch.no_grad():
            log_p = model(torch.tensor([ids])).logits[0].log_softmax(-1)
        start = len(ids) - len(each)
        assert near(each, [log_p[k - 1, ids[k]].exp().item() for k in range(start, len(ids))])


# ---------------------------------------------------------------------------- by keyboard


def test_a_game_is_taught_by_keyboard(opened, checkpoints):
    one, game = opened["game"], exhibit_data.game(next(iter(exhibit_data.GAMES)))
    page = one.page
    assert page.evaluate(FOCUS) == "game"
    one.press("Tab", "Tab", "Tab")
    assert page.evaluate(FOCUS) == "more"
    for k in (1, 2):
        one.press("Enter")
        page.wait_for_function(
            "n => document.querySelectorAll('.exhibit-shown tbody tr').length === n + 1", arg=k
        )
    [table] = one.still()
    prompts = [Prompt(game["asked"][0][0], game["shown"][:k]) for k in range(3)]
    _, p = scoring.classify(*checkpoints["game"], prompts, game["labels"])
    for k, row in enumerate(p.tolist()):
        assert table[k][0] == str(k) and near(table[k][1:], row)
    assert one.answer().startswith("2 demonstrations: the model says")
    page.focus("[name=exchange]")
    one.press("Space")
    [turned] = one.still()
    other = dict(zip(game["labels"], game["labels"][::-1]))
    shown = [(text, other[label]) for text, label in game["shown"][:2]]
    _, p = scoring.classify(*checkpoints["game"], [Prompt(prompts[0].query, shown)], game["labels"])
    assert near(turned[2][1:], p[0].tolist())
    one.press("Tab")
    page.keyboard.type("There was a wasp => here.")
    one.press("Tab", "ArrowDown", "Tab", "Enter")
    page.wait_for_function("() => document.querySelectorAll('.exhibit-list li').length === 3")
    one.still()
    last = page.locator(".exhibit-list li").last.text_content()
    assert last == f"There was a wasp => here. => {game['labels'][1]}"


def test_facts_are_told_and_asked_by_keyboard(opened, checkpoints):
    one, offered = opened["facts"], exhibit_data.facts()
    page, names = one.page, offered["names"]
    relations = statements.relations()
    facts = [statements.Fact(relations[r], a, b) for a, r, b in offered["facts"]]
    page.focus("[name=second]")
    one.press("Tab", "Enter")  # the names that stand there are not used yet
    page.wait_for_function("() => document.querySelectorAll('.exhibit-list li').length === 4")
    one.still()
    facts.append(statements.Fact(relations["teacher"], names[5], names[6]))
    context = [fact.write() for fact in facts]
    kinds = {
        "Told so": facts[0].question("forward"),
        "Told the other way round": facts[0].question("reversed"),
        "No fact tells it": statements.Fact(relations["doctor"], names[1], "nobody").question(),
    }
    for said, question in kinds.items():
        who, _, words = question.prompt.partition(" ")
        page.focus("[name=who]")
        page.select_option("[name=who]", label=who)
        page.select_option("[name=side]", label=words)
        page.focus("[name=ask]")
        one.press("Enter")
        _, shares = one.still()
        prompt, answer = evaluation.prompted(question, context)
        candidates = [name for name, _ in shares]
        assert set(candidates) == {*names[:7], "nobody"} - {who}
        labels = [f" {name}" for name in candidates]
        _, p = scoring.classify(*checkpoints["facts"], [prompt], labels, end=".")
        assert near([share for _, share in shares], p[0].tolist())
        assert said in one.answer() and f"right: “{answer}”" in one.answer()
    page.locator(".exhibit-list button").last.focus()
    one.press("Enter")
    assert page.locator(".exhibit-list li").count() == 3
    for name, said in {
        "anna": "one capital",
        "Ann Lee": "one capital",
        names[1]: "two right",
    }.items():
        page.fill("[name=first]", names[0])
        page.fill("[name=second]", name)
        one.press("Enter")
        assert said in one.answer() and page.locator(".exhibit-list li").count() == 3


# ---------------------------------------------------------------------------- to be read by all


@pytest.mark.parametrize("name", exhibits.PAGES)
def test_it_can_be_read_and_reached_at_every_width(name, opened):
    page = opened[name].page
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(f"() => document.documentElement.dataset.theme === '{scheme}'")
        for width in (375, 800, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert not page.evaluate(FAULTS), (scheme, width)
    assert page.locator(".exhibit [role=status]").count() == 1


def test_what_cannot_be_loaded_is_said_and_can_be_tried_again(browser, host):
    one = Opened(browser, host, "facts")
    one.page.route("**/facts-lm.js", lambda route: route.abort())
    one.page.click(".exhibit-load button")
    one.page.wait_for_function(
        "() => document.querySelector('[role=status]').textContent.includes('not be loaded')",
    )
    assert one.page.evaluate(FOCUS) == "Load the model"
    one.page.unroute("**/facts-lm.js")
    assert one.load()
    one.context.close()
