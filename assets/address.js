/* A button that copies the address of the view. Without a secure connection (a server in the
   room) browsers keep their clipboard to themselves: the text is then selected and copied. */
(function () {
  "use strict";

  function byHand(text) {
    var field = document.createElement("textarea");
    field.value = text;
    field.setAttribute("readonly", "");
    field.style.position = "fixed";
    field.style.opacity = "0";
    document.body.appendChild(field);
    field.select();
    var done = document.execCommand("copy");
    field.remove();
    return done;
  }

  function say(button) {
    var before = button.textContent;
    if (before === button.dataset.copied) { return; }
    button.textContent = button.dataset.copied;
    button.setAttribute("aria-live", "polite");
    window.setTimeout(function () { button.textContent = before; }, 2500);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-copy='address']");
    if (!button) { return; }
    var address = window.location.href;
    if (window.isSecureContext && navigator.clipboard) {
      navigator.clipboard.writeText(address).then(function () { say(button); }, function () {
        if (byHand(address)) { say(button); }
      });
    } else if (byHand(address)) {
      button.focus();
      say(button);
    }
  });
})();
