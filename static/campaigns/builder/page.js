// The page of a campaign: its editors, the sentence that follows the typing, and the cart that is tried beside it.

import { announce, el, later, readJson } from "./dom.js";
import { Budgets } from "./budgets.js";
import { codeOf } from "./latin.js";
import { Picker } from "./picker.js";
import { isScheduled, Schedule } from "./schedule.js";
import { TryCart } from "./cart.js";
import { Tree } from "./tree.js";
import { Unsaved } from "./unsaved.js";

const form = document.querySelector("form[data-builder]");
const desc = readJson("builder-description");
const page = readJson("builder-page");
const t = desc.labels;
const field = (name) => form.elements[name];
let ready = false;

const changed = () => {
  if (!ready) return;
  ask();
  keep();
};
// What the effects cost, as far as they are written.
function costs() {
  try {
    const found = (JSON.parse(field("effects").value || "[]") ?? []).flatMap((one) => desc.effects.costs[Object.keys(one ?? {})[0]] ?? []);
    return [...new Set(found)];
  } catch {
    return [];
  }
}
const rule = new Tree(field("when"), {
  desc, kinds: desc.conditions, path: "when", hides: isScheduled, changed: () => { changed(); },
});
const effects = new Tree(field("effects"), { desc, kinds: desc.effects, path: "effects", isList: true, changed });
const budgets = new Budgets(field("budgets"), { desc, changed, costs });
const schedule = new Schedule(document.getElementById("b-schedule"), rule, { desc });
rule.told = () => { schedule.place.contains(document.activeElement) || schedule.draw(); changed(); };

// Codes of campaigns that do not go with this one.
const excludes = field("excludes");
const excluded = new Picker({
  what: "campaign", source: desc.pickers.campaign, label: page.excludes_label, t,
  values: () => excludes.value.split(",").map((code) => code.trim()).filter(Boolean),
  change: (codes) => { excludes.value = codes.join(", "); changed(); },
});
excludes.hidden = true;
excludes.closest(".control").querySelector(".help")?.remove();
excludes.after(excluded.element);

// --- The name makes the code, and the first effect the lane, until a person says otherwise -----------------------------

if (page.is_new) {
  let ownCode = Boolean(field("code").value);
  let ownEnglish = Boolean(field("title_en").value);
  field("code").addEventListener("input", () => { ownCode = Boolean(field("code").value); });
  field("title_en").addEventListener("input", () => { ownEnglish = Boolean(field("title_en").value); });
  field("title_ru").addEventListener("input", () => {
    if (!ownCode) field("code").value = codeOf(field("title_ru").value);
    if (!ownEnglish) field("title_en").value = field("title_ru").value;
  });
  let ownLane = page.is_answer;
  field("lane").addEventListener("change", () => { ownLane = true; });
  effects.added = (code) => {
    const usual = desc.effects.lanes[code];
    if (ownLane || effects.root.parts.length > 1 || ![...field("lane").options].some((one) => one.value === usual)) return;
    field("lane").value = usual;
    changed();
  };
}

// --- The sentence, and what is wrong -----------------------------------------------------------------------------------

const sentence = document.getElementById("b-sentence");
const wrong = document.getElementById("b-wrong");
const cart = new TryCart(document.getElementById("b-try"), { form, desc, page });
let turn = 0;

// Whom it could reach: asked when the typing has rested, for it counts members.
const audience = document.getElementById("b-audience");
let rest = 0;

async function reach() {
  rest += 1;
  const mine = rest;
  let answer;
  try {
    answer = await fetch(page.audience_url, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
  } catch {
    return;
  }
  if (!answer.ok || mine !== rest) return;
  const { text } = await answer.json();
  audience.classList.remove("b-stale");
  audience.textContent = text;
  audience.hidden = !text;
}

const count = later(1000, reach);

async function sketch() {
  turn += 1;
  const mine = turn;
  let answer;
  try {
    answer = await fetch(page.sketch_url, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
  } catch {
    return; // no network: the next keystroke asks again
  }
  if (!answer.ok || mine !== turn) return;
  tell(await answer.json());
}

function tell(told, all = false) {
  sentence.replaceChildren(...told.parts.map(({ label, lines }) => el("div", { class: "b-part" },
    el("dt", { text: label }), lines.map((line) => el("dd", { text: line })))));
  const { problems, said } = told;
  for (const editor of [rule, effects, budgets]) editor.tell({ problems, said, all });
  const open = problems.length;
  wrong.hidden = !open;
  wrong.textContent = open ? told.missing : "";
  blameSchedule(problems);
  audience.classList.add("b-stale");
  cart.refresh();
  count();
}

// A condition that the schedule asks for shows what is wrong there.
function blameSchedule(problems) {
  const place = schedule.place;
  place.querySelectorAll(".b-error").forEach((slot) => { slot.hidden = true; });
  for (const { path, detail } of problems) {
    const code = /^when\.all\[\d+\]\.(weekday|hours)\b/.exec(path)?.[1];
    const slot = code && place.querySelector(`[data-param="${code === "weekday" ? "days" : code}"] > .b-error`);
    if (!slot) continue;
    slot.textContent = detail;
    slot.hidden = false;
  }
}

const ask = later(350, sketch);
const unsaved = new Unsaved(form, {
  key: `${page.user}:${page.campaign ?? "new"}`, isAnswer: page.is_answer, t,
  restored: () => {
    rule.read();
    effects.read();
    budgets.read();
    schedule.draw();
    excluded.draw();
    announce(t.unsaved_restored);
    ask();
  },
});
const keep = later(800, () => unsaved.keep());
// Enter in a field means that the field is done, not the campaign.
form.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches("input")) event.preventDefault(); });
form.addEventListener("input", changed);
form.addEventListener("change", changed);
ready = true;
if (page.problems.length) tell({ ...page.sketch, problems: page.problems }, true);
else tell(page.sketch);
document.documentElement.dataset.builder = "ready";
form.dataset.builder = "ready";
