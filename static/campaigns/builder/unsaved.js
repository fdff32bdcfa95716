// Work that is not saved survives a closed tab: it is kept in this browser and offered again.

import { el, fill } from "./dom.js";

const KEY = "campaign-draft:";

function contents(form) {
  return Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && !name.startsWith("try_")));
}

function same(one, other) {
  return JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
}

export class Unsaved {
  constructor(form, { key, isAnswer, t, restored }) {
    Object.assign(this, { form, key: KEY + key, t, restored });
    this.base = contents(form);
    this.submitting = false;
    window.addEventListener("beforeunload", (event) => {
      if (!this.submitting && this.isDirty()) event.preventDefault();
    });
    form.addEventListener("submit", () => {
      this.submitting = true;
      this.keep(true);
    });
    if (isAnswer) this.answered = true; // the server sent the form back: what is in it is not saved
    else this.offer();
  }

  isDirty() {
    return Boolean(this.answered) || !same(this.base, contents(this.form));
  }

  keep(submitted = false) {
    try {
      if (this.isDirty() || submitted) {
        localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), submitted, contents: contents(this.form) }));
      } else localStorage.removeItem(this.key);
    } catch {
      // no room or not allowed: the warning at leaving is still there
    }
  }

  offer() {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(this.key));
    } catch {
      return;
    }
    if (!kept?.contents || same(kept.contents, this.base)) return;
    const at = new Date(kept.at).toLocaleString(this.t.locale, { dateStyle: "short", timeStyle: "short" });
    const drop = () => { localStorage.removeItem(this.key); notice.remove(); };
    const notice = el("div", { class: "notice warn b-unsaved", role: "status" },
      el("span", { text: fill(this.t.unsaved_found, { at }) }),
      el("button", { type: "button", class: "button", text: this.t.unsaved_restore, onclick: () => { this.restore(kept.contents); notice.remove(); } }),
      el("button", { type: "button", class: "button", text: this.t.unsaved_drop, onclick: drop }));
    this.form.before(notice);
  }

  restore(kept) {
    for (const input of this.form.elements) {
      if (!input.name || !(input.name in this.base || input.name in kept) || input.name === "csrfmiddlewaretoken") continue;
      if (input.type === "checkbox") input.checked = input.name in kept;
      else if (input.name in kept) input.value = kept[input.name];
    }
    this.restored();
  }
}

// The page that a saved draft leads to: what was sent has arrived.
export function forgetSent() {
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(KEY)) continue;
    try {
      if (JSON.parse(localStorage.getItem(key)).submitted) localStorage.removeItem(key);
    } catch {
      localStorage.removeItem(key);
    }
  }
}
