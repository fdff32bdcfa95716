// Elements, icons and announcements: the few things every part of the builder makes.

export function el(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") made.className = value;
    else if (name === "text") made.textContent = value;
    else if (name === "value") made.value = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

export function icon(name) {
  return el("span", { class: "material-symbols-outlined b-icon", "aria-hidden": "true", text: name });
}

export function iconButton(name, label, onclick, props = {}) {
  return el("button", { type: "button", class: "b-icon-button", title: label, "aria-label": label, onclick, ...props },
    icon(name));
}

export function textButton(name, label, onclick, props = {}) {
  return el("button", { type: "button", class: "b-add", onclick, ...props }, icon(name), el("span", { text: label }));
}

let last = 0;
export function freshId(start = "b") {
  last += 1;
  return `${start}-${last}`;
}

export function readJson(id) {
  const holder = document.getElementById(id);
  return holder ? JSON.parse(holder.textContent) : null;
}

// Tells people who listen to the page what has just happened.
export function announce(text) {
  let region = document.getElementById("b-announcer");
  if (!region) {
    region = el("div", { id: "b-announcer", class: "b-unseen", role: "status", "aria-live": "polite" });
    document.body.append(region);
  }
  region.textContent = "";
  setTimeout(() => { region.textContent = text; }, 30);
}

// Fills «{name}» in words from the page.
export function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

export function later(milliseconds, call) {
  let timer = null;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(call, milliseconds);
  };
}
