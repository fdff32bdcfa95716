// The editor of a rule (nested groups) or of a list (effects): cards that are added, moved, copied, folded, taken out.

import { announce, el, fill, freshId, icon, iconButton, textButton } from "./dom.js";
import { Drag } from "./drag.js";
import { paramForm } from "./fields.js";
import { kindMenu } from "./menu.js";
import * as nodes from "./nodes.js";

const MOST_UNDONE = 60;

export class Tree {
  // `area` is the textarea with the stored form: it stays the one that is sent. `isList`: effects, without groups.
  constructor(area, { desc, kinds, path, isList = false, hides = () => false, changed = () => {} }) {
    Object.assign(this, { area, desc, kinds, path, isList, hides, told: changed, t: desc.labels });
    this.undone = [];
    this.folded = new Set();
    this.places = new WeakMap(); // what a card can be dropped on
    this.kept = new Map(); // optional fields that were opened, by node
    this.said = new Map(); // sentences of nodes by path, as the server says them
    this.problems = [];
    this.shownFor = new Set(); // nodes a person has left: what is wrong there is shown
    this.box = el("div", { class: `b-tree${isList ? " b-list" : ""}` });
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("focusout", (event) => this.left(event));
    area.before(this.box);
    this.json = textButton("data_object", this.t.show_json, () => this.toggleJson());
    this.json.classList.add("b-json-toggle");
    area.after(this.json);
    area.addEventListener("input", () => { if (!area.hidden) this.told(); });
    this.read();
  }

  read() {
    let stored = null;
    try {
      stored = this.area.value.trim() ? JSON.parse(this.area.value) : null;
    } catch {
      this.asJson(true);
      return;
    }
    const fits = stored === null || (this.isList ? Array.isArray(stored) : stored && typeof stored === "object");
    const root = !fits ? null : stored === null ? nodes.group() : this.isList
      ? nodes.group(null, stored.map((one) => nodes.fromStored(one, this.kinds.kinds)))
      : nodes.fromStored(stored, this.kinds.kinds);
    if (!root?.parts) {
      this.asJson(true);
      return;
    }
    this.root = root;
    this.asJson(false);
    this.draw();
  }

  get value() {
    if (!this.root.parts.length) return null;
    return this.isList ? this.root.parts.map(nodes.toStored) : nodes.toStored(this.root);
  }

  write() {
    this.problems = []; // they are of what was; the server is about to say what is
    const value = this.value;
    this.area.value = value === null ? "" : JSON.stringify(value, null, 2);
    this.told();
  }

  asJson(yes) {
    this.area.hidden = !yes;
    this.box.hidden = yes;
    this.json.lastChild.textContent = yes ? this.t.show_editor : this.t.show_json;
  }

  toggleJson() {
    if (this.area.hidden) {
      this.asJson(true);
      this.area.focus();
      return;
    }
    this.read();
    if (this.box.hidden) announce(this.t.json_broken);
  }

  // --- Changes -------------------------------------------------------------------------------------------------------

  change(call, { said, focus, undo = false } = {}) {
    this.undone.push(JSON.stringify(this.value));
    if (this.undone.length > MOST_UNDONE) this.undone.shift();
    call();
    this.draw();
    this.write();
    if (said) announce(said);
    if (focus) this.focus(focus);
    this.offerUndo(undo ? said : null);
  }

  undo() {
    if (!this.undone.length) return;
    const before = JSON.parse(this.undone.pop());
    this.area.value = before === null ? "" : JSON.stringify(before, null, 2);
    this.read();
    this.told();
    announce(this.t.undone);
    this.offerUndo(null);
    this.box.querySelector(".b-handle, .b-add")?.focus();
  }

  offerUndo(said) {
    this.toast?.remove();
    if (!said) return;
    this.toast = el("div", { class: "b-toast" }, el("span", { text: said }),
      el("button", { type: "button", class: "b-undo", text: this.t.undo, onclick: () => this.undo() }));
    this.box.append(this.toast);
  }

  titleOf(node) {
    if (node.parts) return this.t.group;
    return this.kinds.kinds[node.code]?.title ?? node.code ?? this.t.unknown;
  }

  add(parent, code) {
    const node = nodes.leaf(code);
    this.change(() => parent.parts.push(node), { said: fill(this.t.added, { name: this.titleOf(node) }) });
    this.focus(node.id, ":is(input, select, textarea)");
    return node;
  }

  addGroup(parent) {
    const node = nodes.group("any");
    this.change(() => parent.parts.push(node), { said: fill(this.t.added, { name: this.t.group }), focus: node.id });
  }

  copy(id) {
    const { parent, index, node } = nodes.find(this.root, id);
    const copy = nodes.copyOf(node);
    this.change(() => parent.parts.splice(index + 1, 0, copy), { said: fill(this.t.copied, { name: this.titleOf(node) }), focus: copy.id });
  }

  take(id) {
    const { parent, index, node } = nodes.find(this.root, id);
    const next = parent.parts[index + 1] ?? parent.parts[index - 1];
    this.change(() => nodes.remove(this.root, id), { said: fill(this.t.taken_out, { name: this.titleOf(node) }), undo: true });
    if (next) this.focus(next.id);
    else (this.box.querySelector(`[data-node="${parent.id}"] .b-adders button`) ?? this.box.querySelector(".b-adders button"))?.focus();
  }

  moveTo(id, target, index) {
    const node = nodes.find(this.root, id).node;
    const before = JSON.stringify(this.value);
    if (!nodes.move(this.root, id, target, index)) return;
    if (JSON.stringify(this.value) === before) return;
    this.undone.push(before);
    this.draw();
    this.write();
    announce(fill(this.t.moved, { name: this.titleOf(node), place: String(nodes.find(this.root, id).index + 1) }));
    this.focus(id);
  }

  // Up and down past what is beside it, into the group above and out of its own.
  step(id, way) {
    const { parent, index } = nodes.find(this.root, id);
    const visible = (from, by) => {
      let at = from + by;
      while (parent.parts[at] && this.isHidden(parent.parts[at])) at += by;
      return at;
    };
    const above = nodes.find(this.root, parent.id);
    if (way === "up") {
      const at = visible(index, -1);
      if (at >= 0) this.moveTo(id, parent, at);
      else if (above) this.moveTo(id, above.parent, above.index);
    } else if (way === "down") {
      const at = visible(index, 1);
      if (at < parent.parts.length) this.moveTo(id, parent, at + 1);
      else if (above) this.moveTo(id, above.parent, above.index + 1);
    } else if (way === "in") {
      const before = parent.parts[visible(index, -1)];
      if (before?.parts) this.moveTo(id, before, before.parts.length);
    } else if (above) this.moveTo(id, above.parent, above.index + 1);
  }

  fold(id) {
    if (!this.folded.delete(id)) this.folded.add(id);
    this.draw();
    this.focus(id, ".b-fold");
  }

  isHidden(node) {
    return this.hides(node, this);
  }

  // --- Keys and pointers ----------------------------------------------------------------------------------------------

  key(event) {
    const isText = event.target.matches("input, textarea, select");
    if ((event.ctrlKey || event.metaKey) && event.code === "KeyZ" && !isText) {
      event.preventDefault();
      this.undo();
      return;
    }
    const card = event.target.closest("[data-node]");
    if (!card || isText || card.dataset.node === this.root.id) return;
    const ways = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };
    const onHandle = event.target.matches(".b-handle");
    if (ways[event.key] && (event.altKey || onHandle)) {
      event.preventDefault();
      this.step(card.dataset.node, ways[event.key]);
    } else if (event.key === "Delete" && onHandle) {
      event.preventDefault();
      this.take(card.dataset.node);
    }
  }

  drag(card, handle) {
    const id = card.dataset.node;
    new Drag(card, handle, {
      over: (element, event) => this.landing(id, element, event),
      dropped: (to) => this.moveTo(id, to.parent, to.index),
      ended: () => this.mark(null),
    });
  }

  // `place(event)` says into which group and where a card that is dropped here goes.
  drop(element, place) {
    this.places.set(element, place);
  }

  // The innermost place under the pointer that the card may go to, marked.
  landing(id, element, event) {
    const { node } = nodes.find(this.root, id);
    for (let at = element; at && at !== this.box; at = at.parentElement) {
      const to = this.places.get(at)?.(event);
      if (to && !nodes.contains(node, to.parent.id)) {
        this.mark(at, to.after);
        return to;
      }
    }
    this.mark(null);
    return null;
  }

  mark(element, after) {
    this.box.querySelectorAll(".b-before, .b-after, .b-into").forEach((one) => one.classList.remove("b-before", "b-after", "b-into"));
    element?.classList.add(after === undefined ? "b-into" : after ? "b-after" : "b-before");
  }

  // --- Drawing ---------------------------------------------------------------------------------------------------------

  draw() {
    this.box.replaceChildren(this.drawGroup(this.root, 1));
    this.show();
  }

  focus(id, what = ".b-handle") {
    const card = this.box.querySelector(`[data-node="${id}"]`);
    (card?.querySelector(what) ?? card?.querySelector(".b-handle"))?.focus();
  }

  tools(node) {
    const name = this.titleOf(node);
    const say = (words) => fill(words, { name });
    return el("span", { class: "b-tools" },
      iconButton("arrow_upward", say(this.t.move_up), () => this.step(node.id, "up")),
      iconButton("arrow_downward", say(this.t.move_down), () => this.step(node.id, "down")),
      iconButton("content_copy", say(this.t.copy), () => this.copy(node.id)),
      iconButton("delete", say(this.t.take_out), () => this.take(node.id)));
  }

  handle(node) {
    return el("button", {
      type: "button", class: "b-handle", title: this.t.handle_help, "aria-label": fill(this.t.handle, { name: this.titleOf(node) }),
    }, icon("drag_indicator"));
  }

  foldButton(node) {
    const folded = this.folded.has(node.id);
    return iconButton(folded ? "chevron_right" : "expand_more", fill(folded ? this.t.unfold : this.t.fold, { name: this.titleOf(node) }),
      () => this.fold(node.id), { class: "b-icon-button b-fold", "aria-expanded": String(!folded) });
  }

  card(node, head, body) {
    const handle = this.handle(node);
    const folded = this.folded.has(node.id);
    const card = el("div", { class: `b-card${node.parts ? " b-group" : ""}`, "data-node": node.id, role: "group", "aria-label": this.titleOf(node) },
      el("div", { class: "b-head" }, handle, this.foldButton(node), head, this.tools(node)),
      el("p", { class: "b-said", hidden: !folded }), el("p", { class: "b-error b-node-error", hidden: true }), folded ? "" : body);
    this.drag(card, handle);
    this.drop(card, (event) => {
      const bounds = card.getBoundingClientRect();
      const after = event.clientY > bounds.top + bounds.height / 2;
      const at = nodes.find(this.root, node.id);
      return { parent: at.parent, index: at.index + (after ? 1 : 0), after };
    });
    return card;
  }

  drawNode(node, depth) {
    if (node.parts) return this.drawGroup(node, depth);
    if ("raw" in node) return this.drawRaw(node);
    const kind = this.kinds.kinds[node.code];
    if (!this.kept.has(node.id)) this.kept.set(node.id, new Set());
    const body = kind.params.length
      ? paramForm(kind.params, node.params, { desc: this.desc, kept: this.kept.get(node.id), usual: Object.keys(kind.example), changed: () => this.write() })
      : el("p", { class: "b-help", text: this.t.no_params });
    return this.card(node, el("b", { class: "b-title", text: kind.title }), body);
  }

  drawRaw(node) {
    const input = el("textarea", {
      class: "b-input b-code", rows: 3, spellcheck: "false", "aria-label": this.t.unknown, value: JSON.stringify(node.raw),
      oninput: () => {
        try {
          node.raw = JSON.parse(input.value);
          input.removeAttribute("aria-invalid");
        } catch {
          input.setAttribute("aria-invalid", "true");
        }
        this.write();
      },
    });
    return this.card(node, el("b", { class: "b-title", text: this.t.unknown }), el("div", {}, input, el("p", { class: "b-help", text: this.t.as_json })));
  }

  drawGroup(node, depth) {
    const isRoot = node === this.root;
    const parts = el("div", { class: "b-parts" }, node.parts.filter((part) => !this.isHidden(part)).map((part) => this.drawNode(part, depth + 1)));
    const adders = el("div", { class: "b-adders" },
      textButton("add", this.isList ? this.t.add_effect : this.t.add_condition, (event) => this.menu(node, event.currentTarget)),
      !this.isList && depth < this.desc.deepest - 1 ? textButton("add_circle", this.t.add_group, () => this.addGroup(node)) : null);
    this.drop(parts, () => ({ parent: node, index: node.parts.length }));
    if (this.isList) return el("div", { "data-node": node.id }, parts, adders);
    const id = freshId("join");
    const join = el("select", { id, class: "b-input b-join", onchange: () => this.change(() => { node.join = join.value; }) },
      ["all", "any", "none"].map((one) => el("option", { value: one, text: this.t[`join_${one}`] })));
    join.value = node.join;
    const head = el("span", { class: "b-join-line" }, el("label", { for: id, class: isRoot ? "" : "b-unseen", text: this.t.join }), join);
    if (!isRoot) return this.card(node, head, el("div", { class: "b-inside" }, parts, adders));
    const empty = !parts.childElementCount;
    return el("div", { "data-node": node.id },
      empty && node.join === "all" ? el("p", { class: "b-help", text: this.t.no_conditions }) : el("div", { class: "b-root-head" }, head),
      el("p", { class: "b-error b-node-error", hidden: true }), parts, adders);
  }

  menu(parent, button) {
    kindMenu(this.kinds, { t: this.t, title: this.isList ? this.t.add_effect : this.t.add_condition, back: button, chosen: (code) => { this.add(parent, code); this.added?.(code); } });
  }

  // --- What the server says --------------------------------------------------------------------------------------------

  left(event) {
    const card = event.target.closest("[data-node]");
    if (!card || card.contains(event.relatedTarget)) return;
    this.shownFor.add(card.dataset.node);
    setTimeout(() => this.show(), 250); // not under a finger that is about to press what the error would move
  }

  // `said` are sentences by path; `all` shows what is wrong also where nobody has been yet.
  tell({ problems, said, all = false }) {
    this.problems = problems;
    this.said = new Map(Object.entries(said ?? {}));
    this.all = this.all || all;
    this.show();
  }

  show() {
    if (this.box.hidden || !this.root) return;
    this.box.querySelectorAll(".b-error").forEach((slot) => { slot.hidden = true; });
    this.box.querySelectorAll("[aria-invalid=true]:not(.b-code)").forEach((one) => one.removeAttribute("aria-invalid"));
    this.box.querySelectorAll(".b-wrong").forEach((one) => one.classList.remove("b-wrong"));
    const known = [...nodes.paths(this.root, this.path, this.isList)].reverse();
    for (const [path, node] of known) {
      const slot = this.box.querySelector(`[data-node="${node.id}"] > .b-said`);
      if (slot) slot.textContent = this.said.get(path) ?? "";
    }
    for (const { path, detail } of this.problems) {
      const [at, node] = known.find(([one]) => path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[`)) ?? [];
      if (!node || !(this.all || this.shownFor.has(node.id))) continue;
      this.blame(node, path.slice(at.length), detail);
    }
  }

  blame(node, rest, detail) {
    const card = this.box.querySelector(`[data-node="${node.id}"]`);
    if (!card) return;
    let place = card;
    const inside = node.code ? rest.replace(`.${node.code}`, "") : rest; // the kind's own name is no parameter
    for (const [, index, name] of inside.matchAll(/\[(\d+)\]|([^.[\]]+)/g)) {
      const found = place.querySelector(index === undefined ? `[data-param="${CSS.escape(name)}"]` : `[data-index="${index}"]`);
      if (found) place = found;
    }
    const slot = place === card ? card.querySelector(":scope > .b-node-error") : place.querySelector(":scope > .b-error") ?? place.closest("[data-param]").querySelector(":scope > .b-error");
    if (!slot) return;
    slot.id ||= freshId("error");
    slot.textContent = detail;
    slot.hidden = false;
    card.classList.add("b-wrong");
    const input = place === card ? null : place.querySelector("input, select, textarea");
    input?.setAttribute("aria-invalid", "true");
    input?.setAttribute("aria-describedby", slot.id);
  }
}
