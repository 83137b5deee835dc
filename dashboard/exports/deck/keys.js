/* Keys and buttons of the room; every key has a button. */
(() => {
  "use strict";
  const dakar = window.deck;
  const { root, state } = dakar;
  const black = document.querySelector(".black");
  let typed = "";
  let waking = 0;

  const open = () => dakar.room().querySelector("dialog[open]");

  function language() {
    dakar.speak(dakar.languages[(dakar.languages.indexOf(state.language) + 1) % dakar.languages.length]);
  }

  function screen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else root.requestFullscreen?.().catch(() => {});
  }

  function tellAll() {
    for (const tell of dakar.changed) tell();
  }

  function darken(is) {
    black.hidden = !is;
  }

  dakar.does = {
    next: () => dakar.step(1),
    previous: () => dakar.step(-1),
    first: dakar.first,
    last: dakar.last,
    find: () => dakar.find("annex"),
    highlight: () => dakar.find("highlight"),
    black: () => darken(black.hidden),
    language,
    subtitle: () => { root.toggleAttribute("data-subtitle"); tellAll(); },
    theme: () => { root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark"; tellAll(); },
    screen,
    presenter: () => dakar.presenter(),
    note: () => dakar.note(),
    help: () => dakar.room().querySelector("dialog.help").showModal(),
  };

  const keys = {
    ArrowRight: "next", ArrowDown: "next", PageDown: "next", " ": "next",
    ArrowLeft: "previous", ArrowUp: "previous", PageUp: "previous", Backspace: "previous",
    Home: "first", End: "last", "/": "find", "?": "help", h: "highlight", b: "black", ".": "black",
    l: "language", s: "subtitle", t: "theme", f: "screen", p: "presenter", q: "note",
  };

  /* A digit by its place too: on a French keyboard the row of digits gives signs. */
  function digit(event) {
    if (/^\d$/.test(event.key)) return event.key;
    const place = /^Digit(\d)$/.exec(event.code);
    return place && !event.shiftKey && !["/", "?"].includes(event.key) ? place[1] : "";
  }

  function jump() {
    const at = String(Number(typed));
    const number = typed;
    typed = "";
    if (!dakar.agenda.includes(at) || !dakar.go(at)) dakar.tell(dakar.say("jump.none", { number }), 3);
    else dakar.chip();
  }

  function escape() {
    if (typed) { typed = ""; dakar.chip(); }
    else if (state.country) dakar.highlight("");
    else if (dakar.annex.has(state.at)) dakar.go(state.from);
  }

  dakar.key = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (!black.hidden) {
      darken(false);
      event.preventDefault();
      return;
    }
    if (open()) return; // what one types in belongs to a dialog
    const isButton = event.target.closest?.("button");
    if (isButton && [" ", "Enter"].includes(event.key)) return;
    const number = digit(event);
    if (number) {
      typed = (typed + number).slice(-3);
      dakar.tell(dakar.say("jump", { number: typed }));
    } else if (event.key === "Enter" && typed) jump();
    else if (event.key === "Escape") escape();
    else {
      const name = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!name || (event.shiftKey && event.key === " ")) {
        if (name) dakar.step(-1);
        return;
      }
      dakar.does[name]();
    }
    event.preventDefault();
  };

  function wake() {
    root.toggleAttribute("data-awake", true);
    root.removeAttribute("data-still");
    window.clearTimeout(waking);
    waking = window.setTimeout(() => {
      root.removeAttribute("data-awake");
      root.dataset.still = "";
    }, 3000);
  }

  /* Closed here and now: left to the browser, the next key would still go into the dialog. */
  for (const dialog of document.querySelectorAll("dialog"))
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !dialog.open) return;
      event.preventDefault();
      dakar.shut(dialog);
    });

  document.addEventListener("keydown", dakar.key);
  document.addEventListener("mousemove", wake);
  document.addEventListener("pointerdown", wake);
  black.addEventListener("click", () => darken(false));
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".bar [data-do]");
    if (button) {
      dakar.does[button.dataset.do]();
      if (!open()) button.blur();
    }
    if (event.target.closest("[data-close]") && open()) dakar.shut(open());
  });
  dakar.start();
  dakar.sendNotes();
})();
