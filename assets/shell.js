/* What the page round the exhibits does in the browser. No framework: delegated events, so it
   works on the first view as well as on the page that Dash puts in its place. */
(function () {
  "use strict";

  var root = document.documentElement;

  function inPlace() { return !root.classList.contains("first"); }

  /* Filters: the form's values become the address; Dash then draws the page again. */
  function queryOf(form) {
    var pairs = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && value.trim() !== "" && value !== "all") { pairs.set(name, value.trim()); }
    });
    new URLSearchParams(window.location.search).forEach(function (value, name) {
      var control = form.elements.namedItem(name);
      if (!control && name !== "page") { pairs.set(name, value); }
    });
    var text = pairs.toString().replace(/%2C/g, ",");
    return text ? "?" + text : "";
  }

  function show(form) {
    var search = queryOf(form);
    if (search === window.location.search) { return; }
    if (inPlace() && window.dash_clientside && window.dash_clientside.set_props) {
      window.dash_clientside.set_props("_pages_location", { search: search });
    } else {
      window.location.search = search;
    }
  }

  document.addEventListener("change", function (event) {
    var form = event.target.closest ? event.target.closest("form[data-filters]") : null;
    if (form) { show(form); }
  });

  document.addEventListener("submit", function (event) {
    var form = event.target.closest("form[data-filters]");
    if (form) { event.preventDefault(); show(form); }
  });

  /* Menu: one group open at a time; closed by Escape and by a click elsewhere. */
  function closeMenus(except) {
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
      if (menu !== except) { menu.removeAttribute("open"); }
    });
  }

  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details[data-menu]"));
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    var open = document.querySelector("details[data-menu][open]");
    if (open) {
      open.removeAttribute("open");
      open.querySelector("summary").focus();
    }
  });

  /* Plotly is fetched only by a page that has a plotly chart, and from our own origin. */
  var plotly = document.body && document.body.dataset.plotly;
  if (plotly) {
    Object.defineProperty(window, "_dashPlotlyJSURL", {
      get: function () { return plotly; },
      set: function () {}
    });
  }

  function filled() {
    var slots = document.querySelectorAll("#react-entry-point [data-slot]");
    return Array.prototype.every.call(slots, function (slot) { return slot.childNodes.length; });
  }

  function outsideSlots(view) {
    return Array.prototype.filter.call(view.querySelectorAll("form[method]"), function (form) {
      return !form.closest("[data-slot]");
    });
  }

  /* The content of the slots, with all that was done to it: the page came without it. */
  function move(from, to) {
    var focused = document.activeElement;
    from.querySelectorAll("[data-slot]").forEach(function (slot) {
      var twin = to.querySelector('[data-slot="' + slot.dataset.slot + '"]');
      if (!twin) { return; }
      twin.replaceChildren.apply(twin, slot.childNodes);
      Object.assign(twin.dataset, slot.dataset);
      slot.remove();
    });
    if (focused && focused !== document.activeElement && to.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
  }

  /* What somebody has typed into the first view, chosen or put there is in the page that takes
     its place as well, and so is the cursor. */
  function carry(from, to, isHeld) {
    var all = function (view) { return isHeld ? outsideSlots(view) : view.querySelectorAll("form[method]"); };
    var forms = all(to);
    Array.prototype.forEach.call(all(from), function (form, i) {
      var twin = forms[i];
      if (!twin || twin.getAttribute("action") !== form.getAttribute("action")) { return; }
      Array.prototype.forEach.call(form.elements, function (control, n) {
        var other = twin.elements[n];
        if (!other || !control.name || other.name !== control.name) { return; }
        if (control.type === "file") { other.files = control.files; }
        else if (control.type === "checkbox" || control.type === "radio") { other.checked = control.checked; }
        else { other.value = control.value; }
        if (control === document.activeElement) {
          other.focus({ preventScroll: true });
          if (typeof control.selectionStart === "number") {
            other.setSelectionRange(control.selectionStart, control.selectionEnd);
          }
        }
      });
    });
    from.querySelectorAll("[data-changed]").forEach(function (slot) {
      var twin = to.querySelector('[data-slot="' + slot.dataset.slot + '"]');
      if (twin) { twin.innerHTML = slot.innerHTML; }
    });
  }

  function swap(triesLeft) {
    var page = document.querySelector("#react-entry-point .page");
    var isHeld = Boolean(page && page.dataset.held);
    if (!isHeld && !filled() && triesLeft > 0) {
      window.requestAnimationFrame(function () { swap(triesLeft - 1); });
      return;
    }
    var first = document.getElementById("first-view");
    var y = window.scrollY;
    root.classList.remove("first");
    if (first) {
      if (isHeld) { move(first, page); }
      carry(first, document.getElementById("react-entry-point"), isHeld);
      first.remove();
    }
    window.scrollTo(0, y);
    /* What the address names has its name only now. */
    var named = document.getElementById(window.location.hash.slice(1));
    if (named && y === 0) { named.scrollIntoView(); }
    root.dataset.ready = "true";
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.dakar = Object.assign(window.dash_clientside.dakar || {}, {
    /* The page that Dash made is in place: it takes the place of the first view. */
    ready: function () {
      var page = document.querySelector("#react-entry-point .page");
      if (page) { root.lang = page.lang; }
      swap(120);
      return window.dash_clientside.no_update;
    },
    /* Who asks for a page tells which first view is here: its slots need not come again. */
    asks: function (payload) {
      var first = document.getElementById("first-view");
      if (first) { payload.held = first.dataset.of; }
    },
    /* A string made and escaped by the server becomes the content of its slot; none where the
       first view holds it. */
    fill: function (html, id) {
      var slot = document.getElementById(
        JSON.stringify(id, Object.keys(id).sort())
      );
      if (slot && html !== null && html !== undefined) { slot.innerHTML = html; }
      return window.dash_clientside.no_update;
    }
  });
})();
