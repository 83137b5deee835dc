/* Questions and conclusions: kept in the browser, saved as a file, sent once the server answers. */
(() => {
  "use strict";
  const dakar = window.deck;
  const { kept, state } = dakar;
  const place = `dakar-notes-${kept.meeting}${kept.reader ? `-${kept.reader}` : ""}`;
  const address = location.protocol.startsWith("http") ? kept.notes : "";
  let changing = "";
  let isSending = false;
  let isMemory = false;
  let notes = [];

  function read() {
    try {
      const found = JSON.parse(window.localStorage.getItem(place) ?? "[]");
      notes = Array.isArray(found) ? found : [];
    } catch {
      isMemory = true;
    }
  }

  function write() {
    try {
      window.localStorage.setItem(place, JSON.stringify(notes));
      isMemory = false;
    } catch {
      isMemory = true;
    }
  }

  /* A random UUID, where the browser makes none outside a secure page too. */
  function key() {
    if (window.crypto.randomUUID) return window.crypto.randomUUID();
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  const plain = (note) => ({
    key: note.key, item: note.item, kind: note.kind, country: note.country, objective: note.objective,
    result: note.result, text: note.text, language: note.language, snapshot: note.snapshot,
  });

  const box = () => dakar.room().querySelector("dialog.notes");
  const form = () => box().querySelector("form");

  function told() {
    const unsent = notes.filter((note) => !note.sent).length;
    const parts = notes.length ? [dakar.say("notes.state", { kept: notes.length, sent: notes.length - unsent })] : [dakar.say("notes.none")];
    if (notes.length && !address) parts.push(dakar.say("notes.nowhere"));
    else if (unsent) parts.push(dakar.say("notes.unsent"));
    if (isMemory) parts.push(dakar.say("notes.memory"));
    return parts.join(" ");
  }

  function show() {
    for (const dialog of document.querySelectorAll("dialog.notes")) {
      dialog.querySelector(".state").textContent = told();
      dialog.querySelector('[data-note="send"]').hidden = !address || notes.every((note) => note.sent);
      dialog.querySelector('[data-note="file"]').hidden = !notes.length;
    }
    const pattern = box().querySelector("template.kept-note");
    box().querySelector("ol.kept").replaceChildren(...notes.map((note) => {
      const line = pattern.content.cloneNode(true);
      const [kind, about] = line.querySelectorAll("p > b, p > span");
      const label = form().querySelector(`[name="kind"][value="${note.kind}"]`).closest("label");
      const country = note.country && kept.countries[note.country];
      kind.textContent = label.textContent;
      about.textContent = [note.item, country && country.names[state.language], note.objective, note.refused && dakar.say("notes.refused", { reason: note.refused })]
        .filter(Boolean).join(" · ");
      line.querySelector(".text").textContent = note.text;
      line.querySelector("li").dataset.key = note.key;
      return line;
    }));
  }

  function fill(note) {
    const fields = form().elements;
    fields.kind.value = note.kind;
    fields.country.value = note.country ?? "";
    fields.objective.value = note.objective ?? "";
    if (fields.result) fields.result.value = note.result ?? "";
    fields.text.value = note.text;
    forKind();
  }

  function forKind() {
    const result = form().querySelector(".result");
    if (result) result.hidden = form().elements.kind.value !== "conclusion";
  }

  dakar.note = () => {
    const here = dakar.here();
    changing = "";
    fill({ kind: "question", country: here.dataset.about ?? state.country, text: "" });
    box().querySelector(".against").textContent = `${here.querySelector(".where").textContent} · ${here.querySelector("h1, h2").textContent}`;
    show();
    box().showModal();
    form().elements.text.focus();
  };

  function keep() {
    const fields = form().elements;
    const text = fields.text.value.trim();
    if (!text) return fields.text.focus();
    const isConclusion = fields.kind.value === "conclusion";
    const result = isConclusion && fields.result ? Number(fields.result.value) || null : null;
    const note = {
      key: changing || key(), item: dakar.here().dataset.item, kind: fields.kind.value,
      country: fields.country.value || null, objective: fields.objective.value || null, result,
      text, language: state.language, snapshot: kept.snapshot, sent: false,
    };
    const at = notes.findIndex((one) => one.key === changing);
    if (at >= 0) notes[at] = { ...note, item: notes[at].item };
    else notes.push(note);
    changing = "";
    write();
    fill({ kind: note.kind, country: note.country, text: "" });
    show();
    fields.text.focus();
    dakar.tell(dakar.say("notes.saved"), 3);
    return send();
  }

  async function send() {
    const unsent = notes.filter((note) => !note.sent);
    if (!address || !navigator.onLine || isSending || !unsent.length) return;
    isSending = true;
    try {
      const answer = await fetch(address, {
        method: "POST", credentials: "same-origin", body: JSON.stringify(unsent.map(plain)),
        headers: { "Content-Type": "application/json", "X-Requested-With": "fetch" },
      });
      if (answer.ok) {
        const { refused = [] } = await answer.json();
        const reasons = new Map(refused.map((one) => [one.key, one.reason]));
        for (const note of unsent) {
          note.refused = reasons.get(note.key);
          note.sent = note.refused === undefined;
        }
        write();
      }
    } catch {
      /* The network is away; the notes stay here and are sent when it comes back. */
    }
    isSending = false;
    show();
  }

  function save() {
    const file = { meeting: kept.meeting, snapshot: kept.snapshot, notes: notes.map(plain) };
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(file, null, 1)], { type: "application/json" }));
    link.download = `notes-${kept.meeting}.json`;
    document.body.append(link);
    link.click();
    link.remove();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  const does = {
    file: save,
    send,
    change: (one) => { changing = one; fill(notes.find((note) => note.key === one)); form().elements.text.focus(); },
    remove: (one) => { notes = notes.filter((note) => note.key !== one); write(); show(); },
  };

  for (const dialog of document.querySelectorAll("dialog.notes")) {
    dialog.addEventListener("submit", (event) => { event.preventDefault(); keep(); });
    dialog.addEventListener("change", forKind);
    dialog.addEventListener("click", (event) => {
      const button = event.target.closest("[data-note]");
      if (button && does[button.dataset.note]) does[button.dataset.note](button.closest("[data-key]")?.dataset.key);
    });
  }
  read();
  window.addEventListener("online", send);
  window.setInterval(send, 30000);
  dakar.changed.push(() => { if (box().open) show(); });
  dakar.sendNotes = send;
})();
