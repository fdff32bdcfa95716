// A cart beside the campaign: who buys, where, when and what; prices and reasons follow. Carts are kept as examples.

import { announce, el, fill, freshId, icon, iconButton, later, textButton } from "./dom.js";
import { field } from "./fields.js";
import { parseNumber, writeNumber } from "./numbers.js";
import { Picker } from "./picker.js";

const KEY = "campaign-cart";

export class TryCart {
  constructor(place, { form, desc, page }) {
    Object.assign(this, { place, form, desc, page, t: desc.labels, facts: [], examples: page.examples });
    this.cart = this.start();
    this.who = this.cart.facts ? "described" : this.cart.member ? "member" : "guest";
    this.answer = el("div", { class: "b-answer", "aria-live": "polite" });
    this.described = el("div", { class: "b-described" });
    this.kept = el("div", { class: "b-examples" });
    this.ask = later(350, () => this.run());
    this.askExamples = later(900, () => this.rerun());
    this.draw();
  }

  // The cart of last time, else an empty one in the first shop.
  start() {
    const fresh = { shop: this.page.shops[0]?.[0] ?? "", lines: [] };
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY));
      return kept && this.page.shops.some(([code]) => code === kept.shop) ? kept : fresh;
    } catch {
      return fresh;
    }
  }

  changed() {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.cart));
    } catch {
      // the cart is only for this page then
    }
    this.ask();
  }

  // The campaign has changed.
  refresh() {
    this.ask();
    if (this.examples.length) this.askExamples();
  }

  draw() {
    const { t, cart } = this;
    this.rows = el("div", { class: "b-lines" });
    const goods = new Picker({
      what: "sku", source: this.desc.pickers.sku, label: t.try_add_line, single: true, t, values: () => [],
      change: ([sku]) => {
        const line = { sku, price: null, quantity: 1000 };
        cart.lines.push(line);
        this.changed();
        this.drawLines();
        this.rows.lastElementChild.querySelector(".b-price")?.select();
        this.price(line);
      },
    });
    goods.input.placeholder = t.try_add_line;
    this.place.replaceChildren(this.rows, goods.element, this.answer, this.where(), this.whoBuys(), this.more(), this.kept);
    this.drawLines();
    this.drawExamples();
  }

  // A new line costs what the goods were last sold for in this shop, unless a price has been typed meanwhile; what was
  // never sold has no price until one is typed.
  async price(line) {
    let price = null;
    try {
      const asked = new URLSearchParams({ sku: line.sku, shop: this.cart.shop });
      const answer = await fetch(`${this.page.price_url}?${asked}`, { headers: { Accept: "application/json" } });
      if (answer.ok) ({ price } = await answer.json());
    } catch {
      return;
    }
    if (!price || line.price || !this.cart.lines.includes(line)) return;
    line.price = price;
    const row = this.rows.children[this.cart.lines.indexOf(line)];
    const input = row.querySelector(".b-price");
    input.value = writeNumber(price, 2, this.desc.language);
    if (document.activeElement === input) input.select();
    this.changed();
  }

  drawLines() {
    const { t, cart, desc } = this;
    this.rows.replaceChildren(...cart.lines.map((line, index) => {
      const number = (name, scale, label, style) => {
        const input = el("input", {
          class: `b-input b-number ${style}`, type: "text", inputmode: "decimal", "aria-label": `${label}: ${line.sku}`,
          value: writeNumber(line[name], scale, desc.language),
          oninput: () => { line[name] = parseNumber(input.value, scale) ?? null; this.changed(); },
        });
        return input;
      };
      const name = new Picker({ what: "sku", source: desc.pickers.sku, label: t.try_line, single: true, t, values: () => [line.sku], change: ([sku]) => {
        if (sku === undefined) cart.lines.splice(index, 1);
        else Object.assign(line, { sku, price: null });
        this.drawLines();
        this.changed();
        if (sku !== undefined) this.price(line);
      } });
      return el("div", { class: "b-line" }, name.element,
        el("span", { class: "b-line-numbers" }, number("quantity", 3, t.try_quantity, "b-quantity"), el("span", { text: "×" }), number("price", 2, t.try_price, "b-price"), el("span", { text: "₽" })),
        el("span", { class: "b-line-price" }));
    }));
  }

  where() {
    const { t, cart, page } = this;
    const shop = el("select", { id: freshId("shop"), class: "b-input", onchange: () => { cart.shop = shop.value; this.changed(); } },
      page.shops.map(([code, name]) => el("option", { value: code, text: name })));
    shop.value = cart.shop;
    const at = el("input", { id: freshId("at"), type: "datetime-local", class: "b-input", value: cart.at ?? "", oninput: () => {
      if (at.value) cart.at = at.value.slice(0, 16);
      else delete cart.at;
      this.changed();
    } });
    return el("div", { class: "b-pair" },
      el("div", { class: "b-field" }, el("label", { for: shop.id, text: t.try_shop }), shop),
      el("div", { class: "b-field" }, el("label", { for: at.id, text: t.try_at }), at));
  }

  whoBuys() {
    const { t, cart, desc } = this;
    const place = el("div", {});
    const names = { guest: t.try_guest, member: t.try_member, described: t.try_described };
    const set = (who) => {
      this.who = who;
      delete cart.member;
      delete cart.facts;
      if (who === "described") cart.facts = {};
      this.changed();
      show();
    };
    const show = () => {
      const member = this.who === "member" && new Picker({
        what: "member", source: desc.pickers.member, label: t.try_find_member, single: true, t,
        values: () => (cart.member ? [String(cart.member)] : []),
        change: ([number]) => {
          if (number === undefined) delete cart.member;
          else cart.member = Number(number);
          this.changed();
        },
      });
      if (member) member.input.placeholder = t.try_find_member;
      place.replaceChildren(member ? member.element : "", this.who === "described" ? this.described : "");
      this.drawFacts();
      [...toggles.children].forEach((one) => one.setAttribute("aria-pressed", String(one.dataset.who === this.who)));
    };
    const label = freshId("who");
    const toggles = el("div", { class: "b-toggles", role: "group", "aria-labelledby": label },
      Object.entries(names).map(([who, text]) => el("button", { type: "button", class: "b-toggle", "data-who": who, text, onclick: () => set(who) })));
    show();
    return el("div", { class: "b-field" }, el("span", { class: "b-label", id: label, text: t.try_who }), toggles, place);
  }

  // What the campaign asks of a member, as a form: whoever is described is known by this alone.
  drawFacts() {
    if (this.who !== "described") return;
    const { t, cart, desc, facts } = this;
    const signature = JSON.stringify(facts.map((fact) => fact.name));
    if (this.drawnFacts === signature && this.described.childElementCount) return;
    this.drawnFacts = signature;
    this.described.replaceChildren(...(facts.length
      ? facts.map((fact) => field({ ...fact, default: null }, cart.facts, { desc, changed: () => this.changed() }))
      : [el("p", { class: "b-help", text: t.try_no_facts })]));
  }

  more() {
    const { t, cart, desc } = this;
    const set = (name, value) => {
      if (value === undefined || value === "" || value === false || value?.length === 0) delete cart[name];
      else cart[name] = value;
      this.changed();
    };
    const coupons = new Picker({ what: "", source: null, label: t.try_coupons, t, values: () => cart.coupons ?? [], change: (codes) => set("coupons", codes) });
    const channel = new Picker({ what: "channel", source: desc.pickers.channel, label: t.try_channel, single: true, t, values: () => (cart.channel ? [cart.channel] : []), change: ([code]) => set("channel", code) });
    const payment = el("input", { id: freshId("pay"), class: "b-input", type: "text", value: cart.payment ?? "", oninput: () => set("payment", payment.value) });
    const delivery = el("input", { id: freshId("delivery"), class: "b-input b-number", type: "text", inputmode: "decimal", value: writeNumber(cart.delivery, 2, desc.language), oninput: () => set("delivery", parseNumber(delivery.value, 2)) });
    const burn = el("input", { type: "checkbox", class: "b-check", onchange: () => set("burn", burn.checked) });
    burn.checked = cart.burn === true;
    const labelled = (input, text, element = input) => {
      input.id ||= freshId("more");
      return el("div", { class: "b-field" }, el("label", { for: input.id, text }), element);
    };
    return el("details", { open: Boolean(cart.coupons || cart.payment || cart.delivery || cart.burn) },
      el("summary", { text: t.try_more }),
      el("div", { class: "b-more-form" },
        labelled(coupons.input, t.try_coupons, coupons.element), labelled(channel.input, t.try_channel, channel.element),
        labelled(payment, t.try_payment), labelled(delivery, t.try_delivery),
        el("label", { class: "b-check-line" }, burn, el("span", { text: t.try_burn }))));
  }

  async post(url, extra) {
    const body = new FormData(this.form);
    body.set("try_cart", JSON.stringify(this.cart));
    for (const [name, value] of Object.entries(extra)) body.set(name, value);
    try {
      const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
      return answer.ok ? await answer.json() : { error: this.t.try_failed };
    } catch {
      return { error: this.t.try_failed };
    }
  }

  async run() {
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const said = this.cart.lines.length ? await this.post(this.page.try_url, {}) : { error: this.t.try_empty };
    if (turn !== this.turn) return;
    if (said.facts) {
      this.facts = said.facts;
      this.drawFacts();
    }
    this.show(said);
  }

  show(said) {
    const { t } = this;
    this.last = said.error ? null : said;
    this.place.classList.toggle("b-tried", !said.error);
    [...this.rows.children].forEach((row, index) => {
      const line = said.lines?.[index];
      row.querySelector(".b-line-price").replaceChildren(...(line ? [
        line.discount ? el("del", { text: line.base }) : "", el("b", { text: line.to_pay }),
        line.points ? el("small", { text: line.points }) : ""] : []));
    });
    if (said.error) {
      this.answer.replaceChildren(el("p", { class: "b-help", text: said.error }));
      this.drawKeeper();
      return;
    }
    const told = (one) => el("li", { class: one.is_draft ? "b-own" : "" }, el("span", { text: one.text }), one.amount ? el("b", { text: one.amount }) : "", one.is_draft ? el("em", { class: "pill info", text: t.try_this }) : "");
    this.answer.replaceChildren(
      el("div", { class: "b-total" },
        el("div", {}, el("small", { text: t.try_to_pay }), el("b", { class: "b-to-pay", text: said.to_pay })),
        el("div", {}, el("small", { text: t.try_benefit }), el("b", { class: said.is_benefit ? "b-benefit" : null, text: said.says }))),
      el("p", { class: "b-help b-before", text: said.changes ? fill(t.try_before, { said: said.now_says }) : t.try_same }),
      el("h3", { text: t.try_applied }), said.applied.length ? el("ul", { class: "b-told b-applied" }, said.applied.map(told)) : el("p", { class: "b-help", text: t.try_nothing }),
      ...notApplied(said.not_applied, told, t));
    this.drawKeeper();
  }

  // --- Examples --------------------------------------------------------------------------------------------------------

  drawExamples() {
    const { t } = this;
    this.keeper = el("div", { class: "b-keeper" });
    this.list = el("ul", { class: "b-example-list" });
    this.kept.replaceChildren(el("h3", { text: t.examples }), this.list, this.keeper);
    this.showExamples();
    this.drawKeeper();
  }

  showExamples() {
    const { t } = this;
    this.list.replaceChildren(...(this.examples.length ? this.examples.map((one) => el("li", { class: one.holds ? "b-holds" : "b-differs" },
      icon(one.holds ? "check_circle" : "error"),
      el("button", { type: "button", class: "b-example", "aria-label": fill(t.example_open, { name: one.name }), onclick: () => this.open(one) }, el("b", { text: one.name }),
        el("small", { text: one.holds ? `${one.now}: ${t.example_holds}` : fill(t.example_differs, one) })),
      one.holds ? "" : el("button", { type: "button", class: "b-add", text: t.example_accept, onclick: () => this.keep(one.name, one.cart) }),
      iconButton("close", fill(t.example_drop, { name: one.name }), () => this.change({ act: "drop", name: one.name }), { class: "b-icon-button b-small" })))
      : [el("li", { class: "b-help", text: t.example_none })]));
  }

  drawKeeper() {
    const { t } = this;
    if (!this.keeper) return;
    if (!this.page.examples_url) {
      this.keeper.replaceChildren(el("p", { class: "b-help", text: t.example_save_first }));
      return;
    }
    if (!this.last) {
      this.keeper.replaceChildren();
      return;
    }
    if (this.keeper.querySelector("input")) return;
    const name = el("input", { class: "b-input", type: "text", maxlength: 100, "aria-label": t.example_name, placeholder: t.example_name, onkeydown: (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.keep(name.value);
    } });
    this.keeper.replaceChildren(name, textButton("bookmark_add", t.example_keep, () => this.keep(name.value)));
  }

  keep(name, cart = this.cart) {
    return this.change({ act: "keep", name, try_cart: JSON.stringify(cart) });
  }

  async change(asked) {
    const said = await this.post(this.page.examples_url, asked);
    if (said.error) {
      announce(said.error);
      this.keeper.querySelector(".b-error")?.remove();
      this.keeper.append(el("p", { class: "b-error", text: said.error }));
      return;
    }
    this.examples = said.examples;
    this.keeper.replaceChildren();
    this.showExamples();
    this.drawKeeper();
  }

  async rerun() {
    const said = await this.post(this.page.examples_url, {});
    if (said.error) return;
    this.examples = said.examples;
    this.showExamples();
  }

  open(example) {
    this.cart = structuredClone(example.cart);
    this.who = this.cart.facts ? "described" : this.cart.member ? "member" : "guest";
    this.drawnFacts = null;
    this.draw();
    this.changed();
  }
}

// Why this campaign gave nothing stands open; the others, which are many, are a click away.
function notApplied(all, told, t) {
  const own = all.filter((one) => one.is_draft);
  const others = all.filter((one) => !one.is_draft);
  const list = (some) => el("ul", { class: "b-told b-not-applied" }, some.map(told));
  return [
    ...(own.length ? [el("h3", { text: t.try_not_applied }), list(own)] : []),
    ...(others.length ? [el("details", {}, el("summary", { text: `${t.try_not_applied_others}: ${others.length}` }), list(others))] : []),
  ];
}
