# ---
# title: "Choose and combine"
# minutes: 60
# further: 25
# objectives:
#   - Put the price of a query beside the price before the first query, and find where they meet
#   - Combine fine-tuning and demonstrations, and measure both against each alone
#   - Choose by rules whose thresholds are measurements, and dispute them
#   - Let a prompt label a first data set, and train a small classifier on it (to go further)
# needs:
#   - costs
#   - in_context
#   - own_inferences
# key_points:
#   - A prompt is paid for with every query, fine-tuning before the first one. Count the queries.
#   - Fine-tuning and demonstrations together can do what neither does alone.
#   - A prompt can label the data that a cheaper model learns from. It passes its mistakes on.
#   - After fine-tuning, measure what you still need, learning in context included.
#   - A rule of thumb needs a measurement behind it. When the numbers change, so may the advice.
# ---

# %% [markdown]
# ## Monday morning
#
# A town library wants its requests sorted, and notes written as each colleague writes them. There
# are a few labelled examples, one laptop, and no agreement: *prompt it*, *fine-tune it*, *do not
# use a model at all*. The lessons before have measured pieces. Now put them together.

# %%
import copy
from functools import cache
from random import Random

from datasets import ClassLabel, Dataset, Features, Value

from helpers.checks import check, hint, predict, quiz
from helpers.context import pricing, scoring
from helpers.context.prompts import Prompt
from helpers.icl import answer_tuning, few_shot, personal, prompt_tasks, tune_and_prompt
from helpers.measure import break_even, decision, evaluation, evidence, experiment
from helpers.real import carried
from helpers.setup import size
from helpers.show import display, plots, tables, widgets
from helpers.weights import cost, finetuning, models

# %%
model, tokenizer = models.load_checkpoint("town-lm")
LIVE = False  # True runs all stored experiments here: about 14 minutes on two cores
MY_PRICES = LIVE  # True measures only the prices on your machine: about two minutes

# %% [markdown]
# ## What a query costs
#
# One task first: two sorts of requests, filed under two codes that mean nothing to the model. Nine
# **ways** to do it. The number in a way's name is how many labelled requests it gets in all.


# %%
@cache
def requests(seed: int) -> tuple:
    """Two codes, labelled requests to learn from, and others to ask."""
    rng = Random(f"prices {seed}")
    question, codes = few_shot.mixed(2)(rng), few_shot.new_labels(rng, 2)
    learn = prompt_tasks.examples(question, codes, 128, rng)
    return codes, learn, prompt_tasks.examples(question, codes, size(100, 8), rng, without=learn)


codes, learn, asked = requests(0)
tables.show([{"request": text, "code": code} for text, code in learn[:3]], "Three of them")

# %% [markdown]
# A **prompt** shows them before each query. **Shared** is the same prompt, with what all queries
# have in front read once ([[lesson:prompts]]). **Fine-tuned** is the same network, with the labels
# in its weights and no demonstration. **Encoder** is the `town-encoder` with a head. **TF-IDF** is
# no network: it counts words.


# %%
def encoder(examples: list, names: list, steps: int, seed: int) -> finetuning.Classifier:
    """The town's encoder with a new head, fine-tuned on pairs of text and label."""
    columns = Features({"text": Value("string"), "label": ClassLabel(names=names)})
    rows = [{"text": text, "label": names.index(label)} for text, label in examples]
    data, name = Dataset.from_list(rows, features=columns), f"encoder {len(rows)} {seed}"
    net = finetuning.classifier("town-encoder", names, seed=seed, max_tokens=64)
    finetuning.fit(net, data, steps, seed=seed, show=False, name=name)
    return net


# %%
def tuned(name: str, examples: list, steps: int, seed: int, lr: float = 3e-4):
    """A copy of the causal model that answers without demonstrations, and its training."""
    net = copy.deepcopy(model)
    history = answer_tuning.fit(
        net, tokenizer, examples, steps, lr=lr, seed=seed, show=False, name=f"{name} {seed}"
    )
    return net, history


# %% [markdown]
# Measured are the accuracy, the seconds **before** the first query, and for one query the tokens
# to read and the milliseconds until the first token of the answer is known. Queries come one at a
# time, as from people.


# %%
STEPS = {16: size(60, 2), 128: size(100, 2)}


def prompted(kind: str, some: list, asked: list, codes: list, shared: bool, seed: int) -> tuple:
    """Answers of the causal model, its reader, tokens a query, seconds before the first one."""
    net, shown, seconds = model, some, 0.0
    if kind == "fine-tuned":
        net, history = tuned(f"{kind} {len(some)}", some, STEPS[len(some)], seed)
        shown, seconds = [], history.seconds
    reader, before = tune_and_prompt.timed(
        lambda: pricing.Reader(net, tokenizer, shown, shared=shared)
    )
    chosen, _ = scoring.classify(net, tokenizer, [Prompt(t, shown) for t in asked], codes)
    tokens = sum(map(reader.tokens, asked)) / len(asked)
    return [codes[i] for i in chosen], reader, tokens, seconds + before


# %%
def classified(kind: str, some: list, asked: list, codes: list, seed: int) -> tuple:
    """The same four of a classifier: TF-IDF or an encoder."""
    net, seconds = tune_and_prompt.timed(
        (lambda: evaluation.bag_of_words(*zip(*some)))
        if kind == "TF-IDF"
        else lambda: encoder(some, codes, STEPS[len(some)], seed)
    )
    return *tune_and_prompt.classes(net, asked, codes, tokenizer), seconds


# %%
def price(way: str, seed: int) -> dict:
    """Accuracy and prices of one way."""
    codes, learn, asked = requests(seed)
    kind, _, rest = way.partition(" ")
    some, texts = learn[: int(rest.split(",")[0])], [text for text, _ in asked]
    if kind in ("prompt", "fine-tuned"):
        shared = rest.endswith("shared")
        said, reader, tokens, seconds = prompted(kind, some, texts, codes, shared, seed)
    else:
        said, reader, tokens, seconds = classified(kind, some, texts, codes, seed)
    right = sum(one == answer for one, (_, answer) in zip(said, asked)) / len(asked)
    ms = pricing.milliseconds(reader, texts[: size(30, 3)])
    return {"accuracy": right, "seconds": seconds, "tokens": tokens, "ms": ms}


# %% [markdown]
# From how many queries on is fine-tuning on sixteen labels cheaper than a prompt that shows these
# sixteen? Count seconds of computing only. Commit yourself before you run the cell.

# %%
my_queries = None  # your prediction: a number of queries

# %%
WAYS = [
    "prompt 4",
    "prompt 16",
    "prompt 16, shared",
    "fine-tuned 16",
    "fine-tuned 128",
    "encoder 16",
    "encoder 128",
    "TF-IDF 16",
    "TF-IDF 128",
]
prices = experiment.run("choose_and_combine/cost", price, seeds=range(5), live=MY_PRICES, way=WAYS)
prices = prices.shares(accuracy=size(100, 8))

# %%
prices.renamed(seconds="seconds before", ms="ms a query").table(
    ["accuracy", "seconds before", "tokens", "ms a query"],
    "way",
    caption="Nine ways and their prices",
    digits={"tokens": 0},
    note="Accuracy by chance 0.50. The times are those of the machine that ran this.",
)

# %% [markdown]
# Accuracy hardly tells the ways apart on this easy task, so prices decide. Look at *before* against
# *a query*: what do those who train get back with each query? And compare the prompt with its
# shared twin: how much of the price was reading the same text again?

# %%
of_costs = break_even.of_costs(prices, "prompt 16", "fine-tuned 16")
meeting = of_costs["queries"]
shown = {
    way: (prices.mean("seconds", way=way), prices.mean("ms", way=way))
    for way in ("prompt 16", "fine-tuned 16", "prompt 16, shared", "encoder 16")
}
plots.show(*pricing.lines(shown, meeting))

# %%
rows = []
for way in ("fine-tuned 16", "encoder 16"):
    for other in ("prompt 16", "prompt 16, shared"):
        each = [f"{queries:,.0f}" for queries in break_even.by_seed(prices, way, other)]
        rows.append({"way": way, "against": other, "queries, seed by seed": "; ".join(each)})
tables.show(rows, "From how many queries on a way is cheaper", rows=["way", "against"])

# %%
predict("choose_and_combine.queries", my_queries, meeting, close=meeting / 4)

# %% [markdown]
# A line that starts higher and rises less is below the other from the crossing on. That is the
# **break-even**: seconds before, divided by the seconds saved with each query. "inf" means that
# nothing is saved. The shared prompt is the line that a sceptic asks for: against it the crossing
# comes much later, if at all.

# %% [markdown]
# Say it for any number of queries: which way takes the fewest seconds in all?
#
# @exercise cheapest_way


# %%
# @solution cheapest_way

# %%
cheapest_way = check("cheapest_way", cheapest_way)

# %%
hint("cheapest_way")

# %%
every = {way: (prices.mean("seconds", way=way), prices.mean("ms", way=way)) for way in WAYS}
rows = [{"queries": n, "fewest seconds": cheapest_way(every, n)} for n in (1, 100, 10_000)]
note = "By seconds alone: look above for how often each is right."
tables.show(rows, "The cheapest way", rows="queries", note=note)

# %% [markdown]
# With more than a few queries counting words takes the fewest seconds. Which of its rows comes
# first is the luck of the clock.

# %%
quiz("choose_and_combine.cost")

# %% [markdown]
# ### Memory and files (to go further)
#
# Seconds are not all. Training holds gradients and the optimizer's means in memory, and leaves a
# file behind. A prompt leaves nothing. [[Lesson:costs]] counted this for the encoder; here it is
# for the causal model.

# %%
held, prompt = cost.memory(model), Prompt("?", learn[:16]).text
sizes = {
    "memory to use it": held["weights"],
    "memory to fine-tune it": sum(held.values()),
    "kept for a task, weights": len(cost.change(model)),
    "kept for a task, demonstrations": len(prompt.encode()),
}
tables.show(
    [{"what": what, "MB": number / 1e6} for what, number in sizes.items()],
    "What the causal model takes",
    rows="what",
    digits=3,
    note="What a batch leaves behind in memory comes on top.",
)

# %% [markdown] tags=["instructor"]
# **Instructor.** Ask what is missing from the price: the hours of whoever labels, the person who
# keeps the training running, the user who waits. Let one group price an hour of labelling at what
# it costs in your country, and compare it with the seconds in the table.

# %% [markdown]
# ## The house and the person
#
# Now a combination. A desk writes notes. The **house** decides what stands in them: each sort of
# thing has a code. The **person** decides how: every colleague, as every doctor, has a form of
# their own. The code is the same for years. The form is known only from that person's notes.

# %%
rng = Random(3)
place = personal.house(rng, kinds=2)
for kind, code in zip(place.kinds, place.codes):
    print(f"{kind.name} gets {code}")

# %%
task = personal.task(rng, place, demonstrations=3)
display.say(str(task.prompt), fixed=True)
display.say(f"wanted: {task.answer}", fixed=True)

# %% [markdown]
# Fine-tuning learns from the notes of *other* people, in forms of theirs, never in the one that is
# asked. The things that are asked are others, too. So the code must come from weights or from what
# the demonstrations have in common, and the form from demonstrations only.

# %% [markdown]
# Four conditions, and a control. **Neither**, **fine-tuned** and no demonstration,
# **demonstrations** and no fine-tuning, **both**. The control, **single notes**, is fine-tuned
# with the same steps on notes without earlier ones, so nothing in its training was worth reading
# in the prompt. It gets the demonstrations. The right note is one of sixteen.

# %%
my_both = None  # your prediction: the share of right notes with both, between 0 and 1


# %%
@cache
def trained_for(seed: int, most: int):
    """A house, and the model fine-tuned on the notes of others with up to `most` earlier ones."""
    rng = Random(f"house {seed}")
    place = personal.house(rng, kinds=2)
    examples = personal.lessons(rng, place, size(400, 8), most=most)
    return place, tuned(f"notes {most}", examples, size(150, 2), seed, lr=1e-3)[0]


# %%
def styled(way: str, shown: int, seed: int) -> dict:
    """Of the likeliest notes: right in all, code, form. And notes exact to the last mark."""
    place, net = trained_for(seed, 0 if way == "single notes" else 4)
    net = net if way in ("fine-tuned", "both", "single notes") else model
    rng, shown = Random(f"notes {seed}"), shown * (way not in ("neither", "fine-tuned"))
    asked = [personal.task(rng, place, shown) for _ in range(size(40, 4))]
    prompts = [task.prompt for task in asked]
    chosen, _ = scoring.classify(net, tokenizer, prompts, [task.notes for task in asked], end="\n")
    judged = [task.judged(number) for task, number in zip(asked, chosen)]
    exact = scoring.exact(net, tokenizer, prompts, [task.answer for task in asked], end="\n")
    return {"exact": sum(exact) / len(asked)} | {
        name: sum(found[name] for found in judged) / len(judged) for name in judged[0]
    }


# %%
COMBINED = ["neither", "fine-tuned", "demonstrations", "both", "single notes"]
style = experiment.run(
    "choose_and_combine/style", styled, seeds=range(5), live=LIVE, way=COMBINED, shown=[4]
)
MEASURED = ["note", "code", "form", "exact"]
style = style.shares(**dict.fromkeys(MEASURED, size(40, 4)))

# %%
CHANCE = {"note": 1 / 16, "code": 1 / 2, "form": 1 / 8}
by_luck = ", ".join(f"{name} {chance:.2f}" for name, chance in CHANCE.items())
style.table(
    MEASURED,
    "way",
    caption="Share of notes that are right: in all, in code, in form, and as written",
    note=f"Chance: {by_luck}, exact almost 0.",
)

# %%
summary = f"Right notes. Clearly the highest: {style.best('note', 'way')}."
style.plot("note", "way", summary, chance=CHANCE["note"])

# %%
predict("choose_and_combine.both", my_both, style.mean("note", way="both"), close=0.1)

# %% [markdown]
# The first column counts notes with both parts right; *code* and *form* take it apart.
# Demonstrations alone bring the form, and no code. Fine-tuning alone brings no form, and no code
# for sure. Both together bring both. The last column is stricter: the model must write the note
# itself, and copy the name and the day as well.

# %%
style.differences("note", "way", versus={"way": "both"}, against="both")
single, untrained = {"way": "single notes"}, {"way": "demonstrations"}
verdict = style.clearly("form", single, untrained)
print("form, single notes against demonstrations only:", verdict)

# %% [markdown]
# "Both" is above the others by more than their sum, for it has codes that neither has alone. Do its
# weights know them, or has it learned to read them off the notes shown? The table does not tell.

# %%
quiz("choose_and_combine.style")

# %% [markdown] tags=["instructor"]
# **Instructor.** Real cases: a hospital's codes and a doctor's wording, a law firm's clauses and a
# partner's tone. Ask which part is stable and shared, which changes from person to person, and who
# has the data for each. Behind schedule? Show the table and go on.

# %% [markdown]
# ### The control (to go further)
#
# The last line of the signs asks about the control: training that never rewards looking at the
# prompt might cost the habit of looking. For the form no clear cost was seen. But the same steps on
# single notes left the code at chance: what you train on decides what is learned.

# %% [markdown]
# ## A prompt labels, a classifier learns (to go further)
#
# Another combination turns the order round. There are four labelled texts of each class and a heap
# without labels. The prompt labels the heap, once. A small classifier learns from **these** labels
# and then answers alone, at its own price.

# %% [markdown]
# In *things*, the labelled texts name a few things of each sort only; the heap has many more.
# *Leads* and *reviews* are texts of the town. Three data sets for the same classifier: **by hand**,
# the few alone; **from the prompt**, those and the heap; **true**, the same with the right labels,
# which nobody has: the ceiling.


# %%
@cache
def heap(task: str, seed: int) -> tuple:
    """Labels, labelled texts, a heap with true and prompted labels, and texts to test."""
    rng = Random(f"heap {task} {seed}")
    first, every = tune_and_prompt.question(task, rng)
    names = few_shot.new_labels(rng, len(every.writers))
    hand = prompt_tasks.examples(first, names, 4 * len(names), rng)
    pool = prompt_tasks.examples(every, names, size(150, 10), rng, without=hand)
    test = prompt_tasks.examples(every, names, size(150, 10), rng, without=hand + pool)
    said = {}
    for part, texts in (("pool", pool), ("test", test)):
        chosen, _ = scoring.classify(model, tokenizer, [Prompt(t, hand) for t, _ in texts], names)
        said[part] = [names[i] for i in chosen]
    return names, hand, pool, test, said


# %%
def answers(student: str, examples: list, names: list, texts: tuple, seed: int) -> list:
    """What a small classifier says that learned from these pairs."""
    if student == "TF-IDF":
        return list(evaluation.bag_of_words(*zip(*examples)).predict(texts))
    net = encoder(examples, names, size(60, 2), seed)
    return [names[i] for i in net.predict(texts)]


# %%
def first_data(task: str, labels: str, student: str, seed: int) -> dict:
    """Test accuracy of one small classifier with one data set; and of the prompt that labelled."""
    names, hand, pool, test, said = heap(task, seed)
    made = [(text, label) for (text, _), label in zip(pool, said["pool"])]
    examples = hand + {"by hand": [], "from the prompt": made, "true": pool}[labels]
    texts, right = zip(*test)
    learned = answers(student, examples, names, texts, seed)
    return {
        "accuracy": tune_and_prompt.share(learned, right),
        "labels right": tune_and_prompt.share(said["pool"], [label for _, label in pool]),
        "the prompt": tune_and_prompt.share(said["test"], right),
    }


# %% [markdown]
# Before you look: on *things*, what will the word counter reach that learned from the prompt's
# labels?

# %%
my_student = None  # your prediction: accuracy of TF-IDF on labels from the prompt, 0.5 to 1

# %%
TASKS = {"things": 1 / 2, "leads": 1 / 3, "reviews": 1 / 3}  # and their chance
first = experiment.run(
    "choose_and_combine/first_labels",
    first_data,
    seeds=range(5),
    live=LIVE,
    task=list(TASKS),
    labels=["by hand", "from the prompt", "true"],
    student=["TF-IDF", "encoder"],
)
first = first.shares(**dict.fromkeys(("accuracy", "labels right", "the prompt"), size(150, 10)))

# %%
by_luck = ", ".join(f"{task} {chance:.2f}" for task, chance in TASKS.items())
teacher = first.where(labels="true", student="TF-IDF")  # the same prompt in all conditions
teacher.table(
    ["labels right", "the prompt"],
    "task",
    caption="The prompt: its labels on the heap, its answers on the test",
    note=f"Chance: {by_luck}.",
)

# %%
first.table(
    "accuracy",
    ["task", "student"],
    "labels",
    caption="The student on the test, by where its labels come from",
    versus={"labels": "from the prompt"},
    against="labels from the prompt",
    note=f"Chance: {by_luck}.",
)

# %%
some = prices.among(way=["prompt 16", "TF-IDF 128", "encoder 128"])
some.table("ms", "way", caption="Milliseconds a query")

# %%
counting = first.mean("accuracy", task="things", labels="from the prompt", student="TF-IDF")
predict("choose_and_combine.student", my_student, counting, close=0.05)

# %% [markdown]
# "Labels right" is the share of the heap's labels that were true. Where "by hand" is clearly lower,
# the prompt's knowledge was passed on to a small classifier. With a large teacher this is called
# **distillation**. On *leads* it is not lower: about half of the prompt's labels are wrong there,
# and no gain is clear.

# %% [markdown]
# Hold the student against "the prompt", too. Random mistakes may cancel; mistakes with a system do
# not. Here no student is far from its prompt, above or below. True labels would lift it wherever
# the prompt errs much.

# %%
quiz("choose_and_combine.labels")

# %% [markdown]
# ## Does it still learn in context? (to go further)
#
# A fine-tuned model is often prompted again, with a new task. Fine-tune on one task, the kinds of
# mail, without demonstrations. Then ask for something else: two classes with *new* label words,
# eight demonstrations. Before and after.

# %% [markdown]
# Two cures from [[lesson:costs]]. **Rehearsal**: half of the steps go to prompts with
# demonstrations, as pre-training had them. **LoRA**: thin matrices learn, the rest is fixed. And
# two controls: **half the steps**, and **gentle**, the same steps at a third of the learning rate.

# %%
my_kept = None  # your prediction: accuracy with new labels after plain fine-tuning, 0.5 to 1


# %%
RATES = {"gentle": 3e-4, "LoRA": 3e-3}  # of the others: 1e-3


def cured(cure: str, train: list, seed: int):
    """The model after it learned the mails, with one of the cures; or before."""
    if cure == "before":
        return model
    steps = size(100, 2) // (2 if cure == "half the steps" else 1)
    old = tune_and_prompt.rehearsal(seed, size(400, 8)) if cure == "rehearsal" else []
    lr, lora = RATES.get(cure, 1e-3), cure == "LoRA"
    return tune_and_prompt.tune(model, tokenizer, train, old, steps, seed, lr, lora=lora)


# %%
def still(cure: str, seed: int) -> dict:
    """Accuracy on the mails without demonstrations, and on new labels with eight of them."""
    train, test = tune_and_prompt.mails(seed, size(128, 8), size(100, 8))
    net = cured(cure, train, seed)
    names = sorted({label for _, label in train})
    chosen, _ = scoring.classify(net, tokenizer, [Prompt(text) for text, _ in test], names)
    said = [names[i] for i in chosen]
    _, draw = few_shot.KINDS["two classes"]
    kept = few_shot.accuracy(net, tokenizer, draw, 8, size(120, 6), seed)
    return {"mails": tune_and_prompt.share(said, [label for _, label in test]), "new labels": kept}


# %%
CURES = ["before", "plain", "half the steps", "gentle", "rehearsal", "LoRA"]
kept = experiment.run("choose_and_combine/still", still, seeds=range(5), live=LIVE, cure=CURES)
kept = kept.shares(**{"mails": size(100, 8), "new labels": size(120, 6)})
kept.table(
    ["mails", "new labels"],
    "cure",
    caption="Mails without demonstrations, new labels with eight of them",
    versus={"cure": "before"},
    against="before",
    note=f"Chance: mails {1 / 3:.2f}, new labels {1 / 2:.2f}.",
)

# %%
for control in ("plain", "half the steps"):
    some = kept.among(cure=[control, *CURES[3:]])
    some.differences("new labels", "cure", versus={"cure": control}, against=control)

# %%
plain = kept.mean("new labels", cure="plain")
kept.plot(
    "new labels", "cure", f"New label words, eight demonstrations, plain: {plain:.2f}.", chance=0.5
)

# %%
predict("choose_and_combine.kept", my_kept, plain, close=0.08)

# %% [markdown]
# Read both columns of the first table together, as in [[lesson:costs]]: a cure that learned no
# mails keeps everything. Here all learned them. "Plain" is clearly lower on new labels than
# "before": learning in context is one more thing that fine-tuning can make a model forget.

# %% [markdown]
# Rehearsal keeps it, and is clearly above both controls. A third of the rate keeps more than half
# the steps do. LoRA at the rate taken is not told apart from either control, and is not clearly
# above plain.

# %% [markdown] tags=["instructor"]
# **Instructor.** The adapter can be switched off, so with LoRA the old model is never lost; the
# row says what happens with the adapter *on*. Ask which of the four a firm would run that serves
# ten tasks from one model.

# %% [markdown]
# ## A guide that can be disputed
#
# All of this becomes nine rules, tried from the top. The thresholds are read from stored runs, of
# [[lesson:fine_tuning]], [[lesson:in_context]], [[lesson:comparison]], [[lesson:own_inferences]]
# and this lesson. A **gain** is the low end of an interval of differences.

# %%
numbers, missing = evidence.earlier()
numbers = evidence.this_lesson(of_costs, style) | numbers
decision.table(numbers)
for sentence in missing:
    display.say(sentence)

# %% [markdown]
# Where runs are missing, a rule never holds; a sentence below says which notebook makes them.
# Choose the answers for a case you know. "yes" marks rules that hold; the first of them is the
# advice.

# %% [markdown]
# The numbers about counting words are from tasks of the town. On the manuals of
# [[lesson:fine_tuning]] the tuned encoder was clearly ahead with the fewest labels tried. If your
# texts are like those, overrule the advice "TF-IDF".


# %%
questions = [{"name": name, "question": text} for name, text in decision.QUESTIONS.items()]
tables.show(questions, "What the guide asks", rows="name")


# %%
def guide(change: str, **answers):
    return decision.draw(numbers, change, **answers)


widgets.explore(guide, **decision.MENUS, change="")

# %% [markdown]
# Now dispute it. Write `queries = 50` into the last field, or `labels = 4; ms = 2`. How far must a
# number be off before the advice changes? Where it changes at once, measure again before you
# decide. Where it never does, stop measuring.

# %%
case, rows = decision.Case(labels=8, queries=1000), []
for factor in (0.1, 0.5, 1, 2, 10):
    changed = f"queries = {numbers['queries'].value * factor}"
    advice, _ = decision.recommend(case, decision.disputed(numbers, changed))
    rows.append({"break-even times": f"{factor:g}", "advice": advice.advice})
tables.show(rows, "8 labels a class, 1,000 queries", rows="break-even times")

# %% [markdown]
# Here the break-even may be off tenfold either way, and the advice stays: a rule that does not ask
# for it comes first.

# %% [markdown]
# Some things no threshold decides. A row each, with the place where you have seen it.

# %%
decision.remarks()

# %%
quiz("choose_and_combine.choose")

# %% [markdown]
# ## What carries over
#
# All of this was measured on small models. A row is a claim of the course: its number, the same on
# a real model where it was run here, and what others found.

# %%
carried.show()

# %% [markdown]
# The last column is not ours: other data, other measures. Compare directions there, not numbers.

# %% [markdown]
# ## What this does not show
#
# The prices are those of small models on one machine. Where prompts are sold by the token and
# training by the hour, put your own prices in. The rules are ours: other orders of the same rules
# are defensible. And nobody asked what a wrong answer costs, which often decides.

# %% [markdown]
# ## Where to read more
#
# - Mosbach et al. 2023, *Few-shot fine-tuning vs. in-context learning: a fair comparison*.
# - Liu et al. 2022, *Few-shot parameter-efficient fine-tuning is better and cheaper than in-context
#   learning*.
# - Wang et al. 2021, *Want to reduce labeling cost? GPT-3 can help*: labels from a prompt.
# - Hinton et al. 2015, *Distilling the knowledge in a neural network*.
# - Min et al. 2022, *MetaICL*: training so that a model goes on learning in context.
# - Salemi et al. 2024, *LaMP: when large language models meet personalization*.
