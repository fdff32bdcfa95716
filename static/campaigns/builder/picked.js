// Fields of one thing that is picked by name: every <input data-picked="id of the description">.

import { readJson } from "./dom.js";
import { pickFor } from "./picker.js";

for (const input of document.querySelectorAll("input[data-picked]")) {
  const { what, source, labels } = readJson(input.dataset.picked);
  pickFor(input, { what, source, single: true, t: labels });
}
