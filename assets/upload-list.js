/* The list of uploads: one table body a file, made once and changed alone, so that sixty files
   stay quick; what is said of all of them; filters, order, and what is done with many. */
(function () {
  "use strict";

  const up = window.dakarUpload;
  const list = up.list = {};
  const NUMBERS = ["error", "warning", "info"];
  const ORDER = ["refused", "draft", "clean", "stored", "waiting"];
  let order = { by: "", down: false };
  let doing = false;

  const part = (name) => up.place.querySelector(name);

  /* a row */
  list.add = (item) => {
    const body = up.make("tbody", null, "upload-file");
    const row = up.make("tr");
    const head = up.make("th");
    head.scope = "row";
    item.toggle = up.button("", "disclose", () => toggle(item));
    item.toggle.setAttribute("aria-expanded", "false");
    head.append(item.toggle);
    row.append(head);
    ["country", "round", "outcome", ...NUMBERS, "actions"].forEach((name) => {
      const cell = up.make("td", "", "upload-" + name + (NUMBERS.includes(name) ? " number" : ""));
      cell.dataset.label = labelOf(name);
      row.append(cell);
    });
    body.append(row);
    item.body = body;
    part(".upload-results table").append(body);
    part(".upload-work").hidden = false;
    list.show(item);
  };

  list.remove = (item) => {
    item.body.remove();
    list.summary();
  };

  function labelOf(name) {
    const control = part(".upload-results [data-sort=" + name + "]");
    return control ? control.textContent : "";
  }

  const cell = (item, name) => item.body.querySelector(".upload-" + name);

  list.show = (item, keepFocus) => {
    const answer = item.answer;
    const focused = keepFocus && item.body.contains(document.activeElement);
    item.toggle.textContent = item.name;
    if (item.folder) { item.toggle.append(up.make("span", item.folder, "small")); }
    item.toggle.disabled = !answer;
    cell(item, "country").textContent = answer ? answer.country_name || answer.country || "–" : "";
    cell(item, "round").textContent = answer ? answer.round_name || answer.round || "" : "";
    NUMBERS.forEach((name) => {
      cell(item, name).textContent = answer ? String(answer.counts[name]) : "";
    });
    outcome(item);
    actions(item);
    up.detail.refresh(item);
    if (focused && !item.body.contains(document.activeElement)) { item.toggle.focus(); }
    arrange(item);
    list.summary();
  };

  function outcome(item) {
    const place = cell(item, "outcome");
    place.replaceChildren();
    if (up.isPending(item)) {
      item.bar = up.make("progress");
      item.bar.max = 1;
      item.bar.setAttribute("aria-label", up.say("progress", { file: item.name }));
      item.told = up.make("span", "", "small");
      place.append(item.bar, item.told);
      list.progress(item);
      return;
    }
    if (item.state === "storing") {
      place.append(up.make("span", up.say("storing"), "small"));
      return;
    }
    if (item.answer || item.state === "local") { place.append(badge(item)); }
    if (item.problem) { place.append(up.make("p", item.problem, "problem")); }
    if (item.answer && item.answer.newer_page) { place.append(link(up.say("newer"), item.answer.newer_page)); }
  }

  function badge(item) {
    if (item.answer && item.answer.report) {
      return up.make("span", up.say("state." + item.answer.state, item.answer), "state " + item.answer.state);
    }
    const code = up.outcome(item);
    return up.make("span", up.say("outcome." + code), "outcome " + code);
  }

  list.progress = (item) => {
    if (!item.bar) { return; }
    if (item.state === "reading") { item.bar.removeAttribute("value"); } else { item.bar.value = item.part; }
    item.told.textContent = item.state === "sending"
      ? up.say("sending", { percent: Math.round(100 * item.part) })
      : up.say(item.state);
  };

  function link(text, address) {
    const node = up.make("a", text);
    node.href = address;
    return node;
  }

  function actions(item) {
    const place = cell(item, "actions");
    const answer = item.answer;
    place.replaceChildren();
    if (up.isPending(item) || item.state === "storing") { return; }
    if (item.state === "lost") {
      if (canRetry(item)) { place.append(up.button(up.say("again"), "button quiet", () => up.retry(item))); }
    } else if (answer && answer.report) {
      place.append(...places(answer));
      if (canPublish(item)) { place.append(loader(item, "publish", true)); }
    } else if (answer && answer.outcome !== "refused" && up.mayLoad) {
      place.append(loader(item, "store", false));
      if (canPublish(item)) { place.append(loader(item, "publish", true)); }
    }
    if (answer && answer.can_annotate && answer.outcome !== "clean") {
      const node = link(up.say("annotated"), up.API + "/" + answer.id + "/annotated.xlsx");
      node.setAttribute("aria-label", up.say("annotated") + " – " + item.name);
      place.append(node);
    }
    if (answer && answer.foreign_page) { place.append(link(up.say("foreign"), answer.foreign_page)); }
    if (!answer || (!answer.report && answer.outcome === "refused")) {
      place.append(up.button(up.say("remove"), "plain", () => {
        up.remove(item);
        part("#upload-summary").focus();
      }));
    }
  }

  function places(answer) {
    const shown = [];
    if (answer.report_page) { shown.push(link(up.say("report"), answer.report_page)); }
    if (answer.page) { shown.push(link(up.say("see"), answer.page)); }
    return shown;
  }

  const canRetry = (item) => item.state === "lost" && Boolean(item.file || item.id);

  const canStore = (item) => up.mayLoad && item.state === "done" && item.answer.id &&
    item.answer.outcome !== "refused" && !item.answer.report;

  const canPublish = (item) => up.mayPublish && item.state === "done" && item.answer.id &&
    item.answer.outcome === "clean" && !["published", "superseded"].includes(item.answer.state) &&
    !item.answer.newer_page;

  function loader(item, word, publish) {
    const node = up.button(up.say(word), "button quiet", () => {
      up.store(item, publish, () => {
        const said = cell(item, "outcome").textContent;
        up.announce(up.say("checked", { file: item.name, outcome: said }));
      });
    });
    node.setAttribute("aria-label", up.say(word) + " – " + item.name);
    return node;
  }

  function toggle(item) {
    const open = item.toggle.getAttribute("aria-expanded") !== "true";
    item.toggle.setAttribute("aria-expanded", String(open));
    up.detail.toggle(item, open);
  }

  /* all of them */
  list.summary = () => {
    if (list.waits) { return; }
    list.waits = true;
    // Many rows change in one moment; they are counted once.
    window.requestAnimationFrame(() => { list.waits = false; count(); });
  };

  function tally() {
    const found = { clean: 0, draft: 0, refused: 0, stored: 0, published: 0, pending: 0, lost: 0 };
    up.items.forEach((item) => {
      const code = up.outcome(item);
      if (up.isPending(item)) {
        found.pending += 1;
      } else if (item.state === "lost" && !item.answer) {
        found.lost += 1;
      } else if (code === "stored") {
        found[item.answer.state === "published" ? "published" : "stored"] += 1;
      } else {
        found[code] += 1;
      }
    });
    return found;
  }

  function sentence() {
    const found = tally();
    const names = ["published", "stored", "clean", "draft", "refused", "lost", "pending"];
    const parts = names.filter((name) => found[name]).map((name) => up.count(name, found[name]));
    const files = up.count("files", up.items.length);
    return parts.length ? up.say("summary", { files: files, parts: parts.join(", ") }) : files;
  }

  function count() {
    const pending = up.items.filter(up.isPending).length;
    const all = part(".upload-all");
    part(".upload-work").hidden = !up.items.length;
    up.place.classList.toggle("has-files", up.items.length > 0);
    part("#upload-summary").textContent = sentence();
    all.hidden = !pending;
    all.value = up.items.length ? 1 - pending / up.items.length : 0;
    offer("store", up.items.filter(canStore).length);
    offer("publish", up.items.filter(canPublish).length);
    const lost = up.items.filter(canRetry).length;
    part("[data-bulk=retry]").hidden = !lost;
    filter();
  }

  function offer(name, n) {
    const node = part("[data-bulk=" + name + "]");
    if (!node) { return; }
    const off = !n || doing;
    node.dataset.word = node.dataset.word || node.textContent;
    node.textContent = node.dataset.word + (n ? " (" + n + ")" : "");
    // Not `disabled`: the keyboard would lose its place when the last one is stored.
    node.setAttribute("aria-disabled", String(off));
  }

  list.drained = () => { up.announce(sentence()); };

  /* filters and order */
  function filter() {
    const wanted = part("[data-filter=outcome]").value;
    const text = folded(part("[data-filter=text]").value);
    let shown = 0;
    up.items.forEach((item) => {
      const fits = (wanted === "all" || up.outcome(item) === wanted) &&
        (!text || folded(searched(item)).includes(text));
      item.body.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    part(".upload-none").hidden = shown > 0 || !up.items.length;
  }

  const searched = (item) => [
    item.name, item.folder, item.answer ? item.answer.country_name : "", item.answer ? item.answer.country : ""
  ].join(" ");

  const folded = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();

  function valueOf(item, name) {
    if (name === "file") { return item.name; }
    if (name === "outcome") { return ORDER.indexOf(up.outcome(item)); }
    if (!item.answer) { return NUMBERS.includes(name) ? -1 : ""; }
    return NUMBERS.includes(name) ? item.answer.counts[name] : item.answer[name + "_name"] || "";
  }

  function compare(a, b) {
    const one = valueOf(a, order.by), other = valueOf(b, order.by);
    const found = typeof one === "number"
      ? one - other
      : one.localeCompare(other, document.documentElement.lang, { numeric: true });
    return (order.down ? -found : found) || up.items.indexOf(a) - up.items.indexOf(b);
  }

  function sort(name, down) {
    order = { by: name, down: down };
    up.place.querySelectorAll("[data-sort]").forEach((control) => {
      const mine = control.dataset.sort === name;
      const head = control.closest("th");
      if (mine) { head.setAttribute("aria-sort", down ? "descending" : "ascending"); } else { head.removeAttribute("aria-sort"); }
    });
    const focused = document.activeElement;
    const table = part(".upload-results table");
    up.items.slice().sort(compare).forEach((item) => { table.append(item.body); });
    if (focused && focused !== document.activeElement) { focused.focus(); }
  }

  /* A row goes to its place when its file has been read, and does not move under a hand. */
  function arrange(item) {
    if (!order.by || item.arranged || !item.answer) { return; }
    item.arranged = true;
    const after = up.items.filter((one) => one !== item && one.body.isConnected && compare(one, item) > 0)
      .sort(compare)[0];
    part(".upload-results table").insertBefore(item.body, after ? after.body : null);
  }

  /* many at once */
  function rivals(items) {
    const seen = new Map();
    up.items.filter((item) => item.state === "done" && item.answer.outcome !== "refused").forEach((item) => {
      const key = item.answer.country + " " + item.answer.round;
      seen.set(key, (seen.get(key) || 0) + 1);
    });
    return items.filter((item) => seen.get(item.answer.country + " " + item.answer.round) > 1);
  }

  function bulk(publish) {
    let chosen = up.items.filter(publish ? canPublish : canStore);
    if (!chosen.length || doing) { return; }
    const aside = publish ? rivals(chosen) : [];
    chosen = chosen.filter((item) => !aside.includes(item));
    if (publish && chosen.length && !window.confirm(up.count("publish-question", chosen.length))) { return; }
    aside.forEach((item) => {
      item.problem = up.say("same");
      list.show(item);
    });
    let done = 0, failed = aside.length, left = chosen.length;
    const end = () => {
      doing = false;
      const word = publish ? "published" : "stored";
      const told = [up.count(word, done)];
      if (failed) { told.push(up.count(publish ? "unpublished" : "failed", failed)); }
      up.announce(told.join(", "));
      list.summary();
    };
    doing = left > 0;
    chosen.forEach((item) => up.store(item, publish, (fine) => {
      if (fine) { done += 1; } else { failed += 1; }
      left -= 1;
      if (!left) { end(); }
    }));
    if (!left) { end(); }
  }

  const BULK = {
    store: () => bulk(false),
    publish: () => bulk(true),
    retry: () => up.items.filter(canRetry).forEach(up.retry),
    clear: () => {
      up.items.filter((item) => item.state !== "storing" && !up.isPending(item)).forEach(up.remove);
      part(".upload-notes").replaceChildren();
      if (!up.items.length) { part("[data-choose]").focus(); }
    }
  };

  list.start = () => {
    part("#upload-summary").tabIndex = -1;
    up.place.addEventListener("click", (event) => {
      const many = event.target.closest("[data-bulk]");
      if (many && many.getAttribute("aria-disabled") !== "true") { BULK[many.dataset.bulk](); }
      const control = event.target.closest("[data-sort]");
      if (control) { sort(control.dataset.sort, order.by === control.dataset.sort && !order.down); }
    });
    up.place.addEventListener("input", (event) => {
      if (event.target.dataset.filter) { filter(); }
      if ("sortBy" in event.target.dataset) {
        sort(event.target.value, ["outcome", ...NUMBERS].includes(event.target.value) && event.target.value !== "outcome");
      }
    });
  };
})();
