// The live part of a previewed page: it reloads the page when it changed, swaps
// style sheets in place, and shows problems and the page's origin. What the
// preview adds lives in one element with a shadow root, so that neither the
// site's styles nor its scripts meet it.
(() => {
  "use strict";
  const script = document.currentScript;
  const { sum, files } = script.dataset;
  const hidden = "pressbox-bar-hidden";
  let asked = 0;
  let answered = 0;
  let failed = 0;

  // A browser that shall keep nothing of a site gives neither storage nor a worker that
  // tabs share, which it does not say.
  let alone = !window.SharedWorker;
  let kept = {};
  try {
    kept = localStorage;
  } catch {
    alone = true;
  }

  const patience = (failures) => Math.min(250 * 2 ** failures, 5000); // in milliseconds

  const ask = async (follow) => {
    const turn = ++asked;
    let state;
    try {
      const query = new URLSearchParams({ path: location.pathname, sum, files });
      const answer = await fetch("/_pressbox/state?" + query, { cache: "no-store" });
      if (!answer.ok) throw new Error(answer.statusText);
      state = await answer.json();
      failed = 0;
    } catch {
      // The server is away, or a connection to the one before was still open: ask
      // again, less and less often, unless somebody asks meanwhile.
      setTimeout(() => turn === asked && ask(follow), patience(failed++));
      return;
    }
    if (turn < answered) return;
    answered = turn;
    if (follow && follow !== location.pathname && document.visibilityState === "visible") {
      location.assign(follow);
      return;
    }
    if (state.changed) {
      location.reload();
      return;
    }
    swap(state.styles);
    show(state);
  };

  // A style sheet is replaced only when the new one has come, so that the page is
  // never without; the newest wins, however many are on their way.
  const swap = (styles) => {
    const at = (link) => new URL(link.href).pathname;
    for (const [was, now] of Object.entries(styles)) {
      const sheets = [...document.querySelectorAll('link[rel~="stylesheet"]')].filter((l) => (l.dataset.was || at(l)) === was);
      if (!sheets.length || sheets.some((l) => at(l) === now)) continue;
      const next = sheets.at(-1).cloneNode();
      next.href = now;
      next.dataset.was = was;
      next.addEventListener("load", () => sheets.forEach((l) => l.remove()));
      next.addEventListener("error", () => next.remove()); // the server is away; who looks again tries again
      sheets.at(-1).after(next);
    }
  };

  const element = (name, properties, ...children) => {
    const e = Object.assign(document.createElement(name), properties);
    e.append(...children);
    return e;
  };
  const linked = (text, href, className) =>
    href ? element("a", { href, className, textContent: text }) : element("span", { className, textContent: text });

  // What is shown again as it was stays as it is: opened or closed, scrolled, selected, or
  // with the focus in it.
  let root;
  const slots = {};
  const fill = (name, content, make) => {
    const slot = slots[name];
    const text = JSON.stringify(content) ?? "";
    if (slot.text === text) return;
    slot.text = text;
    const focused = slot.element.contains(root.activeElement);
    slot.element.replaceChildren(...(text ? [make()].flat() : []));
    if (focused) slot.element.querySelector("summary")?.focus({ preventScroll: true });
  };

  const begin = () => {
    const host = element("pressbox-preview", { lang: "en", dir: "ltr" });
    host.setAttribute("role", "region");
    host.setAttribute("aria-label", "Pressbox preview");
    root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    for (const name of ["panel", "note", "bar", "status"]) {
      slots[name] = { text: "", element: element("div", {}) };
      root.append(slots[name].element);
    }
    slots.status.element.setAttribute("role", "status");
    slots.status.element.className = "status";
    root.addEventListener("keydown", (e) => {
      const panel = root.querySelector(".panel");
      if (e.key !== "Escape" || !panel?.open || !panel.contains(root.activeElement)) return;
      panel.open = false;
      panel.querySelector("summary").focus();
    });
    document.body.append(host);
  };

  const show = (state) => {
    const { problems, page } = state;
    const errors = problems.filter((p) => p.Severity === "error").length;
    const count = (n, what) => n + " " + what + (n === 1 ? "" : "s");
    const title = errors
      ? count(errors, "error") + (state.below ? ": " + state.below : "")
      : problems.length ? count(problems.length, "warning") : "";
    const bar = page && !kept[hidden];
    if (!root) {
      if (!title && !page?.Note && !bar) return;
      begin();
    }
    fill("panel", title ? [title, problems] : undefined, () =>
      element("details", { className: "panel", open: errors > 0 },
        element("summary", { textContent: title }),
        element("ul", {}, ...problems.map((p) =>
          element("li", { className: p.Severity },
            linked(p.Place || "pressbox", p.Editor, "place"), " ",
            element("b", { textContent: p.Severity }), " ",
            element("span", { className: "text", textContent: p.Text }),
            ...(p.Hint ? [element("p", { className: "hint", textContent: p.Hint })] : []),
            ...(p.Source ? [element("pre", { textContent: p.Source })] : []))))));
    // What readers would not see is said even where the bar is off.
    fill("note", page?.Note || undefined, () => element("div", { className: "note", textContent: page.Note }));
    fill("bar", bar ? page : undefined, () => {
      const documents = (page.Documents || []).flatMap((d, i) => [i ? " · " : "", linked(d.Path, d.Editor, "document")]);
      return element("div", { className: "bar" },
        element("span", { className: "key", textContent: "Alt+P hides this" }), " ",
        ...documents, " ", element("span", { className: "template", textContent: page.Template }),
        ...(page.Why ? [" ", element("span", { className: "why", textContent: "made again: " + page.Why + " changed" })] : []),
        ...(page.Time ? [" ", element("span", { textContent: "as of " + page.Time })] : []));
    });
    // Only what comes into an element that is there already is read out.
    setTimeout(() => fill("status", errors ? title : undefined, () => title));
  };

  const style = `
    :host { all: initial !important; display: block !important; position: fixed !important; inset: auto 0 0 0 !important; z-index: 2147483647 !important; }
    @media print { :host { display: none !important } }
    :host > div { font: 13px/1.45 system-ui, sans-serif; color-scheme: light dark; }
    .panel, .bar { background: Canvas; color: CanvasText; border-top: 1px solid GrayText; padding: .4rem .8rem; }
    .note { background: #ffd180; color: #000; font-weight: 600; padding: .2rem .8rem; }
    .panel { border-top: 3px solid #b00020; max-height: 45vh; overflow: auto; }
    summary { font-weight: 600; cursor: pointer; }
    ul { margin: .4rem 0; padding: 0; list-style: none; }
    li { margin: .5rem 0; overflow-wrap: anywhere; }
    li b { font-weight: 600; color: #b00020; } li.warning b { color: #8a5a00; }
    @media (prefers-color-scheme: dark) { li b { color: #ff8a80 } li.warning b { color: #ffd180 } }
    .hint { margin: 0; opacity: .85; }
    pre { margin: .2rem 0; padding: .3rem .5rem; border-left: 3px solid GrayText; font: 12px/1.4 ui-monospace, monospace; white-space: pre-wrap; }
    .place, .document { font-family: ui-monospace, monospace; font-size: 12px; color: inherit; }
    .status { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .bar { display: flow-root; overflow-wrap: anywhere; max-height: 20vh; overflow-y: auto; } .template, .why { opacity: .75; margin-left: .6em; } .key { float: right; opacity: .6; }`;

  addEventListener("keydown", (e) => {
    if (!e.altKey || e.code !== "KeyP") return;
    if (kept[hidden]) delete kept[hidden];
    else kept[hidden] = "1";
    ask();
  });

  // A page that follows the writer shows the new text, not how it comes; and a
  // transition that the next page is not ready for complains on its console.
  addEventListener("pageswap", (e) => e.viewTransition?.skipTransition());

  let worker;
  let wait;
  const leave = () => {
    clearTimeout(wait);
    if (worker) {
      worker.port.onmessage = null;
      worker.port.postMessage("bye");
    }
  };
  const listen = (failures) => {
    leave();
    worker = new SharedWorker("/_pressbox/worker.js", "pressbox");
    const again = () => listen(failures + 1);
    // A server that goes away before the worker has come leaves one that fails, or,
    // when browsers still bury the one before, one that never says a word.
    wait = setTimeout(again, 5000);
    worker.onerror = () => {
      clearTimeout(wait);
      wait = setTimeout(again, patience(failures));
    };
    worker.port.onmessage = (e) => {
      clearTimeout(wait);
      ask(e.data.follow);
    };
  };
  if (!alone) {
    listen(0);
    addEventListener("pagehide", leave);
    // A page that comes back from the browser's store of pages may be old.
    addEventListener("pageshow", (e) => { if (e.persisted) listen(0); });
  } else {
    const source = new EventSource("/_pressbox/events");
    source.onopen = () => ask();
    source.addEventListener("look", (e) => ask(JSON.parse(e.data).follow));
  }
  ask();
})();
