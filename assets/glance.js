/* One country at a glance: the exhibit of the country chosen takes the place of the one before,
   on the first view as well as on the page that Dash puts in its place. */
(function () {
  "use strict";

  var asked = 0;

  function parts(form) {
    var section = form.closest("section");
    return {
      place: section.querySelector('[data-slot="' + form.dataset.glance + '"]'),
      status: section.querySelector('[role="status"]')
    };
  }

  /* The address names what is seen, so that it can be passed on. */
  function name(iso3) {
    var pairs = new URLSearchParams(window.location.search);
    pairs.set("country", iso3);
    window.history.replaceState(window.history.state, "", "?" + pairs + window.location.hash);
  }

  /* Read out in either case; seen when it is no title, which stands in the exhibit already. */
  function tell(status, text, isTitle) {
    status.textContent = text;
    status.className = isTitle ? "visually-hidden" : "small";
  }

  function look(form) {
    var iso3 = form.elements.namedItem("country").value, turn = ++asked, found = parts(form);
    if (!iso3) { return; }
    form.setAttribute("aria-busy", "true");
    window.fetch(form.dataset.address + "&countries=" + encodeURIComponent(iso3))
      .then(function (answer) {
        if (!answer.ok) { throw new Error(String(answer.status)); }
        return answer.json();
      })
      .then(function (box) {
        if (turn !== asked) { return; }
        /* The form may have been put into the page by Dash meanwhile. */
        if (!document.contains(form)) { form = document.querySelector("form[data-glance]"); found = parts(form); }
        found.place.innerHTML = box.html;
        found.place.dataset.changed = "true";
        tell(found.status, box.title, true);
        name(iso3);
      })
      .catch(function () { if (turn === asked) { tell(found.status, form.dataset.failed, false); } })
      .then(function () { form.removeAttribute("aria-busy"); });
  }

  document.addEventListener("change", function (event) {
    var form = event.target.closest ? event.target.closest("form[data-glance]") : null;
    if (form) { look(form); }
  });

  document.addEventListener("submit", function (event) {
    var form = event.target.closest("form[data-glance]");
    if (form) { event.preventDefault(); look(form); }
  });
})();
