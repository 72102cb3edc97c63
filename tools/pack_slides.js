// Goes from slide to slide by keyboard or buttons, and shows the notes: below the slide (n), or in
// a window of their own for whoever speaks (s).
const slides = [...document.querySelectorAll(".slide")];
const page = document.documentElement;
let at = 0, speaker = null;

function show(place, moved = true) {
  at = Math.max(0, Math.min(slides.length - 1, place));
  slides.forEach((slide, i) => slide.classList.toggle("now", i === at));
  if (moved) {
    history.replaceState(null, "", `#${at + 1}`);
    slides[at].focus({ preventScroll: true });
  }
  tell();
}

function tell() {
  if (!speaker || speaker.closed) return;
  const next = slides[at + 1]?.querySelector("h2").textContent ?? "the end";
  const title = slides[at].querySelector("h2").textContent;
  const body = speaker.document.body;
  body.innerHTML = slides[at].querySelector("aside").innerHTML;
  const head = speaker.document.createElement("h2");
  head.textContent = `${at + 1} of ${slides.length}: ${title}`;
  const after = speaker.document.createElement("p");
  after.textContent = `Next: ${next}`;
  body.prepend(head);
  body.append(after);
}

function speak() {
  if (!speaker || speaker.closed) {
    speaker = window.open("", "", "width=700,height=600");
    if (!speaker) return;
    speaker.document.title = "Notes";
    speaker.document.body.style.cssText = "font: 20px/1.5 system-ui, sans-serif; margin: 1.5rem";
    speaker.addEventListener("keydown", press);
  }
  tell();
}

const steps = {
  ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1,
  ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Home: -slides.length, End: slides.length,
};

function press(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const button = event.target.closest?.("button");
  const scrolls = event.target.closest?.("aside") && /Arrow(Up|Down)|Page/.test(event.key);
  if ((button && event.key === " ") || scrolls) return;
  if (event.key === "n") page.classList.toggle("with-notes");
  else if (event.key === "s") speak();
  else if (event.key in steps) show(at + (event.shiftKey && event.key === " " ? -1 : steps[event.key]));
  else return;
  event.preventDefault();
}

page.classList.add("js");
document.addEventListener("keydown", press);
document.querySelector("[data-do=back]").addEventListener("click", () => show(at - 1));
document.querySelector("[data-do=on]").addEventListener("click", () => show(at + 1));
document.querySelector("[data-do=notes]").addEventListener("click", () => page.classList.toggle("with-notes"));
document.querySelector("[data-do=speaker]").addEventListener("click", speak);
window.addEventListener("hashchange", () => show(Number(location.hash.slice(1)) - 1 || 0));
show(Number(location.hash.slice(1)) - 1 || 0, false);
