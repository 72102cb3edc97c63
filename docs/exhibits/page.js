// What the three exhibits share: the button that loads, the sentence that is read out, tables with
// bars, and sentences for what went wrong.
"use strict";

exhibits.make = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

// A number with its bar. `value` holds all digits.
exhibits.share = (p) =>
  exhibits.make(
    "td",
    {},
    exhibits.make("data", { value: p }, p.toFixed(3)),
    exhibits.make("span", {
      class: "exhibit-bar",
      "aria-hidden": "true",
      style: `--share: ${p}`,
    }),
  );

// rows: lists whose first cell names the row; numbers are shares and become bars.
exhibits.table = (caption, heads, rows) => {
  const { make, share } = exhibits;
  const head = heads.map((text) => make("th", { scope: "col" }, text));
  const body = rows.map(([name, ...cells]) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, String(name)),
      ...cells.map((cell) => (typeof cell === "number" ? share(cell) : make("td", {}, cell))),
    ),
  );
  const table = make(
    "table",
    {},
    make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...head)),
    make("tbody", {}, ...body),
  );
  const region = { class: "exhibit-wide", role: "region", "aria-label": caption, tabindex: "0" };
  return make("div", region, table);
};

exhibits.options = (select, texts) =>
  select.replaceChildren(
    ...texts.map((text, i) => exhibits.make("option", { value: String(i) }, text)),
  );

// One answer at a time: `act` is called again with the newest wish once it has answered.
exhibits.Page = class {
  constructor(root) {
    this.root = root;
    this.said = root.querySelector("[role=status]");
    this.shown = root.querySelector(".exhibit-shown");
    this.wished = this.busy = null;
  }

  find(name) {
    return this.root.querySelector(`[name="${name}"]`);
  }

  say(text) {
    this.said.textContent = text;
  }

  async answer(act) {
    this.wished = act;
    if (this.busy) return;
    this.busy = true;
    this.root.setAttribute("aria-busy", "true");
    while (this.wished) {
      const next = this.wished;
      this.wished = null;
      try {
        const [sentence, ...tables] = await next();
        this.shown.replaceChildren(...tables);
        this.say(sentence);
      } catch (error) {
        this.shown.replaceChildren();
        this.say(error instanceof exhibits.Refused ? error.message : `It failed: ${error.message}`);
      }
    }
    this.busy = false;
    this.root.setAttribute("aria-busy", "false");
  }

  // The button loads the model, then gives way to the controls.
  start() {
    const button = this.root.querySelector(".exhibit-load button");
    button.addEventListener("click", async () => {
      if (button.getAttribute("aria-disabled") === "true") return;
      button.setAttribute("aria-disabled", "true"); // it keeps the focus
      this.say("Loading …");
      try {
        if (!globalThis.DecompressionStream || !globalThis.WebAssembly) {
          throw new Error("this browser is too old for it.");
        }
        exhibits.loaded = await exhibits.load(this.root.dataset.model);
        this.root.querySelector(".exhibit-load").hidden = true;
        for (const part of this.root.querySelectorAll(".exhibit-controls")) part.hidden = false;
        exhibits.run[this.root.dataset.exhibit](this, exhibits.loaded);
        this.root.querySelector("input, select").focus();
      } catch (error) {
        button.removeAttribute("aria-disabled");
        this.say(`The model could not be loaded: ${error.message}`);
      }
    });
  }
};

document.addEventListener("DOMContentLoaded", () => {
  for (const root of document.querySelectorAll(".exhibit")) new exhibits.Page(root).start();
});
