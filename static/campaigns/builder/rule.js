// The editor of rules in any form: every <textarea data-rule-editor="id of the description" data-rule-path="when">.

import { readJson } from "./dom.js";
import { Tree } from "./tree.js";

for (const area of document.querySelectorAll("textarea[data-rule-editor]")) {
  const desc = readJson(area.dataset.ruleEditor);
  if (!desc) continue;
  // The page around hears of changes as of typing into the area.
  const changed = () => { if (area.hidden) area.dispatchEvent(new Event("input", { bubbles: true })); };
  const tree = new Tree(area, { desc, kinds: desc.conditions, path: area.dataset.rulePath, changed });
  const problems = readJson(`${area.dataset.ruleEditor}-problems`);
  if (problems?.length) tree.tell({ problems, all: true });
}
