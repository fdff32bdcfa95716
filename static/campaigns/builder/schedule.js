// Days of the week and hours as plain questions. They are conditions of the rule like any other (`weekday`, `hours` at
// its top): the tree leaves them to this form, and they stay where they stood.

import { el, freshId } from "./dom.js";
import { field } from "./fields.js";
import * as nodes from "./nodes.js";

const ASKED = ["weekday", "hours"];

// The first condition of a kind at the top of a rule whose top is «all».
function atTop(tree, code) {
  return tree.root?.join === "all" ? tree.root.parts.find((part) => part.code === code) : undefined;
}

export function isScheduled(node, tree) {
  return ASKED.includes(node.code) && atTop(tree, node.code) === node;
}

export class Schedule {
  constructor(place, tree, { desc }) {
    Object.assign(this, { place, tree, desc });
    this.draw();
  }

  draw() {
    if (!this.tree.root || this.tree.box.hidden || this.tree.root.join !== "all") {
      this.place.replaceChildren(el("p", { class: "b-help", text: this.desc.labels.schedule_in_rule }));
      return;
    }
    this.place.replaceChildren(this.days(), this.hours());
  }

  // A scratch copy that becomes a condition when there is something in it.
  values(code) {
    return { ...(atTop(this.tree, code)?.params ?? {}) };
  }

  store(code, values, isEmpty) {
    const there = atTop(this.tree, code);
    if (isEmpty && there) nodes.remove(this.tree.root, there.id);
    else if (!isEmpty && there) there.params = { ...values };
    else if (!isEmpty) this.tree.root.parts.unshift(nodes.leaf(code, { ...values }));
    this.tree.draw();
    this.tree.write();
  }

  days() {
    const [param] = this.desc.conditions.kinds.weekday.params;
    const values = this.values("weekday");
    const t = this.desc.labels;
    return field({ ...param, label: t.which_days }, values, {
      desc: this.desc, changed: () => this.store("weekday", values, !values.days?.length),
    });
  }

  hours() {
    const { labels: t, conditions } = this.desc;
    const values = this.values("hours");
    const input = (name) => {
      const param = conditions.kinds.hours.params.find((one) => one.name === name);
      const made = el("input", {
        id: freshId("hour"), type: "time", class: "b-input b-short", value: values[name] ?? "", "aria-label": param.label,
        oninput: () => {
          if (made.value) values[name] = made.value;
          else delete values[name];
          this.store("hours", values, !values.start && !values.end);
        },
      });
      return made;
    };
    return el("div", { class: "b-field", "data-param": "hours", role: "group", "aria-label": t.which_hours },
      el("span", { class: "b-label", text: t.which_hours }),
      el("div", { class: "b-control" }, input("start"), el("span", { text: "—" }), input("end")),
      el("p", { class: "b-help", text: t.hours_help }), el("p", { class: "b-error", hidden: true }));
  }
}
