/* The week, an enhancement: every step works without, by plain links and forms.
   A lesson is taken by press, Enter or drag; what it would break is asked of the server and written into every cell. */
(() => {
  "use strict";
  const table = document.querySelector("table.tt[data-moves]");
  const form = document.getElementById("move");
  const panel = document.querySelector("#panel .panel");
  if (!table || !form || !panel) return;
  const cells = [...table.querySelectorAll("td[data-slot]")];
  const cellOf = new Map(cells.map((cell) => [cell.dataset.slot, cell]));
  const kept = new Map();
  let taken = null, told = null, over = null, asked = null, drag = null;

  const clear = () => {
    table.querySelectorAll("button.eff").forEach((button) => button.remove());
    cells.forEach((cell) => cell.classList.remove("is-over", "here", "eff-must", "eff-worse", "eff-better", "eff-even"));
    document.querySelectorAll(".les.is-chosen").forEach((les) => les.classList.remove("is-chosen"));
    over = null;
  };

  const leave = () => {
    clear();
    taken = told = null;
    form.elements.lesson.value = "";
  };

  const say = (cell) => {
    const line = document.getElementById("over");
    if (!line || !told || !cell) return;
    const slot = told.slots[cell.dataset.slot];
    const words = slot ? [slot.sign, ...slot.told].join("　") : "";
    line.textContent = cell.dataset.slot === String(told.start) ? cell.dataset.name : `${cell.dataset.name}　${words}`;
  };

  const mark = (cell) => {
    over?.classList.remove("is-over");
    over = cell;
    over?.classList.add("is-over");
    say(cell);
  };

  const draw = (answer) => {
    clear();
    told = answer;
    form.elements.lesson.value = answer.lesson;
    panel.innerHTML = answer.panel;
    document.querySelectorAll(`.les[data-lesson="${answer.lesson}"]`).forEach((les) => les.classList.add("is-chosen"));
    for (const [at, slot] of Object.entries(answer.slots)) {
      const cell = cellOf.get(at);
      if (!cell || at === String(answer.start)) continue;
      cell.classList.add(`eff-${slot.tone}`);
      if (answer.is_locked) continue;
      const button = document.createElement("button");
      button.className = `eff ${slot.tone}`;
      button.name = "start";
      button.value = at;
      button.setAttribute("form", "move");
      button.tabIndex = -1;
      button.title = slot.told.join("\n");
      button.textContent = slot.sign;
      cell.append(button);
    }
    cellOf.get(String(answer.start))?.classList.add("here");
  };

  const take = async (lesson) => {
    taken = lesson;
    asked?.abort();
    if (kept.has(lesson)) return draw(kept.get(lesson));
    asked = new AbortController();
    table.setAttribute("aria-busy", "true");
    const query = new URLSearchParams({ lesson, of: table.dataset.of, at: table.dataset.at });
    try {
      const answer = await fetch(`${table.dataset.moves}?${query}`, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      kept.set(lesson, found);
      if (taken === lesson) {
        draw(found);
        if (over === null && drag === null) mark(cellOf.get(String(found.start)) ?? cells[0]);
        if (drag?.cell) mark(drag.cell);
      }
    } catch (error) {
      if (error.name !== "AbortError") location.href = document.querySelector(`.les[data-lesson="${lesson}"]`)?.href ?? location.href;
    } finally {
      table.removeAttribute("aria-busy");
    }
  };

  const put = (start) => {
    if (taken === null || !told || told.is_locked || start === String(told.start)) return;
    form.elements.lesson.value = taken;
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "start";
    field.value = start;
    form.append(field);
    form.submit();
  };

  document.addEventListener("click", (event) => {
    const les = event.target.closest("a.les[data-lesson]");
    if (!les || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (drag?.moved) return;
    over = null;
    take(les.dataset.lesson);
  });

  /* dragging, with a mouse or a pen; a finger presses the lesson and then the cell */
  document.addEventListener("pointerdown", (event) => {
    const les = event.target.closest("a.les[data-lesson]");
    if (!les || event.button !== 0 || event.pointerType === "touch" || les.dataset.locked) return;
    drag = { les, x: event.clientX, y: event.clientY, moved: false, ghost: null, cell: null };
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.moved && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 6) return;
    if (!drag.moved) {
      drag.moved = true;
      drag.ghost = document.createElement("div");
      drag.ghost.className = "ghost";
      drag.ghost.textContent = drag.les.querySelector("b").textContent;
      document.body.append(drag.ghost);
      document.body.style.cursor = "grabbing";
      take(drag.les.dataset.lesson);
    }
    event.preventDefault();
    drag.ghost.style.left = `${event.clientX + 12}px`;
    drag.ghost.style.top = `${event.clientY + 12}px`;
    const below = document.elementFromPoint(event.clientX, event.clientY);
    const cell = below?.closest("td[data-slot]") ?? null;
    document.querySelector(".tray")?.classList.toggle("is-over", Boolean(below?.closest(".tray")));
    if (cell !== drag.cell) {
      drag.cell = cell;
      mark(cell);
    }
  });
  document.addEventListener("pointerup", async (event) => {
    if (!drag) return;
    const done = drag;
    done.ghost?.remove();
    document.body.style.cursor = "";
    setTimeout(() => { drag = null; }, 0);
    if (!done.moved) return;
    const tray = document.elementFromPoint(event.clientX, event.clientY)?.closest(".tray");
    const cell = done.cell;
    for (let n = 0; n < 100 && taken === done.les.dataset.lesson && (!told || String(told.lesson) !== taken); n++) await new Promise((go) => setTimeout(go, 30));
    if (tray) put("-1");
    else if (cell && told?.slots[cell.dataset.slot]) put(cell.dataset.slot);
  });

  const step = (key) => {
    const rows = [...table.tBodies[0].rows].filter((row) => row.querySelector("td[data-slot]"));
    const from = over ?? cellOf.get(String(told.start)) ?? cells[0];
    const row = rows.indexOf(from.parentElement);
    const column = [...from.parentElement.querySelectorAll("td[data-slot]")].indexOf(from);
    const to = { ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1] }[key];
    const cell = rows[to[0]]?.querySelectorAll("td[data-slot]")[to[1]];
    if (cell) {
      mark(cell);
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select")) return;
    const isOff = localStorage.getItem("xuezheng-keys-off") === "1";
    const control = event.ctrlKey || event.metaKey;
    const low = event.key.toLowerCase();
    const press = (selector) => {
      const found = document.querySelector(selector);
      if (found) {
        event.preventDefault();
        found.click();
      }
    };
    if (control && low === "z" && !event.shiftKey) press("[data-key=undo]");
    else if (control && (low === "y" || (low === "z" && event.shiftKey))) press("[data-key=redo]");
    else if (control || event.altKey) return;
    else if (taken !== null && told && event.key.startsWith("Arrow")) {
      event.preventDefault();
      step(event.key);
    } else if (taken !== null && told && event.key === "Enter" && over && !event.target.closest("button, summary") && over.dataset.slot !== String(told.start)) {
      event.preventDefault();
      if (told.slots[over.dataset.slot]) put(over.dataset.slot);
    } else if (event.key === "Escape" && taken !== null) leave();
    else if (!isOff && low === "l") press("#panel [data-key=lock]");
  });

  const chosen = document.querySelector("a.les.is-chosen");
  if (chosen) {
    taken = chosen.dataset.lesson;
    take(taken);
  } else if (/^#l\d+$/.test(location.hash)) document.querySelector(location.hash)?.focus();
})();
