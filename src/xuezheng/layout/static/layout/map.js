/* The map of a plan, an enhancement: every step works without, by plain links and forms.
   A press on a school asks what follows where it is turned off, or on again, and draws it; keys: o try, l lock, Ctrl+Z, Ctrl+Y. */
(() => {
  "use strict";
  const map = document.querySelector("svg.layout-map");
  const panel = document.getElementById("pick");
  const root = document.querySelector("[data-what-if]");
  if (!map || !panel || !root) return;
  const ways = map.querySelector("g.ways");
  const planned = ways.innerHTML;
  let asked = null;

  const chosen = (code) => {
    map.querySelectorAll("a.school.is-chosen").forEach((a) => a.classList.remove("is-chosen"));
    map.querySelectorAll(".chosen").forEach((ring) => ring.remove());
    const school = map.querySelector(`a.school[data-code="${CSS.escape(code)}"]`);
    if (!school || !school.querySelector("circle, rect")) return;
    const sign = school.querySelector("circle, rect").getBBox();
    const ring = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    ring.setAttribute("cx", sign.x + sign.width / 2);
    ring.setAttribute("cy", sign.y + sign.height / 2);
    ring.setAttribute("r", sign.width / 2 + 6);
    ring.setAttribute("class", "chosen");
    school.classList.add("is-chosen");
    school.append(ring);
    document.querySelectorAll(".moves tr[data-code]").forEach((tr) => tr.classList.toggle("sel", tr.dataset.code === code));
  };

  const drawn = (text) => {
    const parsed = new DOMParser().parseFromString(`<svg xmlns="http://www.w3.org/2000/svg">${text}</svg>`, "image/svg+xml");
    ways.replaceChildren(...[...parsed.documentElement.childNodes].map((node) => document.importNode(node, true)));
  };

  const trial = async (code) => {
    asked?.abort();
    asked = new AbortController();
    panel.setAttribute("aria-busy", "true");
    chosen(code);
    const query = new URLSearchParams({ version: root.dataset.version, code });
    if (root.dataset.year) query.set("year", root.dataset.year);
    try {
      const answer = await fetch(`${root.dataset.whatIf}?${query}`, { signal: asked.signal, headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (!answer.ok) return;
      panel.innerHTML = told.panel;
      if (told.school !== code) chosen(told.school);
      drawn(told.ways);
      const here = new URL(location.href);
      here.searchParams.set("school", code);
      history.replaceState(null, "", here);
    } catch (error) {
      if (error.name !== "AbortError") location.href = map.querySelector(`a.school[data-code="${CSS.escape(code)}"]`)?.href ?? location.href;
    } finally {
      panel.removeAttribute("aria-busy");
    }
  };

  map.addEventListener("click", (event) => {
    const school = event.target.closest("a.school");
    if (!school || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    trial(school.dataset.code);
  });
  document.querySelector(".moves")?.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-school]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    trial(link.dataset.school);
    panel.scrollIntoView({ block: "nearest" });
  });
  panel.addEventListener("click", (event) => {
    if (!event.target.closest("[data-try]")) return;
    event.preventDefault();
    trial(event.target.closest("[data-try]").dataset.try);
  });

  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select")) return;
    const isOff = localStorage.getItem("xuezheng-keys-off") === "1";
    const undo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !event.shiftKey;
    const redo = (event.ctrlKey || event.metaKey) && (event.key.toLowerCase() === "y" || (event.key.toLowerCase() === "z" && event.shiftKey));
    const press = (selector) => {
      const found = document.querySelector(selector);
      if (found) {
        event.preventDefault();
        found.click();
      }
    };
    if (undo) press("[data-key=undo]");
    else if (redo) press("[data-key=redo]");
    else if (isOff || event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === "l") press("#pick [data-key=lock]");
    else if (event.key === "o") press("#pick [data-key=keep]");
    else if (event.key === "Escape") ways.innerHTML = planned;
  });
})();
