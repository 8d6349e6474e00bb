/* Keeps each field as soon as it is left, and puts what is wrong beside it. Without it, the buttons keep the form. */
(() => {
  "use strict";
  const form = document.querySelector("form.fill[data-saved]");
  const status = form?.querySelector(".saved");
  if (!form || !status) return;

  const tell = (field, sentence) => {
    const place = document.getElementById("e-" + field.name);
    field.toggleAttribute("aria-invalid", Boolean(sentence));
    if (sentence) field.setAttribute("aria-invalid", "true");
    field.closest(".row").classList.toggle("bad", Boolean(sentence));
    if (!place) return;
    place.replaceChildren();
    if (sentence) {
      const head = document.createElement("h2");
      head.textContent = sentence;
      place.append(head);
    }
    place.hidden = !sentence;
  };

  const keep = async (field) => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    body.set(field.name, field.value);
    try {
      const answer = await fetch(location.pathname, { method: "POST", body, headers: { Accept: "application/json" } });
      const { problems } = await answer.json();
      tell(field, problems[field.name] ?? "");
      const time = new Date().toTimeString().slice(0, 5);
      status.textContent = problems[""] ?? (problems[field.name] ? "" : time + " " + form.dataset.saved);
    } catch {
      status.textContent = form.dataset.failed;
    }
  };

  form.addEventListener("change", (event) => {
    if (event.target.matches(".row input[name], .row select[name]")) keep(event.target);
  });
})();
