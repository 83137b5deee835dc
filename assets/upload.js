/* The upload page: each workbook is sent alone, checked by the server without storing anything,
   and stored only when a person says so. Everything shown is text; nothing is read as HTML.
   This file sends and asks; upload-list.js shows the files, upload-detail.js what was found. */
(function () {
  "use strict";

  const API = "/api/v1/uploads";
  const AT_ONCE = 3;
  const KEPT = "dakar-uploads";
  const WORKBOOK = /\.(xlsx|xlsm|xls|xlsb|ods)$/i;
  const LONGEST_WAIT = 180000;

  const up = window.dakarUpload = { API: API, items: [], place: null, words: {} };

  /* words and elements */
  up.fill = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  up.say = (key, values) => up.fill(up.words[key] || key, values || {});

  up.count = (key, n, values) => {
    const form = new Intl.PluralRules(document.documentElement.lang).select(n);
    const pattern = up.words[key + "." + form] || up.words[key + ".other"];
    return up.fill(pattern, Object.assign({ n: n }, values));
  };

  up.make = (tag, text, name) => {
    const node = document.createElement(tag);
    if (text !== undefined && text !== null) { node.textContent = text; }
    if (name) { node.className = name; }
    return node;
  };

  up.button = (text, name, action) => {
    const node = up.make("button", text, name);
    node.type = "button";
    node.addEventListener("click", action);
    return node;
  };

  up.announce = (text) => { up.place.querySelector("[role=status]").textContent = text; };

  up.note = (text) => { up.place.querySelector(".upload-notes").append(up.make("p", text, "notice")); };

  /* one request; `done` gets the status and the JSON, status 0 when the line was cut */
  up.ask = (method, path, body, done, progress) => {
    const request = new XMLHttpRequest();
    let answered = false;
    const end = (status, answer) => { if (!answered) { answered = true; done(status, answer); } };
    request.open(method, API + path);
    request.timeout = LONGEST_WAIT;
    request.setRequestHeader("Accept-Language", document.documentElement.lang);
    if (typeof body === "string") { request.setRequestHeader("Content-Type", "application/json"); }
    if (progress) { request.upload.onprogress = progress; }
    request.onload = () => {
      let answer = null;
      try { answer = JSON.parse(request.responseText); } catch (error) { answer = null; }
      end(answer ? request.status : 0, answer);
    };
    request.onerror = request.ontimeout = request.onabort = () => end(0, null);
    request.send(body);
  };

  /* A queue runs a few things at once: `run(thing, next)` calls next when it has ended. */
  up.queue = (atOnce, run, drained) => {
    const waiting = [];
    let running = 0;
    const next = () => {
      while (running < atOnce && waiting.length) {
        running += 1;
        run(waiting.shift(), ended);
      }
    };
    const ended = () => {
      running -= 1;
      next();
      if (!running && !waiting.length) { drained(); }
    };
    return {
      add: (thing) => { waiting.push(thing); next(); },
      drop: (thing) => {
        const at = waiting.indexOf(thing);
        if (at >= 0) { waiting.splice(at, 1); }
      },
      busy: () => running + waiting.length > 0
    };
  };

  /* A file: `state` is waiting, sending, reading, lost, local (refused here), storing or done;
     `answer` is what the server said of it. */
  up.item = (values) => Object.assign(
    { state: "waiting", part: 0, answer: null, accepted: new Set(), problem: "" }, values
  );

  up.outcome = (item) => {
    if (item.state === "local") { return "refused"; }
    if (!item.answer) { return "waiting"; }
    return item.answer.report ? "stored" : item.answer.outcome;
  };

  up.isPending = (item) => ["waiting", "sending", "reading"].includes(item.state);

  /* sending */
  function add(file, folder) {
    const item = up.item({ name: file.name, folder: folder || "", file: file });
    const limit = up.limit * 1024 * 1024;
    if (file.size > limit) {
      item.state = "local";
      item.problem = up.say("too-large", { limit: up.limit });
    }
    item.stated = stated();
    up.items.push(item);
    up.list.add(item);
    if (item.state === "waiting") { sending.add(item); }
  }

  function stated() {
    const found = {};
    ["country", "round"].forEach((name) => {
      const control = up.place.querySelector("select[name=" + name + "]");
      if (control && control.value) { found[name] = control.value; }
    });
    return found;
  }

  const sending = up.queue(AT_ONCE, (item, next) => {
    const form = new FormData();
    Object.entries(item.stated).forEach(([name, value]) => form.append(name, value));
    form.append("lang", document.documentElement.lang);
    form.append("file", item.file, item.name);
    item.state = "sending";
    up.list.progress(item);
    up.ask("POST", "", form, (status, answer) => {
      received(item, status, answer);
      next();
    }, (event) => {
      if (!event.lengthComputable) { return; }
      item.part = event.loaded / event.total;
      item.state = item.part < 1 ? "sending" : "reading";
      up.list.progress(item);
    });
  }, () => up.list.drained());

  function received(item, status, answer) {
    if (answer && !answer.error) {
      take(item, answer);
      replaceOlder(item);
    } else {
      item.state = "lost";
      item.problem = answer ? answer.error.message : up.say("lost");
      up.list.show(item);
    }
    up.save();
  }

  function take(item, answer) {
    item.state = "done";
    item.problem = "";
    item.answer = answer;
    if (answer.id) { item.file = null; }  // the server has it; nothing is held twice
    up.list.show(item);
  }

  /* A corrected file of the same name, country and round takes the place of the one before. */
  function replaceOlder(item) {
    if (!item.answer.country) { return; }
    const same = (one) => one !== item && one.state === "done" && !one.answer.report &&
      one.name === item.name && one.folder === item.folder &&
      one.answer.country === item.answer.country && one.answer.round === item.answer.round;
    up.items.filter(same).forEach((one) => {
      up.remove(one);
      up.note(up.say("replaced", { file: one.name }));
    });
  }

  up.retry = (item) => {
    item.state = item.file ? "waiting" : "reading";
    item.part = 0;
    item.problem = "";
    up.list.show(item);
    (item.file ? sending : fetching).add(item);
  };

  up.remove = (item) => {
    sending.drop(item);
    up.items.splice(up.items.indexOf(item), 1);
    up.list.remove(item);
    up.save();
  };

  /* storing and publishing: one that fails never stops the others */
  const storing = up.queue(2, (job, next) => {
    const body = JSON.stringify({ publish: job.publish });
    up.ask("POST", "/" + job.item.answer.id + "/load", body, (status, answer) => {
      stored(job, status, answer);
      next();
    });
  }, () => {});

  function stored(job, status, answer) {
    const item = job.item;
    item.state = "done";
    item.problem = "";
    if (answer && answer.findings) {
      // The rows that were read stay to be looked at: a loading does not send them again.
      answer.preview = answer.preview.length ? answer.preview : item.answer.preview;
      item.answer = answer;
      item.problem = answer.error ? answer.error.message : "";
    } else {
      item.problem = answer && answer.error ? answer.error.message : up.say("lost-store");
    }
    up.list.show(item, true);
    up.save();
    job.then(Boolean(item.answer.report) && (!job.publish || item.answer.state === "published"));
  }

  up.store = (item, publish, then) => {
    item.state = "storing";
    up.list.show(item, true);
    storing.add({ item: item, publish: publish, then: then });
  };

  /* readings */
  up.refuse = (item, places, then) => {
    const body = JSON.stringify({ places: places });
    up.ask("POST", "/" + item.answer.id + "/refusals", body, (status, answer) => {
      if (answer && answer.findings) {
        take(item, answer);
      } else {
        item.problem = answer && answer.error ? answer.error.message : up.say("lost");
        up.list.show(item);
      }
      then(Boolean(answer && answer.findings));
    });
  };

  /* what survives a reload: the ids, and which readings were accepted */
  up.save = () => {
    const idOf = (item) => item.answer ? item.answer.id : item.id;
    const kept = up.items.filter(idOf).map((item) => ({
      id: idOf(item), folder: item.folder, accepted: Array.from(item.accepted)
    }));
    try { window.sessionStorage.setItem(KEPT, JSON.stringify(kept)); } catch (error) { /* full or forbidden: the list then ends with the page */ }
  };

  function kept() {
    try { return JSON.parse(window.sessionStorage.getItem(KEPT) || "[]"); } catch (error) { return []; }
  }

  let forgotten = 0;

  const fetching = up.queue(AT_ONCE, (item, next) => {
    up.ask("GET", "/" + item.id, null, (status, answer) => {
      if (status === 200) {
        item.name = answer.file;
        take(item, answer);
      } else if (status === 0 || status >= 500) {
        item.state = "lost";
        item.problem = up.say("lost");
        up.list.show(item);
      } else {
        forgotten += 1;
        up.remove(item);
      }
      next();
    });
  }, () => {
    if (forgotten) { up.note(up.count("forgotten", forgotten)); }
    forgotten = 0;
    up.save();
    up.list.drained();
  });

  function restore() {
    kept().forEach((one) => {
      const item = up.item({
        id: one.id, name: "…", folder: one.folder || "", accepted: new Set(one.accepted), state: "reading"
      });
      up.items.push(item);
      up.list.add(item);
      fetching.add(item);
    });
  }

  /* choosing and dropping; of a folder, the workbooks in it */
  function isLock(name) { return name.startsWith("~$") || name.startsWith("."); }

  function addFolder(files) {
    const left = [];
    files.forEach((one) => {
      if (isLock(one.file.name)) { return; }
      if (WORKBOOK.test(one.file.name)) { add(one.file, one.folder); } else { left.push(one.file.name); }
    });
    if (left.length) {
      const names = left.slice(0, 5).join(", ") + (left.length > 5 ? ", …" : "");
      up.note(up.count("left", left.length, { names: names }));
    }
  }

  function folderOf(path) { return path.replace(/^\//, "").split("/").slice(0, -1).join("/"); }

  document.addEventListener("change", (event) => {
    const kind = event.target.dataset ? event.target.dataset.choose : null;
    if (!kind || !up.place || !up.place.contains(event.target)) { return; }
    const files = Array.from(event.target.files);
    if (kind === "folder") {
      addFolder(files.map((file) => ({ file: file, folder: folderOf(file.webkitRelativePath) })));
    } else {
      files.forEach((file) => add(file, ""));
    }
    event.target.value = "";
  });

  const zoneOf = (event) => event.target.closest ? event.target.closest(".drop-zone") : null;
  const hasFiles = (event) => event.dataTransfer && Array.from(event.dataTransfer.types).includes("Files");

  document.addEventListener("dragover", (event) => {
    if (!up.place || !hasFiles(event)) { return; }
    event.preventDefault();  // also beside the zone, where the browser would open the file
    const zone = zoneOf(event);
    event.dataTransfer.dropEffect = zone ? "copy" : "none";
    if (zone) { zone.classList.add("over"); }
  });

  document.addEventListener("dragleave", (event) => {
    const zone = zoneOf(event);
    if (zone && !zone.contains(event.relatedTarget)) { zone.classList.remove("over"); }
  });

  document.addEventListener("drop", (event) => {
    if (!up.place || !hasFiles(event)) { return; }
    event.preventDefault();
    const zone = zoneOf(event);
    if (!zone) { return; }
    zone.classList.remove("over");
    // Entries have to be asked for at once: the list is empty when the event has ended.
    const entries = Array.from(event.dataTransfer.items)
      .map((item) => item.webkitGetAsEntry ? item.webkitGetAsEntry() : null);
    const files = Array.from(event.dataTransfer.files);
    entries.forEach((entry, at) => {
      if (entry && entry.isDirectory) {
        below(entry).then(addFolder);
      } else if (files[at]) {
        add(files[at], "");
      }
    });
  });

  async function below(folder) {
    const reader = folder.createReader();
    const found = [];
    for (;;) {
      // A folder gives at most a hundred entries a time.
      const some = await new Promise((done) => { reader.readEntries(done, () => done([])); });
      if (!some.length) { break; }
      for (const entry of some) {
        if (entry.isDirectory) {
          found.push(...await below(entry));
        } else {
          const file = await new Promise((done) => { entry.file(done, () => done(null)); });
          if (file) { found.push({ file: file, folder: folderOf(entry.fullPath) }); }
        }
      }
    }
    return found;
  }

  window.addEventListener("beforeunload", (event) => {
    if (sending.busy() || storing.busy()) {
      event.preventDefault();
      event.returnValue = up.say("leave");
    }
  });

  /* the page is there when Dash has put it in place of the first view */
  function start() {
    const place = document.querySelector("#react-entry-point [data-upload]");
    if (!place || !document.documentElement.dataset.ready || up.place) { return; }
    const desk = JSON.parse(place.dataset.upload);
    up.words = desk.words;
    up.limit = desk.limit;
    up.mayLoad = desk.mayLoad;
    up.mayPublish = desk.mayPublish;
    up.place = place;
    up.list.start();
    restore();
  }

  new MutationObserver(start).observe(
    document.documentElement, { attributes: true, attributeFilter: ["data-ready"] }
  );
})();
