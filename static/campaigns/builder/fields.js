// A control for every kind of parameter. A control changes `values[param.name]` and calls `changed`; what it cannot
// show as it should it shows as JSON, so that nothing is lost.

import { el, fill, freshId, iconButton, textButton } from "./dom.js";
import { parseNumber, scaleOf, writeNumber } from "./numbers.js";
import { Picker } from "./picker.js";

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

// `desc` is the description of the page; `changed(structure)` is told whether more than a value has changed.
// `plain`: nothing is asked before it is opened. Where nothing has to be asked, the first of `usual` is.
export function paramForm(params, values, { desc, changed, kept = new Set(), extra = [], plain = false, usual = [] }) {
  const form = el("div", { class: "b-params" });
  const isSet = (param) => values[param.name] !== undefined && values[param.name] !== null;
  const anyRequired = params.some((param) => param.required);
  const asked = (param) => !plain && (param.required || param.widget === "goods"
    || (!anyRequired && param.default !== null && param.default !== undefined));
  const first = plain ? null : params.some((param) => asked(param) && param.widget !== "goods") ? null
    : params.find((param) => usual.includes(param.name) && param.widget !== "goods") ?? params.find((param) => param.widget !== "goods");
  const differs = (param) => isSet(param) && JSON.stringify(values[param.name]) !== JSON.stringify(param.default);
  const shown = (param) => asked(param) || differs(param) || kept.has(param.name)
    || (param === first && !params.some((one) => !asked(one) && differs(one)));

  const draw = (focus) => {
    const rows = params.filter(shown).map((param) => field(param, values, {
      desc, changed,
      drop: asked(param) || param.required ? null : () => {
        delete values[param.name];
        kept.delete(param.name);
        changed();
        draw();
      },
    }));
    const hidden = params.filter((param) => !shown(param));
    const chips = hidden.map((param) => textButton("add", param.label, () => {
      kept.add(param.name);
      draw(param.name);
    }, { "data-reveals": param.name }));
    const others = extra.map((make) => make(draw)).filter(Boolean);
    chips.push(...others.filter((one) => one.matches("button")));
    form.replaceChildren(...rows, ...others.filter((one) => !one.matches("button")), chips.length ? el("div", { class: "b-more" }, chips) : "");
    if (focus) form.querySelector(`[data-param="${focus}"] :is(input, select, textarea, button)`)?.focus();
  };
  draw();
  return form;
}

export function field(param, values, { desc, changed, drop }) {
  const t = desc.labels;
  const id = freshId("field");
  const made = control(param, values, id, { desc, changed });
  const groupId = made.labelled ? null : freshId("label");
  const label = made.labelled
    ? el("label", { for: id, text: param.label })
    : el("span", { class: "b-label", id: groupId, text: param.label });
  if (groupId) {
    made.element.setAttribute("role", "group");
    made.element.setAttribute("aria-labelledby", groupId);
  }
  return el("div", { class: `b-field b-of-${param.widget}`, "data-param": param.name },
    label,
    el("div", { class: "b-control" }, made.element,
      drop ? iconButton("close", fill(t.drop, { name: param.label }), drop, { class: "b-icon-button b-small" }) : null),
    el("p", { class: "b-error", hidden: true }));
}

function control(param, values, id, how) {
  const make = {
    amount: number, percent: number, quantity: number, points: number, number, days: number, flag, text, texts, choice,
    choices, date: native, time: native, goods: goodsControl, steps, ingredients,
  }[param.widget];
  const value = values[param.name];
  const fits = {
    texts: (it) => Array.isArray(it) && it.every((one) => typeof one === "string"),
    choices: (it) => Array.isArray(it) && it.every((one) => typeof one === "string"),
    flag: (it) => typeof it === "boolean", text: (it) => typeof it === "string", choice: (it) => typeof it === "string",
    date: (it) => /^\d{4}-\d\d-\d\d$/.test(it), time: (it) => /^([01]\d|2[0-3]):[0-5]\d$/.test(it),
    goods: (it) => isObject(it), steps: (it) => Array.isArray(it) && it.every(isObject),
    ingredients: (it) => Array.isArray(it) && it.every((one) => isObject(one) && isObject(one.goods ?? {})),
  }[param.widget] ?? ((it) => typeof it !== "object");
  return make && (value === undefined || value === null || fits(value))
    ? make(param, values, id, how)
    : json(param, values, id, how);
}

function number(param, values, id, { desc, changed }) {
  const scale = scaleOf(param, values, desc.scales);
  const suffix = { amount: "₽", percent: "%", days: desc.labels.days, quantity: desc.labels.pieces }[param.widget];
  const input = el("input", {
    id, type: "text", inputmode: "decimal", class: "b-input b-number", autocomplete: "off",
    value: writeNumber(values[param.name] ?? param.default, scale, desc.language),
    oninput: () => {
      const parsed = parseNumber(input.value, scale);
      if (parsed === undefined) delete values[param.name];
      else values[param.name] = parsed;
      changed();
    },
  });
  return { element: suffix ? el("span", { class: "b-with" }, input, el("span", { class: "b-suffix", text: suffix })) : input, labelled: true };
}

function flag(param, values, id, { desc, changed }) {
  const value = values[param.name] ?? param.default;
  const input = el("select", {
    id, class: "b-input b-short",
    onchange: () => {
      if (input.value === "") delete values[param.name];
      else values[param.name] = input.value === "yes";
      changed();
    },
  }, value === null || value === undefined ? el("option", { value: "", text: "—" }) : null,
  el("option", { value: "yes", text: desc.labels.yes }), el("option", { value: "no", text: desc.labels.no }));
  input.value = value === true ? "yes" : value === false ? "no" : "";
  return { element: input, labelled: true };
}

function text(param, values, id, { desc, changed }) {
  if (param.of) {
    const picker = new Picker({
      what: param.of, source: desc.pickers[param.of], label: param.label, single: true, t: desc.labels,
      values: () => [values[param.name] ?? param.default].filter((one) => one !== undefined && one !== null && one !== ""),
      change: ([code]) => {
        if (code === undefined) delete values[param.name];
        else values[param.name] = code;
        changed();
      },
    });
    picker.input.id = id;
    return { element: picker.element, labelled: true };
  }
  const input = el("input", {
    id, type: "text", class: "b-input", maxlength: param.longest, value: values[param.name] ?? param.default ?? "",
    oninput: () => {
      if (input.value) values[param.name] = input.value;
      else delete values[param.name];
      changed();
    },
  });
  return { element: input, labelled: true };
}

function texts(param, values, id, { desc, changed }) {
  const picker = new Picker({
    what: param.of, source: param.of ? desc.pickers[param.of] : null, label: param.label, t: desc.labels,
    values: () => values[param.name] ?? param.default ?? [],
    change: (codes) => {
      if (codes.length) values[param.name] = codes;
      else delete values[param.name];
      changed();
    },
  });
  picker.input.id = id;
  return { element: picker.element, labelled: true };
}

function choice(param, values, id, { changed }) {
  const value = values[param.name] ?? param.default ?? "";
  const known = param.options.some(([code]) => code === value);
  const input = el("select", {
    id, class: "b-input",
    onchange: () => {
      if (input.value) values[param.name] = input.value;
      else delete values[param.name];
      changed();
    },
  }, value === "" ? el("option", { value: "", text: "…" }) : known ? null : el("option", { value, text: value }),
  param.options.map(([code, said]) => el("option", { value: code, text: said })));
  input.value = value;
  return { element: input, labelled: true };
}

function choices(param, values, _id, { changed }) {
  const has = () => values[param.name] ?? [];
  const options = [...param.options, ...has().filter((code) => !param.options.some(([one]) => one === code)).map((code) => [code, code])];
  return {
    labelled: false,
    element: el("div", { class: "b-toggles" }, options.map(([code, said]) => {
      const button = el("button", {
        type: "button", class: "b-toggle", "aria-pressed": String(has().includes(code)), text: said,
        onclick: () => {
          const without = has().filter((one) => one !== code);
          const next = without.length < has().length ? without : [...has(), code];
          const order = options.map(([one]) => one);
          next.sort((one, other) => order.indexOf(one) - order.indexOf(other));
          if (next.length) values[param.name] = next;
          else delete values[param.name];
          button.setAttribute("aria-pressed", String(next.includes(code)));
          changed();
        },
      });
      return button;
    })),
  };
}

function native(param, values, id, { changed }) {
  const input = el("input", {
    id, type: param.widget, class: "b-input b-short", value: values[param.name] ?? param.default ?? "",
    oninput: () => {
      if (input.value) values[param.name] = input.value;
      else delete values[param.name];
      changed();
    },
  });
  return { element: input, labelled: true };
}

function json(param, values, id, { desc, changed }) {
  const input = el("textarea", {
    id, class: "b-input b-code", rows: 2, spellcheck: "false", value: JSON.stringify(values[param.name] ?? null),
    oninput: () => {
      try {
        values[param.name] = JSON.parse(input.value);
        input.removeAttribute("aria-invalid");
      } catch {
        input.setAttribute("aria-invalid", "true");
      }
      changed();
    },
  });
  return { element: el("div", {}, input, el("p", { class: "b-help", text: desc.labels.as_json })), labelled: true };
}

// Goods: nothing chosen means all of them; each part chosen narrows them. `within`: these are the ones left out.
// `parts`: only these are asked for, all where there are none.
export function goodsForm(goods, { desc, changed, parts = [], within = false }) {
  const t = desc.labels;
  const known = desc.goods.filter((param) => !parts.length || parts.includes(param.name) || goods[param.name] !== undefined);
  const names = known.map((param) => param.name);
  const isWhole = () => !names.some((name) => goods[name] !== undefined);
  const note = el("p", { class: "b-help", text: t.all_goods });
  const noted = () => {
    note.hidden = within || !isWhole();
    changed();
  };
  const leaveOut = (draw) => {
    if (goods.but_not === undefined) {
      return textButton("remove", t.add_but_not, () => { goods.but_not = {}; draw(); box.querySelector(".b-but-not .b-more button")?.focus(); });
    }
    const drop = () => { delete goods.but_not; noted(); draw(); };
    return el("div", { class: "b-but-not", "data-param": "but_not" },
      el("div", { class: "b-row" }, el("span", { class: "b-label", text: t.but_not }),
        iconButton("close", fill(t.drop, { name: t.but_not }), drop, { class: "b-icon-button b-small" })),
      goodsForm(goods.but_not, { desc, changed: noted, parts, within: true }), el("p", { class: "b-error", hidden: true }));
  };
  const box = el("div", { class: "b-goods" }, note, paramForm(
    known.map((one) => ({ ...one, required: false, default: undefined })), goods,
    { desc, changed: noted, extra: within ? [] : [leaveOut], plain: true },
  ));
  note.hidden = within || !isWhole();
  return box;
}

function goodsControl(param, values, _id, { desc, changed }) {
  const goods = structuredClone(values[param.name] ?? param.default ?? {});
  const element = goodsForm(goods, {
    desc, parts: (param.options ?? []).map(([name]) => name),
    changed: () => {
      if (Object.keys(goods).length || values[param.name] !== undefined) values[param.name] = goods;
      changed();
    },
  });
  return { element, labelled: false };
}

// Rows that are added and taken out: thresholds with their sizes.
function steps(param, values, _id, { desc, changed }) {
  const t = desc.labels;
  const rows = values[param.name] ?? (values[param.name] = [{}]);
  const from = { name: "from", widget: "amount", label: t.step_from };
  const size = { name: "value", widget: param.of, label: t.step_value };
  return { labelled: false, element: rowsOf(rows, { desc, changed, most: 20, make: (row) => [field(from, row, { desc, changed }), field(size, row, { desc, changed })], fresh: () => ({}), add: t.add_step }) };
}

function ingredients(param, values, _id, { desc, changed }) {
  const t = desc.labels;
  const rows = values[param.name] ?? (values[param.name] = [{ goods: {}, count: 1 }]);
  const count = { name: "count", widget: "number", label: t.part_count, default: 1 };
  const goods = { name: "goods", widget: "goods", label: t.part_goods };
  return { labelled: false, element: rowsOf(rows, { desc, changed, most: 10, make: (row) => [field(count, row, { desc, changed }), field(goods, row, { desc, changed })], fresh: () => ({ goods: {}, count: 1 }), add: t.add_part }) };
}

export function rowsOf(rows, { desc, changed, most, make, fresh, add }) {
  const box = el("div", { class: "b-rows" });
  const draw = (focus) => {
    box.replaceChildren(
      ...rows.map((row, index) => el("div", { class: "b-row-of", "data-index": index }, make(row),
        rows.length > 1 ? iconButton("delete", desc.labels.take_row_out, () => { rows.splice(index, 1); changed(); draw(); }, { class: "b-icon-button b-small" }) : null)),
      rows.length < most ? textButton("add", add, () => { rows.push(fresh()); changed(); draw(true); }) : "",
    );
    if (focus) box.querySelector(`[data-index="${rows.length - 1}"] :is(input, select, button)`)?.focus();
  };
  draw();
  return box;
}
