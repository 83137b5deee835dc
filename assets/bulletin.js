/* The digest, to take along: as plain text, with its formatting, or both languages at once. Without
   a secure connection (a server in the room) browsers keep their clipboard to themselves: the text
   is then handed over while a selection is copied. */
(function () {
  "use strict";

  function here(article, text) {
    return text.split("{address}").join(window.location.origin + article.dataset.path);
  }

  function gathered(buttons, kind) {
    var place = buttons.parentNode;
    var articles = Array.prototype.slice.call(place.querySelectorAll("article.bulletin"));
    var chosen = kind === "both" ? articles : articles.slice(0, 1);
    return {
      plain: chosen.map(function (one) { return here(one, one.dataset.plain); }).join("\n\n* * *\n\n"),
      rich: chosen.map(function (one) { return here(one, one.dataset.rich); }).join("<hr>")
    };
  }

  function byHand(text, withRich) {
    var field = document.createElement("textarea");
    var taken = false;
    function give(event) {
      event.preventDefault();
      event.clipboardData.setData("text/plain", text.plain);
      if (withRich) { event.clipboardData.setData("text/html", text.rich); }
      taken = true;
    }
    field.value = text.plain;
    field.setAttribute("readonly", "");
    field.style.position = "fixed";
    field.style.opacity = "0";
    document.body.appendChild(field);
    field.select();
    document.addEventListener("copy", give);
    var done = document.execCommand("copy");
    document.removeEventListener("copy", give);
    field.remove();
    return done && taken;
  }

  function toClipboard(text, withRich) {
    if (!withRich) { return navigator.clipboard.writeText(text.plain); }
    return navigator.clipboard.write([new window.ClipboardItem({
      "text/plain": new Blob([text.plain], { type: "text/plain" }),
      "text/html": new Blob([text.rich], { type: "text/html" })
    })]);
  }

  function say(buttons, button, done) {
    var status = buttons.querySelector("[role='status']");
    status.textContent = "";
    window.setTimeout(function () {
      status.textContent = done ? buttons.dataset.copied : buttons.dataset.failed;
    }, 50);
    button.focus();
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-bulletin]");
    if (!button) { return; }
    var buttons = button.closest(".bulletin-copy");
    var kind = button.dataset.bulletin;
    var text = gathered(buttons, kind);
    var withRich = kind !== "plain";
    var has = window.isSecureContext && navigator.clipboard;
    if (has && (!withRich || (navigator.clipboard.write && window.ClipboardItem))) {
      toClipboard(text, withRich).then(
        function () { say(buttons, button, true); },
        function () { say(buttons, button, byHand(text, withRich)); }
      );
    } else {
      say(buttons, button, byHand(text, withRich));
    }
  });
})();
