// The menu of conditions or effects: by sections, searched while typing, each with an example in words.

import { el, freshId, iconButton } from "./dom.js";

export function kindMenu(kinds, { t, title, back, chosen }) {
  const name = freshId("menu");
  const rows = [];
  const sections = kinds.sections.map((section) => {
    const buttons = section.codes.map((code) => {
      const kind = kinds.kinds[code];
      const button = el("button", { type: "button", class: "b-kind", "data-code": code, onclick: () => { close(); chosen(code); } },
        el("b", { text: kind.title }), el("small", { text: kind.says }));
      rows.push({ button, text: `${kind.title} ${kind.says} ${section.title} ${code}`.toLowerCase() });
      return button;
    });
    return el("section", {}, section.title ? el("h3", { text: section.title }) : null, el("div", { class: "b-kinds" }, buttons));
  });
  const nothing = el("p", { class: "b-help", text: t.nothing_found, hidden: true });
  const search = el("input", {
    type: "search", class: "b-input", placeholder: t.find_kind, "aria-label": t.find_kind,
    oninput: () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const { button, text } of rows) button.hidden = !words.every((word) => text.includes(word));
      sections.forEach((section) => { section.hidden = !section.querySelector(".b-kind:not([hidden])"); });
      nothing.hidden = sections.some((section) => !section.hidden);
    },
  });
  const dialog = el("dialog", {
    class: "b-menu", "aria-labelledby": name,
    onclose: () => { dialog.remove(); },
    onclick: (event) => { if (event.target === dialog) { close(); back.focus(); } },
    onkeydown: (event) => {
      if (event.key === "Escape") setTimeout(() => back.focus(), 0);
      const shown = rows.map((row) => row.button).filter((button) => !button.hidden && !button.closest("[hidden]"));
      const at = shown.indexOf(document.activeElement);
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const to = at + (event.key === "ArrowDown" ? 1 : -1);
        (to < 0 ? search : shown[Math.min(to, shown.length - 1)])?.focus();
      } else if (event.key === "Enter" && document.activeElement === search) {
        event.preventDefault();
        shown[0]?.click();
      }
    },
  }, el("div", { class: "b-menu-head" }, el("h2", { id: name, text: title }),
    iconButton("close", t.close, () => { close(); back.focus(); })), search, nothing, el("div", { class: "b-menu-body" }, sections));
  const close = () => dialog.close();
  document.body.append(dialog);
  dialog.showModal();
  search.focus();
}
