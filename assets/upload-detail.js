/* What was found in one file: values read out of another writing, findings in groups, the rows
   read. Built when it is opened, and built again when the file has another result. */
(function () {
  "use strict";

  const up = window.dakarUpload;
  const detail = up.detail = {};
  const SEVERITIES = ["error", "warning", "info"];
  let numbered = 0;

  detail.toggle = (item, open) => {
    if (!item.detail) {
      item.detail = up.make("tr", null, "upload-detail");
      const cell = up.make("td");
      cell.colSpan = 8;
      item.detail.append(cell);
      item.detail.id = "upload-detail-" + (numbered += 1);
      item.toggle.setAttribute("aria-controls", item.detail.id);
      item.body.append(item.detail);
    }
    item.detail.hidden = !open;
    if (open) { build(item); }
  };

  detail.refresh = (item) => {
    if (!item.detail) { return; }
    item.built = null;
    if (!item.detail.hidden) { build(item); }
  };

  function build(item) {
    if (item.built === item.answer || !item.answer) { return; }
    item.built = item.answer;
    const place = item.detail.firstChild;
    const focus = place.contains(document.activeElement) ? document.activeElement.dataset.place : null;
    place.replaceChildren(facts(item), ...readings(item), ...findings(item), rows(item));
    if (focus) {
      const again = Array.from(place.querySelectorAll("[data-place]")).find((one) => one.dataset.place === focus);
      (again || item.toggle).focus();
    }
  }

  function facts(item) {
    const line = up.make("p", up.say("facts", item.answer.counts), "upload-facts");
    if (item.answer.id && item.answer.can_annotate) {
      line.append(file(up.say("annotated"), "/" + item.answer.id + "/annotated.xlsx"));
    }
    if (item.answer.id && item.answer.findings.length) {
      line.append(file(up.say("csv"), "/" + item.answer.id + "/findings.csv?lang=" + document.documentElement.lang));
    }
    return line;
  }

  function file(text, path) {
    const node = up.make("a", text);
    node.href = up.API + path;
    return node;
  }

  function head(labels) {
    const row = up.make("tr");
    labels.forEach((label) => {
      const cell = up.make("th", label);
      cell.scope = "col";
      row.append(cell);
    });
    const top = up.make("thead");
    top.append(row);
    return top;
  }

  function scroller(table, label) {
    const box = up.make("div", null, "table-scroll");
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", label);
    box.append(table);
    return box;
  }

  function labelled(text, label) {
    const cell = up.make("td", text);
    cell.dataset.label = label;
    return cell;
  }

  /* read this way */
  function readings(item) {
    const all = item.answer.readings || [];
    if (!all.length) { return []; }
    const stored = Boolean(item.answer.report);
    const table = up.make("table", null, "readings-table");
    const columns = ["place", "column", "written", "read"].map((name) => up.say(name));
    if (!stored) { columns.push(up.say("decision")); }
    table.append(head(columns));
    const body = up.make("tbody");
    all.forEach((one) => body.append(reading(item, one, columns, stored)));
    table.append(body);
    const shown = [
      up.make("h3", up.say("readings") + " (" + all.length + ")"),
      up.make("p", up.say(stored ? "readings-stored" : "readings-lead"), "small"),
      scroller(table, up.say("readings") + " – " + item.name)
    ];
    const open = all.filter((one) => !one.refused && !item.accepted.has(one.place));
    if (!stored && open.length > 1) {
      shown.push(up.button(up.say("accept-all"), "button quiet small-button", () => {
        open.forEach((one) => item.accepted.add(one.place));
        again(item);
      }));
    }
    return shown;
  }

  function reading(item, one, columns, stored) {
    const row = up.make("tr", null, one.refused ? "is-refused" : "");
    [one.sheet + " " + one.cell, one.column, one.written, one.read].forEach((text, at) => {
      row.append(labelled(text, columns[at]));
    });
    if (stored) { return row; }
    const accepted = item.accepted.has(one.place);
    const cell = labelled("", columns[4]);
    const box = up.make("span", null, "decision");
    if (one.refused) { box.append(up.make("strong", up.say("refused-reading"))); }
    if (accepted && !one.refused) { box.append(up.make("strong", up.say("accepted"))); }
    if (one.refused || !accepted) { box.append(choice(item, one, "accept")); }
    if (!one.refused) { box.append(choice(item, one, "refuse")); }
    cell.append(box);
    row.append(cell);
    return row;
  }

  function choice(item, one, what) {
    const node = up.button(up.say(what), "button quiet small-button", () => decide(item, one, what, node));
    node.setAttribute("aria-label", up.say(what + "-of", { place: one.sheet + " " + one.cell }));
    node.dataset.place = one.place;
    return node;
  }

  function decide(item, one, what, node) {
    if (node.getAttribute("aria-disabled") === "true") { return; }
    if (what === "accept") { item.accepted.add(one.place); } else { item.accepted.delete(one.place); }
    if (what === "accept" && !one.refused) {
      again(item);
      return;
    }
    const refused = item.answer.readings.filter((r) => r.refused).map((r) => r.place);
    const places = what === "refuse" ? refused.concat(one.place) : refused.filter((place) => place !== one.place);
    item.detail.querySelectorAll("[data-place]").forEach((other) => other.setAttribute("aria-disabled", "true"));
    up.refuse(item, places, (fine) => {
      if (!fine) { detail.refresh(item); return; }
      const outcome = up.say("outcome." + item.answer.outcome);
      up.announce(up.say(what === "refuse" ? "rechecked" : "taken-back", { file: item.name, outcome: outcome }));
      up.save();
    });
  }

  function again(item) {
    up.save();
    detail.refresh(item);
  }

  /* findings, in groups */
  function findings(item) {
    // What has to be mended stands before what may be read; else the order of the file.
    const groups = item.answer.groups.filter((group) => group.code !== "interpreted")
      .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
    const title = up.make("h3", up.say("findings") + (groups.length ? " (" + sum(groups) + ")" : ""));
    if (!groups.length) { return [title, up.make("p", up.say("no-findings"), "small")]; }
    const table = up.make("table", null, "findings-table");
    const columns = ["severity", "place", "message"].map((name) => up.say(name));
    table.append(head(columns));
    const lines = groups.map((group) => line(item, group, columns));
    lines.forEach((one) => table.append(one.body));
    const none = up.make("p", up.say("nothing-left"), "small");
    none.hidden = true;
    return [title, filters(groups, lines, none), scroller(table, up.say("findings") + " – " + item.name), none];
  }

  const sum = (groups) => groups.reduce((n, group) => n + group.findings.length, 0);

  function filters(groups, lines, none) {
    const box = up.make("div", null, "finding-filter");
    const chosen = { severity: null, sheet: null, code: null };
    const apply = () => {
      let shown = 0;
      lines.forEach((one) => {
        const fits = Object.keys(chosen).every((key) => chosen[key] === null || one.group[key] === chosen[key]);
        one.body.hidden = !fits;
        shown += fits ? 1 : 0;
      });
      none.hidden = shown > 0;
    };
    const names = {
      severity: (group) => up.say("severity." + group.severity),
      sheet: (group) => group.sheet || up.say("whole-file"),
      code: (group) => group.title
    };
    Object.keys(names).forEach((key) => {
      const counted = new Map();
      groups.forEach((group) => {
        const known = counted.get(group[key]) || { name: names[key](group), n: 0 };
        known.n += group.findings.length;
        counted.set(group[key], known);
      });
      if (counted.size < 2) { return; }
      const label = up.make("label", up.say(key), "filter");
      const select = up.make("select", null, "form-select");
      select.append(new Option(up.say("all"), ""));
      let entries = Array.from(counted);
      if (key === "severity") { entries.sort((a, b) => SEVERITIES.indexOf(a[0]) - SEVERITIES.indexOf(b[0])); }
      if (key === "sheet") { entries.sort((a, b) => a[0].localeCompare(b[0])); }
      if (key === "code") { entries.sort((a, b) => a[1].name.localeCompare(b[1].name, document.documentElement.lang)); }
      entries.forEach(([value, known]) => select.append(new Option(known.name + " (" + known.n + ")", value)));
      select.addEventListener("change", () => {
        chosen[key] = select.selectedIndex ? select.value : null;
        apply();
      });
      label.append(select);
      box.append(label);
    });
    return box;
  }

  function line(item, group, columns) {
    const body = up.make("tbody");
    const row = up.make("tr", null, group.severity);
    row.dataset.severity = group.severity;
    const severity = labelled("", columns[0]);
    severity.append(up.make("span", up.say("severity." + group.severity), "severity " + group.severity));
    row.append(severity);
    const place = labelled("", columns[1]);
    place.append(up.make("strong", group.sheet || up.say("whole-file")));
    const cells = [group.places, group.findings.length > 1 ? group.cells : ""].filter(Boolean).join(" · ");
    if (cells) { place.append(up.make("span", cells, "cells")); }
    if (group.column) { place.append(up.make("span", group.column, "small")); }
    row.append(place);
    const said = labelled("", columns[2]);
    said.append(up.make("strong", group.what), " " + group.rule + " ", up.make("em", group.todo));
    row.append(said);
    body.append(row);
    if (group.findings.length > 1) { said.append(expander(item, group, body)); }
    return { group: group, body: body };
  }

  function expander(item, group, body) {
    let extra = null;
    const node = up.button(up.say("expand"), "plain", () => {
      const open = node.getAttribute("aria-expanded") !== "true";
      node.setAttribute("aria-expanded", String(open));
      if (!extra) {
        extra = cells(item, group);
        body.append(extra);
      }
      extra.hidden = !open;
    });
    node.setAttribute("aria-expanded", "false");
    return node;
  }

  function cells(item, group) {
    const row = up.make("tr", null, "single-cells");
    const place = up.make("td");
    place.colSpan = 3;
    const list = up.make("ul");
    group.findings.forEach((index) => {
      const one = item.answer.findings[index];
      const entry = up.make("li");
      entry.append(up.make("strong", one.cell || "–"), one.value ? " " + one.value : "");
      list.append(entry);
    });
    place.append(list);
    row.append(place);
    return row;
  }

  /* the rows read; of a file checked before a reload they are asked for again */
  function rows(item) {
    const box = up.make("details", null, "upload-rows");
    box.append(up.make("summary", up.say("rows")));
    const place = up.make("div");
    box.append(place);
    let filled = false;
    box.addEventListener("toggle", () => {
      if (!box.open || filled) { return; }
      filled = true;
      if (item.answer.preview.length || !item.answer.id || item.answer.outcome === "refused") {
        tables(place, item.answer.preview);
        return;
      }
      place.replaceChildren(up.make("p", up.say("rows-loading"), "small"));
      up.ask("GET", "/" + item.answer.id + "?rows=1", null, (status, answer) => {
        filled = Boolean(answer && answer.preview);
        if (filled) {
          item.answer.preview = answer.preview;
          tables(place, answer.preview);
        } else {
          place.replaceChildren(up.make("p", up.say("lost"), "small"));
        }
      });
    });
    return box;
  }

  function tables(place, sheets) {
    place.replaceChildren(...sheets.map(table));
    if (!sheets.length) { place.append(up.make("p", up.say("rows-none"), "small")); }
  }

  function table(sheet) {
    const box = up.make("div", null, "preview");
    box.append(up.make("h4", sheet.title));
    const node = up.make("table", null, "preview-table");
    node.append(head(sheet.columns));
    const body = up.make("tbody");
    sheet.rows.forEach((values) => {
      const row = up.make("tr");
      values.forEach((value) => row.append(up.make("td", value)));
      body.append(row);
    });
    node.append(body);
    box.append(scroller(node, sheet.title));
    return box;
  }
})();
