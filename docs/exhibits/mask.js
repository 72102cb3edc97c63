// Fill a mask: as `ask` in the lesson start_here.
"use strict";

exhibits.run.mask = (page, model) => {
  const gaps = exhibits.data.mask;
  const text = page.find("text");
  let next = 0;

  const ask = () =>
    page.answer(async () => {
      const asked = text.value;
      const found = await model.fill(asked);
      const [token, p] = found[0];
      const masks = asked.split("[MASK]").length - 1;
      const gap = masks > 1 ? `the first of ${masks} [MASK]` : "[MASK]";
      return [
        `For ${gap} the model’s first choice is “${token}”, with probability ${p.toFixed(2)}.`,
        exhibits.table(asked, ["candidate", "probability"], found),
      ];
    });
  const another = () => {
    text.value = gaps[next++ % gaps.length];
    ask();
  };

  page.root.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  page.find("another").addEventListener("click", another);
  another();
};
