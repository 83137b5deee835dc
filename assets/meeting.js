/* The agenda of a meeting: lines moved by mouse, finger or keyboard, taken out and put back, all
   in the form and nothing stored until it is sent. Without this script its buttons do the same. */
(function () {
  "use strict";

  var drag = null;
  var taken = null;
  var EDGE = 72;

  document.documentElement.dataset.agendaScript = "true";

  function formOf(node) { return node.closest ? node.closest("form[data-agenda]") : null; }
  function lineOf(node) { return node.closest("[data-line]"); }
  function listOf(form) { return form.querySelector("ol.agenda"); }
  function linesOf(form) { return Array.prototype.slice.call(form.querySelectorAll("[data-line]")); }
  function titleOf(line) { return line.querySelector("[data-title]").textContent; }

  function tell(form, key, line) {
    var lines = linesOf(form);
    form.querySelector("[data-status]").textContent = form.dataset[key]
      .replace("{title}", line ? titleOf(line) : "")
      .replace("{n}", String(lines.indexOf(line) + 1))
      .replace("{of}", String(lines.length));
  }

  function changed(form) { form.dataset.dirty = "true"; }

  function renumber(form) {
    var lines = linesOf(form);
    lines.forEach(function (line, at) {
      line.querySelector("[data-number]").textContent = String(at + 1);
      line.querySelector('[data-do="up"]').disabled = at === 0;
      line.querySelector('[data-do="down"]').disabled = at === lines.length - 1;
    });
  }

  /* The neighbour moves: a line that leaves the document loses focus and pointer. */
  function step(line, by) {
    var other = by < 0 ? line.previousElementSibling : line.nextElementSibling;
    if (!other) { return false; }
    line.parentNode.insertBefore(other, by < 0 ? line.nextElementSibling : line);
    return true;
  }

  function move(line, by, focused) {
    var form = formOf(line);
    if (!step(line, by)) { return; }
    renumber(form);
    changed(form);
    tell(form, "moved", line);
    line.scrollIntoView({ block: "nearest" });
    var kept = focused && !focused.disabled ? focused : line.querySelector("[data-handle]");
    kept.focus({ preventScroll: true });
  }

  function remove(line) {
    var form = formOf(line);
    var next = line.nextElementSibling || line.previousElementSibling;
    taken = { line: line, before: line.nextElementSibling, form: form };
    tell(form, "removed", line);
    line.remove();
    renumber(form);
    changed(form);
    form.querySelector("[data-restore]").hidden = false;
    (next ? next.querySelector("[data-handle]") : form.querySelector("[data-restore]")).focus();
  }

  function restore(form) {
    if (!taken || taken.form !== form) { return; }
    var before = taken.before && taken.before.isConnected ? taken.before : null;
    listOf(form).insertBefore(taken.line, before);
    renumber(form);
    tell(form, "restored", taken.line);
    taken.line.querySelector("[data-handle]").focus();
    form.querySelector("[data-restore]").hidden = true;
    taken = null;
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    var form = button ? formOf(button) : null;
    if (!form) { return; }
    if (button.hasAttribute("data-restore")) { restore(form); return; }
    if (!button.dataset.do) { return; }
    event.preventDefault();
    if (button.dataset.do === "remove") { remove(lineOf(button)); }
    else { move(lineOf(button), button.dataset.do === "up" ? -1 : 1, button); }
  });

  document.addEventListener("keydown", function (event) {
    var form = formOf(event.target);
    var line = form ? lineOf(event.target) : null;
    if (!line || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") { return; }
    var onHandle = event.target.hasAttribute("data-handle");
    if (!onHandle && !event.altKey) { return; }
    event.preventDefault();
    move(line, event.key === "ArrowUp" ? -1 : 1, event.target);
  });

  function place(y) {
    var before = drag.line.previousElementSibling;
    var after = drag.line.nextElementSibling;
    var box;
    if (before) {
      box = before.getBoundingClientRect();
      if (y < box.top + box.height / 2) { step(drag.line, -1); return true; }
    }
    if (after) {
      box = after.getBoundingClientRect();
      if (y > box.top + box.height / 2) { step(drag.line, 1); return true; }
    }
    return false;
  }

  document.addEventListener("pointerdown", function (event) {
    var handle = event.target.closest("[data-handle]");
    if (!handle || event.button !== 0) { return; }
    event.preventDefault();
    handle.focus({ preventScroll: true });
    handle.setPointerCapture(event.pointerId);
    var line = lineOf(handle);
    drag = { line: line, pointer: event.pointerId, from: linesOf(formOf(line)).indexOf(line) };
    line.classList.add("dragged");
  });

  document.addEventListener("pointermove", function (event) {
    if (!drag || event.pointerId !== drag.pointer) { return; }
    if (event.clientY < EDGE * 1.5) { window.scrollBy(0, -16); }
    else if (event.clientY > window.innerHeight - EDGE) { window.scrollBy(0, 16); }
    var steps = 0;
    while (steps < 60 && place(event.clientY)) { steps += 1; }
    if (steps) { renumber(formOf(drag.line)); }
  });

  function drop(event) {
    if (!drag || event.pointerId !== drag.pointer) { return; }
    var line = drag.line;
    var form = formOf(line);
    var from = drag.from;
    drag = null;
    line.classList.remove("dragged");
    if (linesOf(form).indexOf(line) === from) { return; }
    renumber(form);
    changed(form);
    tell(form, "moved", line);
  }
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);

  document.addEventListener("input", function (event) {
    var form = formOf(event.target);
    if (!form) { return; }
    changed(form);
    tell(form, "unsaved", null);
    if (event.target.hasAttribute("data-title-field") && event.target.value.trim()) {
      lineOf(event.target).querySelector("[data-title]").textContent = event.target.value;
    }
  });

  document.addEventListener("submit", function (event) {
    if (event.defaultPrevented) { return; }
    var form = formOf(event.target);
    if (form) { delete form.dataset.dirty; }
  });

  window.addEventListener("beforeunload", function (event) {
    if (document.querySelector("form[data-agenda][data-dirty]")) { event.preventDefault(); }
  });

  /* What was typed before Dash put its own page in place is kept; an address with a line in it
     has that line in the focus. */
  function arrive() {
    var early = document.querySelector("#first-view form[data-agenda]");
    var late = document.querySelector("#react-entry-point form[data-agenda]");
    if (late && early && early.dataset.dirty) { late.replaceWith(early); }
    var asked = /^#(line-[A-Za-z0-9-]+)$/.exec(window.location.hash);
    var line = asked && document.querySelector("#react-entry-point #" + asked[1]);
    var handle = line && line.querySelector("[data-handle]");
    var elsewhere = document.activeElement && document.activeElement !== document.body;
    if (handle && !elsewhere) {
      line.scrollIntoView({ block: "center" });
      handle.focus({ preventScroll: true });
    }
  }

  /* The projector's document takes seconds to make: whoever prepares a meeting finds it made. */
  function make() {
    var form = document.querySelector("#react-entry-point form.meeting-take[data-make]");
    if (!form || form.dataset.made) { return; }
    form.dataset.made = "true";
    var asked = new URLSearchParams(new FormData(form)).toString();
    window.setTimeout(function () {
      fetch(form.getAttribute("action") + "?" + asked, { method: "HEAD" }).catch(function () {});
    }, 1500);
  }

  new MutationObserver(function () {
    if (document.documentElement.dataset.ready) { arrive(); make(); }
  }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-ready"] });
})();
