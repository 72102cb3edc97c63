// Facts in context: prompts as `facts.evaluation.prompted` writes them, answers as `views.answer`.
"use strict";

exhibits.sentence = ({ first, words, second }) => `${first} ${words} ${second}.`;

exhibits.run.facts = (page, model) => {
  const { sides, names, nobody, facts: given } = exhibits.data.facts;
  const forward = sides.filter(({ way }) => way === "forward");
  const list = page.root.querySelector(".exhibit-list");
  const facts = given.map(([first, relation, second]) => ({
    first,
    second,
    ...forward.find((side) => side.relation === relation),
  }));

  const people = () => [...new Set(facts.flatMap(({ first, second }) => [first, second]))];
  // The name that ends the sentence, as far as the facts tell.
  const answerTo = (who, side) => {
    const of = facts.find(
      (fact) =>
        fact.relation === side.relation &&
        who === (side.way === "forward" ? fact.first : fact.second),
    );
    if (!of) return [nobody, "No fact tells it"];
    return side.way === "forward"
      ? [of.second, "Told so"]
      : [of.first, "Told the other way round"];
  };

  const ask = () => {
    const who = page.find("who").selectedOptions[0]?.textContent;
    const side = sides[Number(page.find("side").value)];
    page.answer(async () => {
      if (!who) throw new exhibits.Refused("Add a fact first.");
      const question = `${who} ${side.words}`;
      const prompt = [...facts.map(exhibits.sentence), question].join(" ");
      const written = await model.write(prompt);
      const candidates = [...people().filter((name) => name !== who), nobody];
      const shares = await model.classify(prompt, candidates.map((name) => ` ${name}`), ".");
      const answer = exhibits.text(written.map(([token]) => token));
      const p = written.reduce((product, [, one]) => product * one, 1);
      const [right, how] = answerTo(who, side);
      return [
        `“${question} …” The model writes “${answer}”, with probability ${p.toFixed(2)}.` +
          ` ${how}; right: “${right}”.`,
        exhibits.table(
          "What it writes, token by token",
          ["token", "probability"],
          written,
        ),
        exhibits.table(
          "Probability among these answers",
          ["answer", "probability"],
          candidates.map((name, i) => [name, shares[i]]),
        ),
      ];
    });
  };

  const fresh = (taken) => names.find((name) => !taken.includes(name)) ?? "";
  const show = () => {
    list.replaceChildren(
      ...facts.map((fact, i) => {
        const text = exhibits.sentence(fact);
        const button = exhibits.make("button", { type: "button" }, "Remove");
        button.setAttribute("aria-label", `Remove: ${text}`);
        button.addEventListener("click", () => {
          facts.splice(i, 1);
          show();
          (list.querySelectorAll("button")[i] ?? page.find("first")).focus();
        });
        return exhibits.make("li", {}, `${text} `, button);
      }),
    );
    const who = page.find("who");
    const chosen = who.selectedOptions[0]?.textContent;
    exhibits.options(who, people());
    who.value = String(Math.max(0, people().indexOf(chosen)));
    page.find("first").value = fresh(people());
    page.find("second").value = fresh([...people(), page.find("first").value]);
    ask();
  };

  // Why this fact cannot be added, or nothing.
  const problem = (fact) => {
    const wrong = [fact.first, fact.second].find((name) => !/^[A-Z][a-z]{1,11}$/.test(name));
    if (wrong !== undefined) {
      return `Write a name with one capital at its beginning and the letters a to z, not “${wrong}”.`;
    }
    if (fact.first === fact.second) return "Name two different people.";
    const twice = facts.find(
      (one) =>
        one.relation === fact.relation && (one.first === fact.first || one.second === fact.second),
    );
    return twice && `“${exhibits.sentence(twice)}” Then a question would have two right answers.`;
  };

  page.root.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const fact = {
      first: page.find("first").value.trim(),
      second: page.find("second").value.trim(),
      ...forward[Number(page.find("relation").value)],
    };
    const wrong = problem(fact);
    if (wrong) return page.say(wrong);
    facts.push(fact);
    show();
  });
  exhibits.options(page.find("relation"), forward.map(({ words }) => words));
  exhibits.options(page.find("side"), sides.map(({ words }) => words));
  page.find("relation").value = String(forward.findIndex(({ relation }) => relation === "teacher"));
  page.find("side").value = String(sides.findIndex(({ words }) => words === "is the pupil of"));
  for (const name of ["who", "side"]) page.find(name).addEventListener("change", ask);
  page.find("ask").addEventListener("click", ask);
  show();
  page.find("who").value = "1"; // the pupil of the first fact
  ask();
};
