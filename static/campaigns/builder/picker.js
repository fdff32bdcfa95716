// Searching for things by name: a combobox with what is chosen as chips. The server searches; typed codes are kept.

import { el, fill, freshId, icon, later } from "./dom.js";

const names = new Map(); // "what:code" → name
const asked = new Map(); // what → {codes, calls} that wait to be named together

function nameOf(what, code) {
  return names.get(`${what}:${code}`) ?? code;
}

async function search(url, parameters) {
  const answer = await fetch(`${url}?${new URLSearchParams(parameters)}`, { headers: { Accept: "application/json" } });
  return answer.ok ? answer.json() : { results: [], more: false };
}

// Names of codes that were stored before; those of one moment are asked for together.
function learn(what, url, codes, call) {
  const unknown = codes.filter((code) => !names.has(`${what}:${code}`));
  if (!unknown.length) return;
  if (!asked.has(what)) {
    asked.set(what, { codes: new Set(), calls: [] });
    setTimeout(async () => {
      const waiting = asked.get(what);
      asked.delete(what);
      const all = [...waiting.codes];
      for (let at = 0; at < all.length; at += 100) {
        const { results } = await search(url, all.slice(at, at + 100).map((code) => ["code", code]));
        for (const one of results) names.set(`${what}:${one.code}`, one.name);
      }
      waiting.calls.forEach((one) => one());
    }, 0);
  }
  const waiting = asked.get(what);
  unknown.forEach((code) => waiting.codes.add(code));
  waiting.calls.push(call);
}

export class Picker {
  // `values()` and `change(values)` are lists of codes; `single` keeps one. Without `source` any text is taken.
  constructor({ what, source, label, single = false, values, change, t }) {
    Object.assign(this, { what, source, single, values, change, t, found: [], at: -1 });
    this.list = freshId("options");
    const soon = later(150, () => this.look());
    this.chips = el("span", { class: "b-chips" });
    this.input = el("input", {
      class: "b-picker-input", type: "text", autocomplete: "off", "aria-label": label, spellcheck: "false",
      placeholder: source ? t.find : t.type_and_enter,
      ...(source ? { role: "combobox", "aria-expanded": "false", "aria-controls": this.list, "aria-autocomplete": "list" } : {}),
      oninput: () => { this.behind = Boolean(source); this.taking = false; soon(); },
      onfocus: () => { if (source) this.look(); },
      onkeydown: (event) => this.key(event),
      onpaste: (event) => this.paste(event),
      onblur: () => setTimeout(() => this.leave(), 150),
    });
    this.options = el("ul", { class: "b-options", id: this.list, role: "listbox", "aria-label": label, hidden: true });
    this.element = el("div", { class: "b-picker" }, this.chips, this.input, source ? this.options : null);
    this.draw();
  }

  draw() {
    this.chips.replaceChildren(...this.values().map((code) => el("span", { class: "b-chip", title: String(code) },
      el("span", { text: nameOf(this.what, code) }),
      el("button", {
        type: "button", "aria-label": fill(this.t.take_out, { name: nameOf(this.what, code) }),
        onclick: () => { this.set(this.values().filter((one) => one !== code)); this.input.focus(); },
      }, icon("close")),
    )));
    this.input.classList.toggle("b-chosen", this.single && this.values().length > 0);
    if (this.source) learn(this.what, this.source.url, this.values().map(String), () => this.draw());
  }

  set(codes) {
    this.change(codes);
    this.draw();
  }

  add(code, name) {
    if (name !== undefined) names.set(`${this.what}:${code}`, name);
    this.input.value = "";
    const has = this.values();
    if (!has.includes(code)) this.set(this.single ? [code] : [...has, code]);
    this.close();
  }

  async look() {
    if (!this.source) return;
    const term = this.input.value.trim();
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const { results, more } = await search(this.source.url, { q: term });
    if (turn !== this.turn || term !== this.input.value.trim() || document.activeElement !== this.input) return;
    const has = this.values();
    this.found = results.filter((one) => !has.includes(one.code));
    for (const one of results) names.set(`${this.what}:${one.code}`, one.name);
    if (this.source.free && term && !results.some((one) => one.code === term)) {
      this.found.push({ code: term, name: fill(this.t.as_typed, { text: term }), more: "", typed: true });
    }
    this.at = term && this.found.length ? 0 : -1; // before anything is typed nothing is chosen by itself
    this.behind = false;
    this.show(more);
    if (this.taking && this.at >= 0) this.take(this.at);
    this.taking = false;
  }

  show(more) {
    const rows = this.found.map((one, index) => el("li", {
      role: "option", id: `${this.list}-${index}`, "aria-selected": "false",
      onmousedown: (event) => { event.preventDefault(); this.take(index); },
    }, el("span", { text: one.name }), one.more ? el("small", { text: one.more }) : null));
    if (!rows.length) rows.push(el("li", { class: "b-note", role: "option", "aria-disabled": "true", "aria-selected": "false", text: this.t.nothing_found }));
    if (more) rows.push(el("li", { class: "b-note", role: "option", "aria-disabled": "true", "aria-selected": "false", text: this.t.type_more }));
    this.options.replaceChildren(...rows);
    this.options.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.mark();
  }

  mark() {
    this.found.forEach((_one, index) => {
      const row = this.options.children[index];
      row.setAttribute("aria-selected", String(index === this.at));
      if (index === this.at) row.scrollIntoView({ block: "nearest" });
    });
    if (this.at >= 0) this.input.setAttribute("aria-activedescendant", `${this.list}-${this.at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  take(index) {
    const one = this.found[index];
    this.add(one.code, one.typed ? undefined : one.name);
  }

  close() {
    this.turn = (this.turn ?? 0) + 1;
    this.taking = this.behind = false;
    this.found = [];
    this.options.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  leave() {
    if (document.activeElement === this.input) return;
    const typed = this.input.value.trim();
    if (typed && !this.source) this.add(typed);
    if (this.source) this.close();
  }

  key(event) {
    const open = !this.options.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) this.look();
      else if (this.found.length) {
        const step = event.key === "ArrowDown" ? 1 : this.at < 0 ? 0 : -1;
        this.at = (this.at + step + this.found.length) % this.found.length;
        this.mark();
      }
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.behind) this.taking = true; // what is listed is not what is typed: the answer to that is on its way
      else if (open && this.at >= 0) this.take(this.at);
      else if (!this.source && this.input.value.trim()) this.add(this.input.value.trim());
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Backspace" && !this.input.value && this.values().length) {
      this.set(this.values().slice(0, -1));
    } else if (event.key === "," && !this.source && this.input.value.trim()) {
      event.preventDefault();
      this.add(this.input.value.trim());
    }
  }

  // A column of codes from a table comes in as a whole.
  paste(event) {
    const pieces = event.clipboardData.getData("text").split(/[\n\r\t;]+/).map((one) => one.trim()).filter(Boolean);
    if (pieces.length < 2 || this.single) return;
    event.preventDefault();
    this.set([...new Set([...this.values(), ...pieces])]);
  }
}

// A picker in place of a field of codes, which keeps what is sent: its label, its mistakes and its explanation are the
// picker's now.
export function pickFor(input, { what, source, single = false, t }) {
  const picker = new Picker({
    what, source, single, t, label: input.labels[0]?.textContent.trim() ?? "",
    values: () => input.value.split(single ? "\n" : ",").map((code) => code.trim()).filter(Boolean),
    change: (codes) => {
      input.value = codes.join(", ");
      input.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  for (const name of ["id", "aria-invalid", "aria-describedby"]) {
    if (!input.hasAttribute(name)) continue;
    picker.input.setAttribute(name, input.getAttribute(name));
    input.removeAttribute(name);
  }
  input.hidden = true;
  input.after(picker.element);
}
