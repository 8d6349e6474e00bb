/* Keyboard shortcuts, an enhancement: every page works without. They can be switched off in the dialog that ? opens. */
(() => {
  "use strict";
  const OFF = "xuezheng-keys-off";
  const dialog = document.querySelector("dialog.keys");
  const isOff = () => localStorage.getItem(OFF) === "1";
  const follow = (selector) => document.querySelector(selector)?.click();
  let row = -1;

  const walk = (step) => {
    const rows = [...document.querySelectorAll("main .tab tbody tr")].filter((tr) => tr.querySelector("a[href]"));
    if (!rows.length) return;
    rows[row]?.classList.remove("at");
    row = Math.max(0, Math.min(rows.length - 1, row + step));
    rows[row].classList.add("at");
    rows[row].querySelector("a[href]").focus({ preventScroll: true });
    rows[row].scrollIntoView({ block: "nearest" });
  };

  const actions = {
    "/": () => document.querySelector(".search input")?.focus(),
    "j": () => walk(1),
    "k": () => walk(-1),
    "[": () => follow("a[rel=prev]"),
    "]": () => follow("a[rel=next]"),
    "?": () => dialog?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const inField = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape") {
      if (inField) event.target.blur();
      document.querySelectorAll("details.pick[open]").forEach((pick) => pick.removeAttribute("open"));
      return;
    }
    if (inField || event.ctrlKey || event.metaKey || event.altKey || (isOff() && event.key !== "?")) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.pick[open]").forEach((pick) => {
      if (!pick.contains(event.target)) pick.removeAttribute("open");
    });
  });

  const box = dialog?.querySelector("input[type=checkbox]");
  if (box) {
    box.checked = !isOff();
    box.addEventListener("change", () => localStorage.setItem(OFF, box.checked ? "0" : "1"));
  }
})();
