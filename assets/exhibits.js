/* What exhibits do in the browser, by delegated events: cells walked by arrow keys, a tip with
   the sentence of a cell, chart or table, a picture of a chart. */
(function () {
  "use strict";

  /* Grid: one tab stop; arrows, Home, End walk the cells. */
  function grid(element) { return element && element.closest ? element.closest("[data-grid]") : null; }

  function stops(row) {
    return Array.prototype.map.call(row.cells, function (cell) {
      return cell.querySelector("a, .in");
    });
  }

  function rows(table) {
    return Array.prototype.filter.call(table.rows, function (row) {
      return !row.classList.contains("heading") && !row.classList.contains("bands") &&
        stops(row).some(Boolean);
    });
  }

  function enter(table) {
    if (table.querySelector('[tabindex="0"]')) { return; }
    var first = rows(table)[0];
    var body = rows(table).filter(function (row) { return row.closest("tbody"); })[0] || first;
    var stop = body && stops(body).filter(Boolean)[0];
    if (stop) { stop.tabIndex = 0; }
  }

  function move(table, stop) {
    if (!stop) { return; }
    table.querySelectorAll('[tabindex="0"]').forEach(function (old) { old.tabIndex = -1; });
    stop.tabIndex = 0;
    stop.focus();
  }

  function near(row, index) {
    var all = stops(row), at = Math.min(index, all.length - 1);
    return all[at] || all.slice(at).filter(Boolean)[0] || all.filter(Boolean)[0];
  }

  function target(table, key, control) {
    var lines = rows(table), cell = document.activeElement.closest("td, th");
    var line = lines.indexOf(cell.parentNode), at = cell.cellIndex, here = stops(lines[line]);
    var seek = function (from, step) {
      for (var i = from; i >= 0 && i < here.length; i += step) { if (here[i]) { return here[i]; } }
      return null;
    };
    switch (key) {
      case "ArrowRight": return seek(at + 1, 1);
      case "ArrowLeft": return seek(at - 1, -1);
      case "ArrowDown": return lines[line + 1] && near(lines[line + 1], at);
      case "ArrowUp": return lines[line - 1] && near(lines[line - 1], at);
      case "Home": return control ? near(lines[0], 0) : seek(0, 1);
      case "End": return control ? near(lines[lines.length - 1], 99) : seek(here.length - 1, -1);
      case "PageDown": return near(lines[Math.min(line + 10, lines.length - 1)], at);
      case "PageUp": return near(lines[Math.max(line - 10, 0)], at);
      default: return undefined;
    }
  }

  document.addEventListener("keydown", function (event) {
    var table = grid(event.target);
    if (!table || event.altKey || event.metaKey) { return; }
    var next = target(table, event.key, event.ctrlKey);
    if (next === undefined) { return; }
    event.preventDefault();
    move(table, next);
  });

  /* A grid gets its tab stop when it arrives in the page. */
  function enterAll() { document.querySelectorAll("[data-grid]").forEach(enter); }
  new MutationObserver(enterAll).observe(document.documentElement, { childList: true, subtree: true });
  enterAll();

  /* Tip: the sentence of a cell, on hover and on focus; Escape hides it. */
  var tip = null;

  function hide() { if (tip) { tip.remove(); tip = null; } }

  function tell(element) {
    hide();
    var cell = element && element.closest ? element.closest("[data-grid] td") : null;
    var words = cell && cell.querySelector("i");
    if (!words || !words.textContent) { return; }
    tip = document.createElement("div");
    tip.className = "cell-tip";
    tip.setAttribute("aria-hidden", "true");
    tip.textContent = words.textContent;
    document.body.appendChild(tip);
    var box = cell.getBoundingClientRect(), size = tip.getBoundingClientRect();
    var left = Math.min(Math.max(8, box.left + box.width / 2 - size.width / 2), window.innerWidth - size.width - 8);
    var above = box.top - size.height - 6;
    tip.style.left = left + "px";
    tip.style.top = (above > 4 ? above : box.bottom + 6) + "px";
  }

  document.addEventListener("mouseover", function (event) { tell(event.target); });
  document.addEventListener("focusin", function (event) { tell(event.target); });
  document.addEventListener("focusout", hide);
  /* A focus that scrolls the page keeps its tip; a hover that scrolled away does not. */
  document.addEventListener("scroll", function () {
    if (tip) { tell(grid(document.activeElement) ? document.activeElement : null); }
  }, true);
  document.addEventListener("keydown", function (event) { if (event.key === "Escape") { hide(); } });

  /* Chart or table: the pressed button says which part of the exhibit is shown. */
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-show]");
    if (!button) { return; }
    var exhibit = button.closest(".exhibit");
    if (button.dataset.graph) { explore(exhibit, button); }
    exhibit.querySelectorAll("[data-show]").forEach(function (one) {
      one.setAttribute("aria-pressed", String(one === button));
    });
    exhibit.querySelectorAll("[data-part]").forEach(function (part) {
      part.hidden = part.dataset.part !== button.dataset.show;
    });
  });

  /* Exploring: the graph is asked for once; Dash then fetches plotly, from our own origin. */
  function explore(exhibit, button) {
    var place = exhibit.querySelector('[data-part="explore"]'), dash = window.dash_clientside;
    if (!place || place.childNodes.length || !dash || !dash.set_props) { return; }
    fetch(button.dataset.graph).then(function (answer) { return answer.json(); }).then(function (graph) {
      dash.set_props(JSON.parse(place.id), { children: graph });
    });
  }

  /* Picture: the wide drawing on white paper, with its title above and its source below. */
  var SPACE = "http://www.w3.org/2000/svg", MARGIN = 24, SCALE = 2;

  function lines(text, width, size, bold) {
    var pen = document.createElement("canvas").getContext("2d"), made = [];
    pen.font = (bold ? "600 " : "") + size + "px Inter, Arial, sans-serif";
    text.trim().split(/[ \n]+/).forEach(function (word) {
      var last = made.length - 1, longer = last >= 0 ? made[last] + " " + word : word;
      if (last >= 0 && pen.measureText(longer).width <= width) { made[last] = longer; } else { made.push(word); }
    });
    return made;
  }

  function write(svg, text, y, width, size, bold, colour) {
    lines(text, width, size, bold).forEach(function (line) {
      var element = document.createElementNS(SPACE, "text");
      element.setAttribute("x", MARGIN);
      element.setAttribute("y", y + size);
      element.setAttribute("font-size", size);
      element.setAttribute("fill", colour);
      if (bold) { element.setAttribute("font-weight", "600"); }
      element.textContent = line;
      svg.appendChild(element);
      y += size * 1.35;
    });
    return y;
  }

  function words(exhibit, selector) {
    return Array.prototype.map.call(exhibit.querySelectorAll(selector), function (one) {
      return one.textContent.trim();
    }).filter(Boolean).join(" · ");
  }

  function picture(exhibit, drawing) {
    var box = drawing.viewBox.baseVal, width = box.width + 2 * MARGIN;
    var svg = document.createElementNS(SPACE, "svg"), paper = document.createElementNS(SPACE, "rect");
    paper.setAttribute("width", "100%");
    paper.setAttribute("height", "100%");
    paper.setAttribute("fill", "#ffffff");
    svg.appendChild(paper);
    svg.setAttribute("font-family", "Inter, Arial, sans-serif");
    var y = write(svg, words(exhibit, "h2, h3"), MARGIN, box.width, 19, true, "#1b2733");
    y = write(svg, words(exhibit, ".subtitle"), y + 2, box.width, 13, false, "#52606d") + 12;
    var copy = drawing.cloneNode(true);
    copy.setAttribute("x", MARGIN);
    copy.setAttribute("y", y);
    copy.setAttribute("width", box.width);
    copy.setAttribute("height", box.height);
    svg.appendChild(copy);
    y = write(svg, words(exhibit, ".exhibit-foot > *"), y + box.height + 12, box.width, 12, false, "#52606d");
    svg.setAttribute("width", width);
    svg.setAttribute("height", y + MARGIN);
    svg.setAttribute("viewBox", "0 0 " + width + " " + (y + MARGIN));
    return svg;
  }

  /* The scorecard as a drawing: every cell, sign and word where the page shows it. */
  function element(name, attributes) {
    var made = document.createElementNS(SPACE, name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    return made;
  }

  function textLines(node) {
    var made = [], range = document.createRange(), pattern = /\S+/g, match;
    while ((match = pattern.exec(node.data))) {
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      var box = range.getBoundingClientRect(), last = made[made.length - 1];
      if (last && Math.abs(last.box.top - box.top) < 3) { last.words += " " + match[0]; } else {
        made.push({ box: box, words: match[0] });
      }
    }
    return made;
  }

  function drawCell(svg, cell, origin) {
    var box = cell.getBoundingClientRect(), colour = "#1b2733";
    if (cell.classList.contains("look")) {
      var level = /look-([0-4]|published)/.test(cell.className) && !cell.classList.contains("hollow");
      if (level) { colour = getComputedStyle(cell).color; }
      var inside = (cell.querySelector("a, .in") || cell).getBoundingClientRect();
      svg.appendChild(element("rect", {
        x: inside.left - origin.left, y: inside.top - origin.top, width: inside.width, height: inside.height,
        fill: level ? getComputedStyle(cell).backgroundColor : "#ffffff", stroke: "#6b7280"
      }));
    }
    cell.querySelectorAll("svg").forEach(function (sign) {
      var place = sign.getBoundingClientRect(), copy = sign.cloneNode(true);
      copy.setAttribute("x", place.left - origin.left);
      copy.setAttribute("y", place.top - origin.top);
      copy.setAttribute("fill", sign.classList.contains("meter") ? "#5b7083" : colour);
      copy.querySelectorAll(".glyph-line").forEach(function (line) {
        line.setAttribute("fill", "none");
        line.setAttribute("stroke", colour);
        line.setAttribute("stroke-width", "1.5");
      });
      copy.querySelectorAll(".meter-all").forEach(function (all) { all.setAttribute("fill", "#dfe6ee"); });
      svg.appendChild(copy);
    });
    drawWords(svg, cell, origin, colour);
  }

  function drawWords(svg, cell, origin, colour) {
    var walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), node;
    while ((node = walker.nextNode())) {
      if (node.parentNode.nodeName === "I") { continue; }
      var font = getComputedStyle(node.parentNode), size = parseFloat(font.fontSize);
      textLines(node).forEach(function (line) {
        var words = element("text", {
          x: line.box.left - origin.left, y: line.box.top - origin.top + line.box.height / 2 + size * 0.35,
          "font-size": size, "font-weight": font.fontWeight, fill: colour
        });
        words.textContent = line.words;
        svg.appendChild(words);
      });
    }
  }

  function drawMatrix(table) {
    var head = table.tHead, hidden = getComputedStyle(head).position === "absolute";
    if (!hidden) { head.style.position = "static"; }
    var legend = table.closest(".exhibit").querySelector(".legend"), place = table.getBoundingClientRect();
    var origin = { left: place.left, top: legend ? legend.getBoundingClientRect().top : place.top };
    var svg = element("svg", { viewBox: "0 0 " + place.width + " " + (place.bottom - origin.top) });
    (legend ? legend.querySelectorAll("li") : []).forEach(function (item) {
      drawCell(svg, item.querySelector(".chip"), origin);
      drawWords(svg, item, origin, "#1b2733");
    });
    table.querySelectorAll("th, td").forEach(function (cell) {
      if (!(hidden && head.contains(cell))) { drawCell(svg, cell, origin); }
    });
    head.style.position = "";
    return svg;
  }

  function save(address, name) {
    var link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
  }

  function savePicture(exhibit) {
    var name = exhibit.querySelector("[data-exhibit]").dataset.exhibit + ".png", drawing = exhibit.querySelector(".chart-wide");
    var matrix = exhibit.querySelector("table.matrix");
    if (!drawing && matrix) { drawing = drawMatrix(matrix); }
    if (!drawing) {
      var plot = exhibit.querySelector(".js-plotly-plot");
      if (plot && window.Plotly) {
        window.Plotly.toImage(plot, { format: "png", scale: SCALE }).then(function (data) { save(data, name); });
      }
      return;
    }
    withFont(function (face) { paint(picture(exhibit, drawing), face, name); });
  }

  /* A picture does not see the page's fonts: the one it needs travels inside it. */
  var font = null;

  function withFont(go) {
    var preload = document.querySelector('link[rel="preload"][as="font"]');
    if (font !== null || !preload) { go(font || ""); return; }
    fetch(preload.href).then(function (answer) { return answer.blob(); }).then(function (blob) {
      var reader = new FileReader();
      reader.onload = function () {
        font = '@font-face{font-family:"Inter";font-weight:100 900;src:url("' + reader.result + '")}';
        go(font);
      };
      reader.readAsDataURL(blob);
    }, function () { go(""); });
  }

  function paint(svg, face, name) {
    var image = new Image(), style = document.createElementNS(SPACE, "style");
    style.textContent = face;
    svg.insertBefore(style, svg.firstChild);
    var text = new XMLSerializer().serializeToString(svg);
    image.onload = function () {
      var canvas = document.createElement("canvas");
      canvas.width = image.width * SCALE;
      canvas.height = image.height * SCALE;
      var pen = canvas.getContext("2d");
      pen.scale(SCALE, SCALE);
      pen.drawImage(image, 0, 0);
      canvas.toBlob(function (blob) {
        var address = URL.createObjectURL(blob);
        save(address, name);
        window.setTimeout(function () { URL.revokeObjectURL(address); }, 10000);
      }, "image/png");
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-picture]");
    if (button) { savePicture(button.closest(".exhibit")); }
  });
})();
