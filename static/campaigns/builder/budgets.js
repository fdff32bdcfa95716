// Budgets and limits as sentences with gaps: «at most [10 000] [roubles of discounts] [a month] [for all customers]».

import { el, iconButton, textButton } from "./dom.js";
import { parseNumber, writeNumber } from "./numbers.js";

const SCALES = { discount: 2, margin: 2 };
// The budget that bounds what is given: by what the effects cost.
const BOUNDS = {
  discount: { label: "add_budget", row: { metric: "discount", trim: true } },
  points: { label: "add_points_budget", row: { metric: "points", trim: true } },
  "discount points": { label: "add_whole_budget", row: { metric: "margin" } },
  goods: { label: "add_gift_budget", row: { metric: "uses" } },
};
const OTHERS = [
  { label: "add_member_limit", icon: "person", row: { metric: "uses", scope: "member", period: "all" } },
  { label: "add_other_limit", icon: "add", row: { metric: "discount", scope: "campaign", period: "all" } },
];
const TRIMMED = ["discount", "points"]; // only these can be made smaller to fit

export class Budgets {
  // `costs()` is what the effects cost: of "discount", "points" and "goods".
  constructor(area, { desc, changed, costs }) {
    Object.assign(this, { area, desc, costs, told: changed, t: desc.labels, params: desc.budgets.params, problems: [] });
    this.box = el("div", { class: "b-tree b-budgets" });
    area.before(this.box);
    this.read();
  }

  read() {
    let stored = [];
    try {
      stored = this.area.value.trim() ? JSON.parse(this.area.value) : [];
    } catch {
      stored = null;
    }
    const fits = Array.isArray(stored) && stored.every((row) => row && typeof row === "object" && !Array.isArray(row));
    this.area.hidden = fits;
    this.box.hidden = !fits;
    this.rows = fits ? stored : [];
    if (fits) this.draw();
  }

  write() {
    this.area.value = this.rows.length ? JSON.stringify(this.rows, null, 2) : "";
    this.told();
  }

  select(row, name, label) {
    const value = row[name] ?? this.params[name].default ?? { scope: "campaign", period: "all" }[name] ?? "";
    const options = this.params[name].options;
    const input = el("select", { class: "b-input b-auto", "aria-label": label, onchange: () => { row[name] = input.value; if (!TRIMMED.includes(row.metric)) delete row.trim; this.write(); this.draw(); } },
      options.some(([code]) => code === value) ? null : el("option", { value, text: value || "…" }),
      options.map(([code, said]) => el("option", { value: code, text: said })));
    input.value = value;
    return input;
  }

  row(row, index) {
    const scale = SCALES[row.metric] ?? 0;
    const limit = el("input", {
      class: "b-input b-number", type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": this.t.limit,
      value: writeNumber(row.limit, scale, this.desc.language),
      oninput: () => {
        const parsed = parseNumber(limit.value, scale);
        if (parsed === undefined) delete row.limit;
        else row.limit = parsed;
        this.write();
      },
    });
    const metric = this.select(row, "metric", this.t.what_is_counted);
    metric.addEventListener("change", () => { if (Number.isSafeInteger(row.limit)) this.rescale(row, scale, SCALES[row.metric] ?? 0); }, { capture: true });
    const trim = el("input", { type: "checkbox", class: "b-check", onchange: () => { row.trim = trim.checked; this.write(); } });
    trim.checked = row.trim === true;
    const shards = el("input", {
      class: "b-input b-number", type: "text", inputmode: "numeric", value: row.shards ?? "1", "aria-label": this.t.shards,
      oninput: () => { row.shards = parseNumber(shards.value, 0) ?? 1; this.write(); },
    });
    const whole = (row.scope ?? "campaign") === "campaign";
    return el("div", { class: "b-card b-budget", "data-index": index },
      el("div", { class: "b-budget-line" },
        el("span", { text: this.t.at_most }), limit, metric, this.select(row, "period", this.t.period), this.select(row, "scope", this.t.for_whom),
        iconButton("delete", this.t.take_row_out, () => { this.rows.splice(index, 1); this.write(); this.draw(); this.box.querySelector(".b-adders button")?.focus(); })),
      el("div", { class: "b-budget-more" },
        TRIMMED.includes(row.metric) || row.trim ? el("label", { class: "b-check-line" }, trim, el("span", { text: this.t.trim })) : null,
        whole || row.shards > 1 ? el("details", {}, el("summary", { text: this.t.many_tills }), el("label", { class: "b-check-line" }, el("span", { text: this.t.shards }), shards), el("p", { class: "b-help", text: this.t.shards_help })) : null),
      el("p", { class: "b-error", hidden: true }));
  }

  // Roubles stay roubles when what is counted changes.
  rescale(row, from, to) {
    if (to > from) row.limit *= 10 ** (to - from);
    else if (from > to) row.limit = Math.round(row.limit / 10 ** (from - to));
  }

  draw() {
    this.box.replaceChildren(
      ...(this.rows.length ? this.rows.map((row, index) => this.row(row, index)) : [el("p", { class: "b-help", text: this.t.no_budgets })]),
      el("div", { class: "b-adders" }));
    this.drawAdders();
    this.show();
  }

  drawAdders() {
    const costs = this.costs();
    const bound = BOUNDS[costs.includes("goods") ? "goods" : [...costs].sort().join(" ")] ?? BOUNDS.discount;
    const first = { ...bound, icon: "account_balance_wallet", row: { ...bound.row, scope: "campaign", period: "month" } };
    this.box.querySelector(".b-adders").replaceChildren(...(this.rows.length < this.desc.budgets.most
      ? [first, ...OTHERS].map((one) => textButton(one.icon, this.t[one.label], () => {
        this.rows.push({ ...one.row });
        this.write();
        this.draw();
        this.box.querySelector(`[data-index="${this.rows.length - 1}"] input`)?.focus();
      })) : []));
  }

  tell({ problems, all }) {
    this.problems = problems;
    const adders = this.box.querySelector(".b-adders");
    if (adders && !adders.contains(document.activeElement)) this.drawAdders();
    this.all = this.all || all;
    this.show();
  }

  show() {
    this.box.querySelectorAll(".b-error").forEach((slot) => { slot.hidden = true; });
    this.box.querySelectorAll("[aria-invalid]").forEach((one) => one.removeAttribute("aria-invalid"));
    for (const { path, detail } of this.problems) {
      const index = /^budgets\[(\d+)\]/.exec(path)?.[1];
      const row = index === undefined ? null : this.box.querySelector(`[data-index="${index}"]`);
      if (!row || !(this.all || this.rows[index]?.limit !== undefined)) continue;
      const slot = row.querySelector(":scope > .b-error");
      slot.textContent = detail;
      slot.hidden = false;
      if (path.endsWith(".limit")) row.querySelector("input").setAttribute("aria-invalid", "true");
    }
  }
}
