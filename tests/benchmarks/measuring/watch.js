/* In every page before its own scripts: notes, frame by frame, when charts and control are there.
   A page without plotly names its charts by data-bench. */
(function () {
  "use strict";

  var MARKS = {
    heat: '.heatmaplayer image, [data-bench="heat"] [data-bench="mark"]',
    bars: '.barlayer .point, [data-bench="bars"] [data-bench="mark"]',
    map: '.scatterlayer .point, [data-bench="map"] [data-bench="mark"]'
  };
  var LEAST = { heat: 1, bars: 12, map: 57 };
  var TITLES = '.gtitle, .g-gtitle text, [data-bench="profile-title"]';
  var CONTROL = '#country, [data-testid="stSelectbox"] input';

  var blocked = [], shifts = 0, isReady = false;
  var watched = { first: null, ready: null, shown: null, input: 0, wanted: null };

  /* A deferred script has run by then: what answers to the control is there. */
  document.addEventListener("DOMContentLoaded", function () { isReady = true; });

  function names(country) {
    return Array.prototype.some.call(document.querySelectorAll(TITLES), function (title) {
      return title.textContent.indexOf(country) >= 0;
    });
  }

  function look() {
    var now = performance.now();
    if (document.body && (watched.ready === null || watched.wanted)) {
      var has = Object.keys(MARKS).map(function (kind) {
        return document.querySelectorAll(MARKS[kind]).length / LEAST[kind];
      });
      if (watched.first === null && has.some(Boolean)) { watched.first = now; }
      if (watched.ready === null && isReady && document.querySelector(CONTROL) && names(window.REVIEWED) &&
          has.every(function (share) { return share >= 1; })) { watched.ready = now; }
      if (watched.wanted && watched.shown === null && names(watched.wanted)) { watched.shown = now; }
    }
    window.requestAnimationFrame(look);
  }
  window.requestAnimationFrame(look);

  function observe(type, take) {
    new PerformanceObserver(function (list) { list.getEntries().forEach(take); }).observe({ type: type, buffered: true });
  }
  observe("layout-shift", function (entry) { if (!entry.hadRecentInput) { shifts += entry.value; } });
  observe("longtask", function (entry) { blocked.push(entry.duration - 50); });

  ["mousedown", "click", "keydown", "change"].forEach(function (kind) {
    window.addEventListener(kind, function () {
      if (watched.shown === null) { watched.input = performance.now(); }
    }, true);
  });

  watched.expect = function (country) {
    watched.wanted = country; watched.shown = null; watched.input = performance.now();
  };
  watched.result = function () {
    return {
      first: watched.first, ready: watched.ready, shift: shifts,
      blocking: blocked.reduce(function (sum, time) { return sum + time; }, 0)
    };
  };
  window.watched = watched;
})();
