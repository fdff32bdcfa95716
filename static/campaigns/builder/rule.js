// The editor of rules in any form: every <textarea data-rule-editor="id of the description" data-rule-path="when">. And
// beside it fields of codes that are picked by name (data-picks="segment"), or made of a name (data-code-of="title_ru").

import { readJson } from "./dom.js";
import { codeOf } from "./latin.js";
import { pickFor } from "./picker.js";
import { Tree } from "./tree.js";

for (const area of document.querySelectorAll("textarea[data-rule-editor]")) {
  const desc = readJson(area.dataset.ruleEditor);
  if (!desc) continue;
  // The page around hears of changes as of typing into the area.
  const changed = () => { if (area.hidden) area.dispatchEvent(new Event("input", { bubbles: true })); };
  const tree = new Tree(area, { desc, kinds: desc.conditions, path: area.dataset.rulePath, changed });
  const problems = readJson(`${area.dataset.ruleEditor}-problems`);
  if (problems?.length) tree.tell({ problems, all: true });
  // The page around may have what is written judged meanwhile; what is wrong is shown at what has been left already.
  area.addEventListener("judged", (event) => tree.tell({ problems: event.detail }));
}

for (const input of document.querySelectorAll("input[data-picks]")) {
  const what = input.dataset.picks;
  const desc = readJson(document.querySelector("textarea[data-rule-editor]").dataset.ruleEditor);
  pickFor(input, { what, source: desc.pickers[what], t: desc.labels });
}

for (const code of document.querySelectorAll("input[data-code-of]:not([disabled])")) {
  const name = code.form.elements[code.dataset.codeOf];
  let own = Boolean(code.value);
  code.addEventListener("input", () => { own = Boolean(code.value); });
  const most = code.maxLength > 0 ? code.maxLength : undefined;
  name.addEventListener("input", () => { if (!own) code.value = codeOf(name.value).slice(0, most); });
}
