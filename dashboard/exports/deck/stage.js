/* The stage: which slide is shown, in which language and theme. Nothing is fetched. */
(() => {
  "use strict";
  const kept = JSON.parse(document.getElementById("kept").textContent);
  const root = document.documentElement;
  const decks = [...document.querySelectorAll("main.deck")];
  const rooms = [...document.querySelectorAll(".room")];
  const languages = decks.map((deck) => deck.dataset.language);
  const slides = [...decks[0].querySelectorAll(".slide")].map((slide) => slide.dataset.at);
  const annex = new Set([...decks[0].querySelectorAll(".slide.annex")].map((slide) => slide.dataset.at));
  const agenda = slides.filter((at) => !annex.has(at));
  const state = { at: agenda[0], language: languages[0], from: agenda[0], country: "" };
  const dakar = { kept, root, state, slides, agenda, annex, languages, changed: [] };
  window.deck = dakar;

  const isTelephone = () => window.matchMedia("(max-width: 700px)").matches;
  dakar.main = () => decks[languages.indexOf(state.language)];
  dakar.room = () => rooms[languages.indexOf(state.language)];
  dakar.slide = (at) => dakar.main().querySelector(`.slide[data-at="${at}"]`);
  dakar.here = () => dakar.slide(state.at);

  dakar.say = (key, params = {}) =>
    kept.words[state.language][key].replace(/\{(\w+)\}/g, (whole, name) => params[name] ?? whole);

  let silence = 0;
  dakar.tell = (text, seconds = 0) => {
    const place = document.querySelector("p.said");
    window.clearTimeout(silence);
    place.textContent = text;
    place.hidden = !text;
    if (text && seconds) silence = window.setTimeout(() => dakar.chip(), seconds * 1000);
  };

  /* What the corner says while nothing else is to be said: the country looked at. */
  dakar.chip = () => {
    const name = state.country && kept.countries[state.country].names[state.language];
    dakar.tell(name ? dakar.say("highlight", { country: name }) : "");
  };

  function light() {
    root.toggleAttribute("data-highlight", Boolean(state.country));
    for (const mark of document.querySelectorAll("main .lit")) mark.classList.remove("lit");
    if (!state.country) return;
    for (const mark of document.querySelectorAll(`main [data-country="${state.country}"]`)) mark.classList.add("lit");
  }

  /* The part of the same line of the agenda where the country stands. */
  function partWith(country) {
    const here = dakar.here();
    const parts = [...dakar.main().querySelectorAll(`.slide[data-item="${here.dataset.item}"]`)];
    const holds = (slide) => slide.querySelector(`[data-country="${country}"]`);
    return holds(here) || here.classList.contains("annex") ? here : parts.find(holds) ?? here;
  }

  dakar.highlight = (country) => {
    state.country = country;
    light();
    if (country) dakar.go(partWith(country).dataset.at);
    dakar.chip();
  };

  dakar.go = (at, isFirst = false) => {
    if (!slides.includes(at)) return false;
    if (annex.has(at) && !annex.has(state.at)) state.from = state.at;
    state.at = at;
    for (const deck of decks)
      for (const slide of deck.querySelectorAll(".slide"))
        slide.classList.toggle("on", slide.dataset.at === at);
    root.toggleAttribute("data-cover", at === agenda[0]);
    const here = dakar.here();
    if (!isFirst) {
      history.replaceState(null, "", `#${at}`);
      const where = here.querySelector(".where").textContent;
      document.querySelector("p.spoken").textContent = `${where} : ${here.querySelector("h1, h2").textContent}`;
    }
    if (isTelephone() && !(isFirst && at === agenda[0])) here.scrollIntoView();
    dakar.chip();
    for (const tell of dakar.changed) tell();
    return true;
  };

  /* Slides of the annex lead back to where one came from. */
  dakar.step = (by) => {
    const list = annex.has(state.at) ? slides.filter((at) => at.split(".")[0] === state.at.split(".")[0]) : agenda;
    const next = list[list.indexOf(state.at) + by];
    if (next) dakar.go(next);
    else if (list !== agenda) dakar.go(state.from);
  };

  dakar.after = () => {
    if (annex.has(state.at)) {
      const next = slides[slides.indexOf(state.at) + 1];
      return next && next.split(".")[0] === state.at.split(".")[0] ? next : state.from;
    }
    return agenda[agenda.indexOf(state.at) + 1] ?? "";
  };

  /* What had the focus inside keeps it for a moment and would take the next key. */
  dakar.shut = (dialog) => {
    dialog.close();
    if (dialog.contains(document.activeElement)) document.activeElement.blur();
  };

  dakar.first = () => dakar.go(agenda[0]);
  dakar.last = () => dakar.go(agenda[agenda.length - 1]);

  dakar.speak = (language) => {
    state.language = language;
    root.lang = language;
    decks.forEach((deck) => { deck.hidden = deck.dataset.language !== language; });
    rooms.forEach((room) => { room.hidden = room.dataset.language !== language; });
    document.title = dakar.main().dataset.title;
    document.querySelector(".black p").textContent = dakar.say("black");
    dakar.chip();
    for (const tell of dakar.changed) tell();
  };

  dakar.fit = () => {
    const scale = Math.min(window.innerWidth / 1920, window.innerHeight / 1080);
    root.style.setProperty("--k", String(scale));
  };

  dakar.start = () => {
    const wanted = decodeURIComponent(location.hash.slice(1)) || new URLSearchParams(location.search).get("slide") || "";
    dakar.fit();
    dakar.speak(state.language);
    dakar.go(slides.includes(wanted) ? wanted : agenda[0], !slides.includes(wanted));
    root.classList.remove("waiting");
    root.dataset.ready = "";
  };
  window.addEventListener("resize", dakar.fit);
  window.addEventListener("hashchange", () => dakar.go(decodeURIComponent(location.hash.slice(1))));
})();
