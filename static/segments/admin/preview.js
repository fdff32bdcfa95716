// Shows who a segment would find while its rule is being written, and only the fields that its kind needs.
"use strict";

(() => {
  const form = document.querySelector("[data-segment-form]");
  if (!form) return;
  const show = Object.fromEntries([...form.querySelectorAll("[data-live]")].map((one) => [one.dataset.live, one]));
  const of = { rule: ["dynamic"], operation: ["sets"], segments: ["sets"] };
  const kind = form.elements.kind;
  let waiting = 0;
  let asked = 0;

  const fit = () => {
    for (const [name, kinds] of Object.entries(of)) {
      form.querySelector(`[data-field=${name}]`).hidden = !kinds.includes(kind.value);
    }
  };

  const tell = (found) => {
    show.sentence.textContent = found.sentence || "";
    show.count.textContent = found.count || "";
    show.sample.textContent = (found.sample || []).join(", ");
    show.error.textContent = found.error || "";
  };

  const ask = async () => {
    const mine = ++asked;
    const body = new FormData(form);
    body.set("kind", kind.value); // a disabled field is not sent
    body.set("code", form.elements.code.value);
    const found = await fetch(form.dataset.preview, { method: "POST", body, headers: { Accept: "application/json" } })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
      .catch(() => ({ error: form.dataset.failed })); // an old number must not stand there as if it were of this rule
    if (mine !== asked) return;
    tell(found);
    form.elements.rule.dispatchEvent(new CustomEvent("judged", { detail: found.problems ?? [] }));
  };

  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 400);
  };

  form.addEventListener("input", (event) => {
    if (["rule", "segments", "operation", "kind"].includes(event.target.name)) soon();
    fit();
  });
  fit();
  soon();
})();
