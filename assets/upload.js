/* The upload page: each workbook is sent alone, checked by the server without storing anything,
   and loaded only when a person says so. Everything shown is text; nothing is read as HTML. */
(function () {
  "use strict";

  var API = "/api/v1/uploads";
  var AT_ONCE = 3;
  var waiting = [];
  var running = 0;

  function desk(node) { return node.closest ? node.closest("[data-upload]") : null; }
  function wordsOf(place) { return JSON.parse(place.dataset.upload); }

  function make(tag, text, name) {
    var node = document.createElement(tag);
    if (text !== undefined && text !== null) { node.textContent = text; }
    if (name) { node.className = name; }
    return node;
  }

  function fill(pattern, values) {
    return pattern.replace(/\{(\w+)\}/g, function (_, name) { return values[name]; });
  }

  function stated(place) {
    var form = new FormData();
    ["country", "round"].forEach(function (name) {
      var control = place.querySelector("[name=" + name + "]");
      if (control && control.value && control.value !== "all") { form.append(name, control.value); }
    });
    return form;
  }

  /* one file, one row of the table */
  function add(place, file) {
    var words = wordsOf(place);
    var body = place.querySelector("tbody");
    place.querySelector(".upload-results").hidden = false;
    var row = make("tr");
    row.append(make("th", file.name));
    row.firstChild.scope = "row";
    ["country", "round", "outcome", "counts", "actions"].forEach(function (name) {
      row.append(make("td", "", "upload-" + name));
    });
    var bar = make("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", fill(words.sending, { file: file.name }));
    row.querySelector(".upload-outcome").append(bar);
    body.append(row);
    waiting.push({ place: place, file: file, row: row, bar: bar, words: words });
    next();
  }

  function next() {
    while (running < AT_ONCE && waiting.length) {
      running += 1;
      send(waiting.shift());
    }
  }

  function done() { running -= 1; next(); }

  function send(job) {
    var form = stated(job.place);
    form.append("file", job.file);
    form.append("lang", document.documentElement.lang);
    var request = new XMLHttpRequest();
    request.open("POST", API);
    request.upload.onprogress = function (event) {
      if (event.lengthComputable) { job.bar.value = event.loaded / event.total; }
    };
    request.onload = function () { show(job, answerOf(request)); done(); };
    request.onerror = function () { fail(job, job.words.lost, true); done(); };
    request.send(form);
  }

  function answerOf(request) {
    try { return JSON.parse(request.responseText); } catch (error) { return null; }
  }

  function fail(job, text, again) {
    var cell = job.row.querySelector(".upload-outcome");
    cell.replaceChildren(make("span", text, "outcome refused"));
    if (again) {
      var button = make("button", job.words.again, "button quiet");
      button.type = "button";
      button.addEventListener("click", function () {
        job.row.remove();
        add(job.place, job.file);
      });
      job.row.querySelector(".upload-actions").replaceChildren(button);
    }
  }

  function show(job, answer) {
    if (!answer || answer.error) {
      fail(job, answer && answer.error ? answer.error.message : job.words.lost, false);
      return;
    }
    job.answer = answer;
    var row = job.row, words = job.words;
    row.querySelector(".upload-country").textContent = answer.country_name || answer.country || "–";
    row.querySelector(".upload-round").textContent = answer.round_name || answer.round || "–";
    var outcome = make("span", words["outcome." + answer.outcome], "outcome " + answer.outcome);
    row.querySelector(".upload-outcome").replaceChildren(outcome);
    row.querySelector(".upload-counts").textContent = fill(words.counts, answer.counts);
    actions(job);
    detail(job);
    announce(job.place, fill(words.checked, { file: job.file.name, outcome: outcome.textContent }));
  }

  function announce(place, text) {
    place.querySelector("[role=status]").textContent = text;
  }

  function actions(job) {
    var cell = job.row.querySelector(".upload-actions");
    cell.replaceChildren();
    var answer = job.answer, words = job.words;
    if (answer.findings.length && answer.id && answer.can_annotate !== false) {
      var link = make("a", words.annotated, "button quiet");
      link.href = API + "/" + answer.id + "/annotated.xlsx";
      cell.append(link);
    }
    if (answer.outcome === "refused" || answer.report || !answer.id) { return; }
    cell.append(loadButton(job, words.load, false));
    if (answer.outcome === "clean") { cell.append(loadButton(job, words.publish, true)); }
  }

  function loadButton(job, text, publish) {
    var button = make("button", text, publish ? "button" : "button quiet");
    button.type = "button";
    button.addEventListener("click", function () {
      job.row.querySelectorAll("button").forEach(function (one) { one.disabled = true; });
      var request = new XMLHttpRequest();
      request.open("POST", API + "/" + job.answer.id + "/load");
      request.setRequestHeader("Content-Type", "application/json");
      request.onload = function () { loaded(job, answerOf(request)); };
      request.onerror = function () { fail(job, job.words.lost, false); };
      request.send(JSON.stringify({ publish: publish }));
    });
    return button;
  }

  function loaded(job, answer) {
    if (!answer || answer.error) {
      fail(job, answer && answer.error ? answer.error.message : job.words.lost, false);
      return;
    }
    var words = job.words;
    var text = fill(words["stored." + answer.state] || words["stored.draft"], answer);
    job.row.querySelector(".upload-outcome").replaceChildren(make("span", text, "outcome stored"));
    var cell = job.row.querySelector(".upload-actions");
    cell.querySelectorAll("button").forEach(function (one) { one.remove(); });
    if (answer.state === "published" && answer.page) {
      var link = make("a", words.see, "button quiet");
      link.href = answer.page;
      cell.append(link);
    }
    announce(job.place, text);
  }

  /* what was found, and what was read */
  function detail(job) {
    var row = make("tr", null, "upload-detail");
    var cell = make("td");
    cell.colSpan = 6;
    var box = make("details");
    var findings = job.answer.findings;
    box.append(make("summary", findings.length
      ? fill(job.words.findings, { n: findings.length })
      : job.words.nothing));
    box.open = findings.length > 0 && job.answer.outcome !== "clean";
    if (findings.length) { box.append(findingsTable(job, findings)); }
    (job.answer.preview || []).forEach(function (sheet) { box.append(previewTable(sheet)); });
    cell.append(box);
    row.append(cell);
    job.row.after(row);
  }

  function head(labels) {
    var row = make("tr");
    labels.forEach(function (label) {
      var cell = make("th", label);
      cell.scope = "col";
      row.append(cell);
    });
    var part = make("thead");
    part.append(row);
    return part;
  }

  function scroller(table, label) {
    var box = make("div", null, "table-scroll");
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", label);
    box.append(table);
    return box;
  }

  function findingsTable(job, findings) {
    var words = job.words;
    var box = make("div", null, "findings");
    var filter = make("div", null, "finding-filter");
    var table = make("table", null, "findings-table");
    table.append(head([words.severity, words.place, words.message, words.value]));
    var body = make("tbody");
    findings.forEach(function (one) {
      var row = make("tr", null, one.severity);
      row.dataset.severity = one.severity;
      var severity = make("td");
      severity.append(make("span", words["severity." + one.severity], "severity " + one.severity));
      row.append(severity);
      row.append(make("td", [one.sheet, one.cell].filter(Boolean).join(" ")));
      row.append(make("td", one.message));
      row.append(make("td", one.value));
      body.append(row);
    });
    table.append(body);
    ["error", "warning", "info"].forEach(function (severity) {
      var n = findings.filter(function (one) { return one.severity === severity; }).length;
      if (!n) { return; }
      var label = make("label");
      var check = make("input");
      check.type = "checkbox";
      check.checked = true;
      check.addEventListener("change", function () {
        body.querySelectorAll("[data-severity=" + severity + "]").forEach(function (row) {
          row.hidden = !check.checked;
        });
      });
      label.append(check, " " + words["severity." + severity] + " (" + n + ")");
      filter.append(label);
    });
    box.append(filter, scroller(table, words.message));
    return box;
  }

  function previewTable(sheet) {
    var box = make("div", null, "preview");
    box.append(make("h3", sheet.title));
    var table = make("table", null, "preview-table");
    table.append(head(sheet.columns));
    var body = make("tbody");
    sheet.rows.forEach(function (values) {
      var row = make("tr");
      values.forEach(function (value) { row.append(make("td", value)); });
      body.append(row);
    });
    table.append(body);
    box.append(scroller(table, sheet.title));
    return box;
  }

  /* choosing and dropping */
  document.addEventListener("change", function (event) {
    var place = desk(event.target);
    if (!place || event.target.type !== "file") { return; }
    Array.from(event.target.files).forEach(function (file) { add(place, file); });
    event.target.value = "";
  });

  document.addEventListener("dragover", function (event) {
    var zone = event.target.closest ? event.target.closest(".drop-zone") : null;
    if (zone) { event.preventDefault(); zone.classList.add("over"); }
  });

  document.addEventListener("dragleave", function (event) {
    var zone = event.target.closest ? event.target.closest(".drop-zone") : null;
    if (zone) { zone.classList.remove("over"); }
  });

  document.addEventListener("drop", function (event) {
    var zone = event.target.closest ? event.target.closest(".drop-zone") : null;
    if (!zone) { return; }
    event.preventDefault();
    zone.classList.remove("over");
    Array.from(event.dataTransfer.files).forEach(function (file) { add(desk(zone), file); });
  });
})();
