// What opens over a slide: its figures by community and grid, and the items that units may claim. All that is shown came
// with the slides; only a claim is sent. present.js goes on from here (both are one script).
const PATIENCE_MS = 10000; // until an answer to a claim is no longer waited for

/** An element with its attributes, children and what a click does. */
function el(name, attributes = {}, ...inside) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "click") made.addEventListener("click", value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value != null) made.setAttribute(key, value);
  }
  made.append(...inside.filter((one) => one != null));
  return made;
}

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

/** The panels of a show. It has `stage`, `side` (the panel's element), `data`, `words`, `at`, `path` and `chosen`. */
class Panels {
  /** Keys of an open panel: up and down choose, left goes back. True when it was one. */
  within(key) {
    const rows = [...this.side.querySelectorAll("button.row")];
    const at = rows.indexOf(this.stage.getRootNode().activeElement);
    if (key === "ArrowDown" || key === "ArrowUp") {
      const to = at < 0 ? 0 : at + (key === "ArrowDown" ? 1 : -1);
      rows[Math.max(0, Math.min(to, rows.length - 1))]?.focus();
      return true;
    }
    if (key === "ArrowRight") {
      rows[Math.max(at, 0)]?.click();
      return true;
    }
    if (key === "ArrowLeft" || key === "Backspace") {
      this.up();
      return true;
    }
    return false;
  }

  up() {
    if (this.panel === "drill" && this.path.length) {
      this.path.pop();
      this.drill();
    } else if (this.panel === "claim" && this.chosen) {
      this.chosen = null;
      this.claims();
    } else this.show("");
  }

  head(title, under) {
    const back = el("button", { class: "up", "aria-label": this.words.up, click: () => this.up() }, "‹");
    return el("header", {}, back, el("div", {}, el("h2", {}, title), under ? el("p", {}, under) : null));
  }

  fill(...inside) {
    this.side.replaceChildren(...inside);
    (this.side.querySelector(".row:not([disabled]), input") ?? this.side.querySelector(".up")).focus();
  }

  /** A figure of the slide → its communities → the grids of one. All of it came with the slides. */
  drill() {
    const known = this.data.slides[this.at].figures.map((key) => this.data.figures[key]);
    const [figure, community] = this.path;
    if (!figure) {
      const rows = known.map((one) => this.row(one, () => this.into(one)));
      this.fill(this.head(this.words.figures), known.length ? this.list(rows) : el("p", {}, this.words.none));
      return;
    }
    const inside = community ? figure.grids.filter((one) => one.parent === community.id) : figure.areas;
    const rows = inside.map((one) => {
      const deeper = !community && figure.grids.some((grid) => grid.parent === one.id);
      return this.row(one, deeper ? () => this.into(one) : null);
    });
    const title = community ? `${community.name} · ${figure.name}` : figure.name;
    const whole = community ?? figure;
    this.fill(
      this.head(`${title} ${whole.text}`, community ? this.words.by_grid : this.data.below),
      rows.length ? this.list(rows) : el("p", {}, this.words.none),
      el("p", { class: "foot" }, figure.foot),
    );
  }

  into(one) {
    this.path.push(one);
    this.drill();
  }

  list(rows) {
    return el("div", { class: rows.length > 10 ? "rows many" : "rows" }, ...rows);
  }

  row({ name, text, share, state }, click) {
    const bar = el("i", {});
    if (share != null) bar.style.width = `${share * 100}%`;
    const inside = [el("span", { class: "name" }, name), el("span", { class: "bars" }, share == null ? null : bar), el("b", { class: state }, text)];
    return click ? el("button", { class: "row", click }, ...inside) : el("div", { class: "row" }, ...inside);
  }

  /** The offered items; one that is free can be claimed by a unit, with a deadline. */
  claims() {
    const { offers, words } = { ...this.data, words: this.words };
    if (this.chosen) {
      const now = offers.find((one) => one.key === this.chosen.key);
      if (now && !now.unit) return this.form(now);
      this.chosen = null;
    }
    const rows = offers.map((one) => {
      const state = one.unit ? filled(words.taken, { unit: one.unit, day: one.until }) : one.until;
      const inside = [el("span", { class: "name" }, one.item), el("span", { class: "place" }, one.place), el("b", {}, one.unit ? `● ${state}` : state)];
      return el("button", { class: "row offer", disabled: Boolean(one.unit), click: () => this.choose(one) }, ...inside);
    });
    const free = offers.filter((one) => !one.unit).length;
    this.fill(this.head(filled(words.offered, { free, all: offers.length }), this.data.problem), el("div", { class: "rows" }, ...rows));
  }

  choose(one) {
    this.chosen = one;
    this.data.problem = "";
    this.claims();
  }

  form(offer) {
    const words = this.words;
    const unit = el("input", { name: "unit", list: "units", maxlength: "80", autocomplete: "off", required: true });
    const day = el("input", { name: "deadline", type: "date", value: offer.day, min: this.data.day, required: true });
    const send = (event) => {
      event.preventDefault();
      if (this.sent || !unit.value.trim()) return unit.focus();
      this.sent = true;
      this.send("claim", { key: offer.key, unit: unit.value.trim(), deadline: day.value });
      button.textContent = words.sending;
      setTimeout(() => this.lost(button), PATIENCE_MS);
    };
    const button = el("button", { class: "claim" }, words.claim_it);
    const form = el(
      "form",
      {},
      el("label", {}, words.unit, unit),
      el("datalist", { id: "units" }, ...this.data.units.map((name) => el("option", { value: name }))),
      el("label", {}, words.deadline, day),
      button,
    );
    form.addEventListener("submit", send);
    this.fill(this.head(`${offer.item} · ${offer.place}`, this.data.problem), form);
  }

  /** No answer came: the line is gone for now, and it can be sent again. */
  lost(button) {
    if (!this.sent || !button.isConnected) return;
    this.sent = false;
    button.textContent = this.words.again;
  }
}
