// Searching without a server: names first, then posts, newest first. The parts of
// the index are fetched when somebody searches, and remembered by the browser.
(() => {
  const form = document.querySelector("form.search");
  const field = form?.elements.q;
  const found = document.getElementById("found");
  const list = document.getElementById("results");
  if (!field || !list) return;

  const most = 50;
  const parts = new Map();
  const get = (url) => {
    if (!parts.has(url)) {
      const part = fetch(url).then((r) => {
        if (!r.ok) throw new Error(r.status);
        return r.json();
      });
      part.catch(() => parts.delete(url));
      parts.set(url, part);
    }
    return parts.get(url);
  };

  // Marks, apostrophes, hyphens and full stops do not count: "cj" finds C.J.,
  // "doncic" finds Dončić.
  const special = { ı: "i", ł: "l", đ: "d", ø: "o", ß: "ss", æ: "ae", œ: "oe" };
  const fold = (s) =>
    s.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "")
      .replace(/[ıłđøßæœ]/g, (c) => special[c])
      .replace(/['’ʼʻ`.]/g, "").replace(/[‐‑–-]/g, " ");

  // Every word asked for must begin a word of the text.
  const finder = (query) => {
    const words = fold(query).split(/\s+/).filter(Boolean);
    return words.length && ((...texts) => {
      const text = " " + fold(texts.flat().filter(Boolean).join(" "));
      return words.every((w) => text.includes(" " + w));
    });
  };

  const element = (name, className, text) => {
    const e = document.createElement(name);
    if (className) e.className = className;
    if (text) e.textContent = text;
    return e;
  };

  const months = new Intl.DateTimeFormat(document.documentElement.lang || "en", { year: "numeric", month: "short", day: "numeric", timeZone: "UTC" });

  const line = (label, title, url, note, when) => {
    const li = element("li");
    const card = li.appendChild(element("article", "card"));
    const side = card.appendChild(element("p", "when"));
    if (when) {
      const time = side.appendChild(element("time", "d", months.format(new Date(when.slice(0, 10)))));
      time.dateTime = when;
    } else side.append(element("span", "lab", label));
    const a = card.appendChild(element("h3")).appendChild(element("a", "", title));
    a.href = url;
    if (note) card.append(element("p", "sum", note));
    return li;
  };

  let asked = 0;
  const search = async () => {
    const ask = ++asked;
    const matches = finder(field.value);
    if (!matches) {
      list.replaceChildren();
      found.textContent = "";
      return;
    }
    const lines = [];
    const show = (done) => {
      if (ask !== asked) return false;
      list.replaceChildren(...lines);
      if (done) found.textContent = lines.length ? found.dataset.some.replace("{0}", lines.length) : found.dataset.none;
      return true;
    };
    try {
      const index = await get(list.dataset.index);
      if (index.names) {
        const { names } = await get(index.names);
        for (const n of names || []) {
          if (lines.length < most / 2 && matches(n.n, n.a, n.i)) lines.push(line(list.dataset[n.k] || n.k, n.n, n.u, [n.i, ...(n.a || [])].filter(Boolean).join(", ")));
        }
      }
      if (!show(false)) return;
      for (const url of [...(index.posts || [])].reverse()) {
        const { posts } = await get(url);
        for (const p of [...(posts || [])].reverse()) {
          if (lines.length < most && matches(p.t, p.s, p.p, p.m, p.r)) lines.push(line("", p.t, p.u, p.s, p.d));
        }
        if (!show(false)) return;
        if (lines.length >= most) break;
      }
      show(true);
    } catch {
      if (ask === asked) found.textContent = found.dataset.fail;
    }
  };

  let wait;
  field.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(search, 150);
  });
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    clearTimeout(wait);
    history.replaceState(null, "", "?q=" + encodeURIComponent(field.value));
    search();
  });
  field.value = new URLSearchParams(location.search).get("q") || "";
  if (field.value) search();
})();
