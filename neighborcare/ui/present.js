// The slides of a meeting, full screen. All of them stand in the page before the first is shown, so changing one asks
// nobody. Keys are those of keyboards and of remote controls (PageUp, PageDown, F5, "." and "b").
const NEXT = ["ArrowRight", "ArrowDown", "PageDown", " ", "Enter"];
const BACK = ["ArrowLeft", "ArrowUp", "PageUp", "Backspace"];
const BLACK = ["b", "B", "."];
const IDLE_MS = 3000; // then the bar steps back
const shows = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let show = shows.get(parentElement);
  if (!show) shows.set(parentElement, (show = new Show(parentElement)));
  show.told(data, setTriggerValue);
  return () => {
    shows.delete(parentElement);
    show.leave();
  };
}

/** A drawing of ours: escaped where it is made, and it holds no script. */
function drawn(svg) {
  const box = el("div", { class: "drawn" });
  box.innerHTML = svg;
  return box;
}

const clock = (ms) => {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

class Show extends Panels {
  constructor(parent) {
    super();
    this.at = 0;
    this.open = false;
    this.typed = "";
    this.panel = ""; // "", "drill", "claim"
    this.path = []; // drill: [figure] or [figure, community]
    this.chosen = null; // the offered item that is being claimed
    this.home = el("div", { class: "home" });
    this.stage = el("div", { class: "stage", tabindex: "-1", hidden: true });
    parent.append(this.home, this.stage);
    this.onKey = (event) => this.key(event);
    this.onScreen = () => {
      if (document.fullscreenElement) this.full = true;
      else if (this.full) this.close();
    };
    window.addEventListener("keydown", this.onKey, true);
    document.addEventListener("fullscreenchange", this.onScreen);
    this.stage.addEventListener("mousemove", () => this.awake());
    this.ticking = setInterval(() => this.tick(), 250);
  }

  leave() {
    window.removeEventListener("keydown", this.onKey, true);
    document.removeEventListener("fullscreenchange", this.onScreen);
    clearInterval(this.ticking);
    if (document.fullscreenElement) document.exitFullscreen();
    this.home.remove();
    this.stage.remove();
  }

  /** What the server says: the slides once, the claims whenever one came. */
  told(data, send) {
    this.send = send;
    this.data = data;
    this.words = data.words;
    if (this.version !== data.version) {
      this.version = data.version;
      this.build();
    }
    this.sent = false;
    if (this.panel === "claim") this.claims();
  }

  build() {
    const { slides, words } = this.data;
    this.at = Math.min(this.at, slides.length - 1);
    const thumbs = slides.map((slide, index) =>
      el("button", { class: "thumb", "aria-label": `${index + 1}. ${slide.title}`, click: () => this.start(index) }, drawn(slide.svg)),
    );
    this.home.replaceChildren(
      el(
        "div",
        { class: "begin" },
        el("button", { class: "start", click: () => this.start(0) }, `▶ ${words.start}`),
        el("p", {}, words.keys),
      ),
      el("div", { class: "thumbs" }, ...thumbs),
    );
    this.slides = slides.map((slide) => el("div", { class: "slide", hidden: true }, drawn(slide.svg)));
    this.timer = el("div", { class: "timer", role: "timer" });
    this.side = el("section", { class: "panel", hidden: true });
    this.dark = el("div", { class: "black", hidden: true, click: () => this.black() });
    this.say = el("div", { class: "unseen", "aria-live": "polite" });
    const button = (sign, word, click) => el("button", { title: word, "aria-label": word, click }, sign);
    this.bar = el(
      "div",
      { class: "bar" },
      button("‹", words.back, () => this.go(this.at - 1)),
      button("›", words.next, () => this.go(this.at + 1)),
      el("button", { click: () => this.show("drill") }, words.drill),
      this.data.offers.length ? el("button", { click: () => this.show("claim") }, words.claim) : null,
      el("button", { click: () => this.restart() }, words.restart),
      el("button", { click: () => this.black() }, words.black),
      el("button", { click: () => this.close() }, words.end),
    );
    const left = el("button", { class: "turn left", tabindex: "-1", "aria-hidden": "true", click: () => this.go(this.at - 1) });
    const right = el("button", { class: "turn right", tabindex: "-1", "aria-hidden": "true", click: () => this.go(this.at + 1) });
    this.frame = el("div", { class: "frame" }, ...this.slides, left, right, this.timer, this.side, this.bar);
    this.stage.replaceChildren(this.frame, this.dark, this.say);
    this.stage.setAttribute("aria-label", words.meeting);
    this.turn();
  }

  start(index) {
    this.at = index;
    this.open = true;
    this.stage.hidden = false;
    this.stage.setAttribute("role", "dialog");
    this.began ??= Date.now();
    this.show("");
    this.turn();
    this.tick();
    this.awake();
    this.stage.focus();
    this.full = false;
    // A browser that refuses still shows the slides over the whole window.
    this.stage.requestFullscreen?.().catch(() => {});
    navigator.wakeLock?.request("screen").then((lock) => (this.lock = lock)).catch(() => {});
  }

  close() {
    this.open = this.full = false;
    this.stage.hidden = this.dark.hidden = true;
    this.stage.removeAttribute("role");
    this.lock?.release();
    if (document.fullscreenElement) document.exitFullscreen();
    this.home.querySelectorAll(".thumb")[this.at]?.focus();
  }

  go(index) {
    this.at = Math.max(0, Math.min(index, this.slides.length - 1));
    if (this.panel) this.show("");
    this.turn();
  }

  turn() {
    this.slides.forEach((slide, index) => (slide.hidden = index !== this.at));
    this.stage.dataset.slide = String(this.at + 1);
    this.say.textContent = this.data.slides[this.at]?.title ?? "";
  }

  black() {
    this.dark.hidden = !this.dark.hidden;
  }

  awake() {
    this.stage.classList.add("awake");
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.stage.classList.remove("awake"), IDLE_MS);
  }

  restart() {
    this.began = Date.now();
    this.tick();
  }

  /** Elapsed of the whole, and what is left of it; past it by how much. */
  tick() {
    if (!this.open || !this.timer) return;
    const whole = this.data.minutes * 60000;
    const spent = Date.now() - this.began;
    const left = whole - spent;
    const words = left >= 0 ? this.words.left : `▲ ${this.words.over}`;
    this.timer.textContent = `${clock(spent)} / ${clock(whole)} · ${filled(words, { time: clock(left) })}`;
    this.timer.classList.toggle("over", left < 0);
    this.timer.classList.toggle("soon", left >= 0 && left < whole / 10);
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (!this.open) {
      // The remote control's start key; elsewhere on the page it stays the browser's.
      if (event.key === "F5") {
        event.preventDefault();
        event.stopImmediatePropagation();
        this.start(this.at);
      }
      return;
    }
    event.stopImmediatePropagation(); // Streamlit has keys of its own
    const within = event.composedPath()[0];
    const typing = within instanceof HTMLInputElement;
    if (event.key === "Escape") return this.escape(event);
    if (typing || event.key === "Tab") return this.trap(event);
    const pressing = within instanceof HTMLButtonElement && (event.key === "Enter" || event.key === " ");
    if (pressing && this.dark.hidden) return;
    event.preventDefault();
    if (!this.dark.hidden) return this.black();
    if (this.panel && this.within(event.key)) return;
    if (/^\d$/.test(event.key)) {
      this.typed = (this.typed + event.key).slice(-3);
      return;
    }
    const typed = Number(this.typed);
    this.typed = "";
    if (event.key === "Enter" && typed) this.go(typed - 1);
    else if (NEXT.includes(event.key)) this.go(this.at + 1);
    else if (BACK.includes(event.key)) this.go(this.at - 1);
    else if (event.key === "Home") this.go(0);
    else if (event.key === "End") this.go(this.slides.length - 1);
    else if (BLACK.includes(event.key)) this.black();
    else if (event.key === "F5") this.close();
    else if (event.key === "d" || event.key === "D") this.show(this.panel === "drill" ? "" : "drill");
    else if ((event.key === "c" || event.key === "C") && this.data.offers.length) this.show(this.panel === "claim" ? "" : "claim");
    else if (event.key === "t" || event.key === "T") this.restart();
  }

  /** Leaves the panel first; in full screen the browser takes the key and all ends. */
  escape(event) {
    event.preventDefault();
    if (!this.dark.hidden) this.black();
    else if (this.panel) this.show("");
    else this.close();
  }

  /** Tab stays within the show. */
  trap(event) {
    if (event.key !== "Tab") return;
    this.awake();
    const all = [...this.stage.querySelectorAll("button:not([tabindex='-1']), input")].filter((one) => one.offsetParent);
    const root = this.stage.getRootNode();
    const at = all.indexOf(root.activeElement);
    event.preventDefault();
    all[(at + (event.shiftKey ? -1 : 1) + all.length) % all.length]?.focus();
  }

  show(panel) {
    this.panel = panel;
    this.path = [];
    this.chosen = null;
    this.side.hidden = !panel;
    this.stage.dataset.panel = panel;
    if (panel === "drill") this.drill();
    else if (panel === "claim") this.claims();
    else this.stage.focus();
  }
}
