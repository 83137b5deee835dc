/* Finding a country: its slides in the annex, or the one that stays lit. */
(() => {
  "use strict";
  const dakar = window.deck;
  const { kept, state } = dakar;
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[’'-]/g, " ").toLowerCase();
  const codes = Object.keys(kept.countries);
  let purpose = "annex";
  let chosen = 0;

  const box = () => dakar.room().querySelector("dialog.find");
  const input = () => box().querySelector("input");

  function found() {
    const typed = fold(input().value.trim());
    const name = (code) => kept.countries[code].names[state.language];
    const known = (code) => [code, ...Object.values(kept.countries[code].names)].map(fold);
    const starts = (code) => known(code).some((one) => one.startsWith(typed));
    return codes
      .filter((code) => known(code).some((one) => one.includes(typed)))
      .sort((a, b) => starts(b) - starts(a) || name(a).localeCompare(name(b), state.language));
  }

  function list() {
    const place = box().querySelector("ul");
    const codesFound = found();
    chosen = Math.max(0, Math.min(chosen, codesFound.length - 1));
    place.replaceChildren(...codesFound.map((code, at) => {
      const names = kept.countries[code].names;
      const line = document.createElement("li");
      line.id = `found-${state.language}-${code}`;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", String(at === chosen));
      line.dataset.code = code;
      line.textContent = names[state.language];
      const others = Object.entries(names).filter(([language, name]) => language !== state.language && name !== names[state.language]);
      const other = document.createElement("span");
      other.textContent = others.map(([, name]) => name).join(", ");
      line.append(other);
      return line;
    }));
    if (!codesFound.length) {
      const nothing = document.createElement("li");
      nothing.textContent = dakar.say("find.none");
      place.append(nothing);
    }
    const active = place.querySelector('[aria-selected="true"]');
    input().setAttribute("aria-activedescendant", active ? active.id : "");
    if (active) active.scrollIntoView({ block: "nearest" });
  }

  function take(how, code = found()[chosen]) {
    if (!code) return;
    dakar.shut(box());
    if (how === "annex" && kept.countries[code].annex) dakar.go(code);
    else dakar.highlight(code);
  }

  dakar.find = (wanted) => {
    purpose = wanted;
    chosen = 0;
    input().value = "";
    for (const hint of box().querySelectorAll("[data-hint]")) hint.hidden = hint.dataset.hint !== wanted;
    box().showModal();
    input().focus();
    list();
  };

  for (const dialog of document.querySelectorAll("dialog.find")) {
    dialog.addEventListener("input", () => { chosen = 0; list(); });
    dialog.addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 5, PageUp: -5 }[event.key];
      if (by) {
        chosen = Math.max(0, Math.min(found().length - 1, chosen + by));
        list();
        event.preventDefault();
      } else if (event.key === "Enter" && event.target.matches("input")) {
        const other = purpose === "annex" ? "highlight" : "annex";
        take(event.shiftKey ? other : purpose);
        event.preventDefault();
      }
    });
    dialog.addEventListener("click", (event) => {
      const line = event.target.closest("li[data-code]");
      const button = event.target.closest("[data-find]");
      if (line) take(purpose, line.dataset.code);
      if (button) take(button.dataset.find);
    });
  }
})();
