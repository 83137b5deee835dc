/* The presenter's own window: notes, the next slide, a clock. It is written from here, so it
   needs no network and works from a file. */
(() => {
  "use strict";
  const dakar = window.deck;
  let other = null;
  let began = Date.now();

  const isOpen = () => other !== null && !other.closed;
  const part = (selector) => other.document.querySelector(selector);
  const two = (number) => String(number).padStart(2, "0");

  function tick() {
    if (!isOpen() || !part(".clock")) return;
    const now = new Date();
    const gone = Math.floor((Date.now() - began) / 1000);
    part(".clock").textContent = `${two(now.getHours())}:${two(now.getMinutes())}`;
    const hours = Math.floor(gone / 3600);
    const minutes = Math.floor(gone / 60) % 60;
    part(".elapsed b").textContent = hours ? `${hours}:${two(minutes)}:${two(gone % 60)}` : `${minutes}:${two(gone % 60)}`;
  }

  function preview(place, at) {
    const slide = at && dakar.slide(at);
    if (!slide) {
      place.textContent = place.dataset.last ?? "";
      return;
    }
    const copy = other.document.importNode(slide, true);
    for (const named of copy.querySelectorAll("[id]")) named.removeAttribute("id");
    copy.querySelector("aside")?.remove();
    copy.setAttribute("aria-hidden", "true");
    place.replaceChildren(copy);
  }

  function draw() {
    if (!isOpen()) return;
    const template = dakar.room().querySelector("template.presenter");
    const page = other.document;
    page.documentElement.lang = dakar.state.language;
    page.documentElement.dataset.theme = dakar.root.dataset.theme;
    page.documentElement.toggleAttribute("data-subtitle", dakar.root.hasAttribute("data-subtitle"));
    page.documentElement.toggleAttribute("data-highlight", dakar.root.hasAttribute("data-highlight"));
    page.title = document.title;
    page.body.className = "presenter-window";
    page.body.replaceChildren(page.importNode(template.content, true));
    preview(part(".now"), dakar.state.at);
    preview(part(".then"), dakar.after());
    const notes = dakar.here().querySelector("aside.speaker");
    if (notes) part(".lines").append(...[...notes.childNodes].map((node) => page.importNode(node, true)));
    tick();
  }

  dakar.presenter = () => {
    if (isOpen()) {
      other.focus();
      return;
    }
    other = window.open("", "dakar-presenter", "popup,width=1180,height=820");
    if (!other) {
      dakar.tell(dakar.say("blocked"), 6);
      return;
    }
    const page = other.document;
    page.head.replaceChildren(page.importNode(document.querySelector("style"), true));
    page.addEventListener("keydown", dakar.key);
    page.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      if (button.dataset.presenter === "reset") began = Date.now();
      else if (button.dataset.do) dakar.does[button.dataset.do]();
      tick();
    });
    draw();
  };

  dakar.changed.push(draw);
  window.setInterval(tick, 1000);
  window.addEventListener("pagehide", () => { if (isOpen()) other.close(); });
})();
