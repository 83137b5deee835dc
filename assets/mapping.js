/* Deciding on measures by keyboard alone. Without this script the page is a plain form. Keys work
   only while a measure is in focus on the page, outside of fields, and can be switched off. */
(function () {
  "use strict";

  var OFF = "dakar-mapping-keys-off";
  var awaitsNumber = false;

  function place() {
    return document.querySelector("#react-entry-point [data-mapping]") ||
      document.querySelector("[data-mapping]");
  }

  function areOn() {
    try { return window.localStorage.getItem(OFF) === null; } catch (error) { return true; }
  }

  function isWriting(target) {
    return target.isContentEditable || /^(SELECT|TEXTAREA)$/.test(target.tagName) ||
      (target.tagName === "INPUT" && !/^(radio|checkbox)$/.test(target.type));
  }

  function choose(radio) {
    if (!radio) { return false; }
    var others = radio.closest("details");
    if (others) { others.open = true; }
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  function press(here, name) {
    var found = here.querySelector('[data-key="' + name + '"]');
    if (found) { found.click(); }
    return Boolean(found);
  }

  function numbered(here, digit) {
    if (!awaitsNumber) { return choose(here.querySelector('[data-rank="' + digit + '"]')); }
    var code = digit === "0" ? "10" : digit;
    return choose(here.querySelector('input[name="objective"][value="' + code + '"]'));
  }

  function others(here) {
    var part = here.querySelector("[data-others]");
    part.open = true;
    part.querySelector("summary").focus();
    awaitsNumber = true;
    return true;
  }

  function help(here) {
    var part = here.querySelector(".mapping-keys");
    part.open = !part.open;
    if (part.open) { part.querySelector("summary").focus(); }
    return true;
  }

  /* True when the key did something. */
  function act(here, key, target) {
    if (/^[0-9]$/.test(key)) { return numbered(here, key); }
    awaitsNumber = false;
    var isRadio = target.type === "radio";
    switch (key) {
      case "o": return others(here);
      case "n": return choose(here.querySelector("[data-none]"));
      case "j": return press(here, "next");
      case "k": return press(here, "previous");
      case "arrowright": return !isRadio && press(here, "next");
      case "arrowleft": return !isRadio && press(here, "previous");
      case "u": return press(here, "undo");
      case "?": return help(here);
      case "enter":
        if (/^(A|BUTTON|SUMMARY)$/.test(target.tagName)) { return false; }
        return press(here, "accept");
      default: return false;
    }
  }

  document.addEventListener("keydown", function (event) {
    var here = place();
    if (!here || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) { return; }
    if (isWriting(event.target) || !areOn()) { return; }
    if (event.key === "Enter" && event.repeat) { return; }
    if (act(here, event.key.toLowerCase(), event.target)) { event.preventDefault(); }
  });

  /* What "as proposed" stands for, with the choice that is ticked. */
  function tell(here) {
    var chosen = here.querySelector('input[name="objective"]:checked');
    here.querySelectorAll("option[data-as]").forEach(function (option) {
      var said = chosen ? chosen.getAttribute("data-" + option.parentNode.name) : "";
      var colon = document.documentElement.lang === "fr" ? "\u00a0: " : ": ";
      option.textContent = option.dataset.as + (chosen ? colon + (said || option.dataset.nothing) : "");
    });
  }

  document.addEventListener("change", function (event) {
    var here = event.target.closest ? event.target.closest("[data-mapping]") : null;
    if (here && event.target.name === "objective") { tell(here); }
    if (event.target.matches && event.target.matches("[data-keys-on]")) {
      try {
        if (event.target.checked) { window.localStorage.removeItem(OFF); }
        else { window.localStorage.setItem(OFF, "1"); }
      } catch (error) { event.target.checked = true; }
    }
  });

  /* After a decision the next measure's title has the focus, and is read out. */
  function arrive() {
    var here = place();
    if (!here) { return; }
    var control = here.querySelector("[data-keys-on]");
    control.checked = areOn();
    control.closest("label").hidden = false;
    tell(here);
    var title = here.querySelector("#measure");
    var said = document.querySelector("#react-entry-point .said");
    if (said) {
      said.id = "said";
      title.setAttribute("aria-describedby", "said");
    }
    var elsewhere = document.activeElement && document.activeElement !== document.body;
    if (window.location.hash === "#measure" && !elsewhere) { title.focus({ preventScroll: true }); }
  }

  new MutationObserver(function () {
    if (document.documentElement.dataset.ready) { arrive(); }
  }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-ready"] });
})();
