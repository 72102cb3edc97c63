// Teach a game by demonstrations: as `play` in the lesson in_context, one demonstration at a time.
"use strict";

// The prompt as `context.prompts.Prompt` writes it.
exhibits.prompt = (demonstrations, query) =>
  [...demonstrations.map(([text, label]) => `${text} => ${label}`), `${query} =>`].join("\n");

exhibits.run.game = (page, model) => {
  const games = exhibits.data.game;
  const [choose, exchange, query] = ["game", "exchange", "query"].map((name) => page.find(name));
  const list = page.root.querySelector(".exhibit-list");
  const known = new Map(); // a prompt → its labels' shares
  let game, demonstrations, asked;

  const labels = () => (exchange.checked ? [...game.labels].reverse() : game.labels);
  // A label as it stands now: the same, or the other one.
  const now = (label) => labels()[game.labels.indexOf(label)];
  const shown = () => demonstrations.map(([text, label]) => [text, now(label)]);

  const shares = async (some, text, names) => {
    const prompt = exhibits.prompt(some, text);
    const key = JSON.stringify([prompt, names]);
    if (!known.has(key)) {
      known.set(key, await model.classify(prompt, names.map((label) => ` ${label}`)));
    }
    return known.get(key);
  };

  const play = () => {
    list.replaceChildren(
      ...shown().map(([text, label]) => exhibits.make("li", {}, `${text} => ${label}`)),
    );
    page.find("more").disabled = demonstrations.length >= game.shown.length;
    page.find("less").disabled = demonstrations.length === 0;
    const [some, text, names] = [shown(), query.value.trim(), [...game.labels]];
    const right = game.asked.find(([one]) => one === text);
    const answer = right && now(right[1]);
    page.answer(async () => {
      if (!text) throw new exhibits.Refused("Write a text to ask about.");
      const rows = [];
      for (let k = 0; k <= some.length; k++) {
        rows.push([k, ...(await shares(some.slice(0, k), text, names))]);
      }
      const [count, ...p] = rows.at(-1);
      const best = p[0] >= p[1] ? 0 : 1;
      const many = `${count} demonstration${count === 1 ? "" : "s"}`;
      const before = count ? `; with ${count - 1} it had ${rows[count - 1][best + 1].toFixed(2)}` : "";
      const told = answer ? ` Right: “${answer}”.` : "";
      return [
        `${many}: the model says “${names[best]}”, with probability ${p[best].toFixed(2)}${before}.${told}`,
        exhibits.table(`“${text}”: probability among the two labels`, ["demonstrations", ...names], rows),
      ];
    });
  };
  const begin = () => {
    game = games[Number(choose.value)];
    [demonstrations, asked] = [[], 0];
    query.value = game.asked[0][0];
    exhibits.options(page.find("label"), game.labels);
    play();
  };
  const on = (name, act) => page.find(name).addEventListener("click", act);

  exhibits.options(choose, games.map(({ name }) => name));
  choose.addEventListener("change", begin);
  exchange.addEventListener("change", play);
  query.addEventListener("change", play);
  on("more", () => {
    const used = new Set(demonstrations.map(([text]) => text));
    demonstrations.push(game.shown.find(([text]) => !used.has(text)));
    play();
  });
  on("less", () => {
    demonstrations.pop();
    play();
  });
  on("another", () => {
    query.value = game.asked[++asked % game.asked.length][0];
    play();
  });
  page.root.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const own = page.find("own");
    if (!own.value.trim()) return page.say("Write a text of your own first.");
    demonstrations.push([own.value.trim(), now(game.labels[Number(page.find("label").value)])]);
    own.value = "";
    play();
  });
  begin();
};
