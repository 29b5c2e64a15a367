// A field that suggests: a few letters, the arrows, Entrée. What counts is the suggestion chosen, never the text alone.
(() => {
  "use strict";
  const AFTER_TYPING = 120;

  // `find(text, signal)` resolves to [{label, note, value}]; `choose(value, label)` is told null when nothing is chosen.
  class Suggesting {
    constructor(input, { find, choose, nothing }) {
      Object.assign(this, { input, find, choose, nothing, found: [], active: -1, chosen: null, asked: null, timer: null });
      this.list = document.getElementById(input.getAttribute("aria-controls"));
      input.addEventListener("input", () => this.#typed());
      input.addEventListener("keydown", (event) => this.#key(event));
      input.addEventListener("blur", () => this.#left());
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault();
        const option = event.target.closest("[role=option]");
        if (option) this.pick(Number(option.dataset.rank));
      });
    }

    // Show a choice made elsewhere: a draft read again, a need that names its trade.
    set(value, label) {
      this.chosen = value === null ? null : { value, label };
      this.input.value = label ?? "";
      this.#close();
    }

    get open() {
      return !this.list.hidden;
    }

    // Take the active suggestion once the search that is under way has answered. False when there is none to take.
    async take() {
      if (this.chosen && this.input.value === this.chosen.label) return true;
      if (!this.input.value.trim()) return false;
      clearTimeout(this.timer);
      if (this.asked?.text !== this.input.value) this.#search();
      await this.asked?.done;
      if (this.active < 0 || !this.found.length) return false;
      this.pick(this.active);
      return true;
    }

    pick(rank) {
      const { value, label } = this.found[rank];
      this.set(value, label);
      this.choose(value, label);
    }

    #typed() {
      if (this.chosen) {
        this.chosen = null;
        this.choose(null, "");
      }
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#search(), AFTER_TYPING);
    }

    #search() {
      this.asked?.stop.abort();
      const text = this.input.value;
      const asked = { text, stop: new AbortController() };
      this.asked = asked;
      asked.done = this.#ask(asked);
    }

    async #ask(asked) {
      if (!asked.text.trim()) return this.#close();
      let found;
      try {
        found = await this.find(asked.text, asked.stop.signal);
      } catch {
        found = null; // without network nothing is offered; what was typed stays, and the next key asks again
      }
      if (asked === this.asked && document.activeElement === this.input) this.#show(found);
    }

    #show(found) {
      this.found = found ?? [];
      this.list.replaceChildren(...this.found.map((each, rank) => this.#option(each, rank)));
      if (found && !found.length) {
        this.list.append(Object.assign(document.createElement("li"), { className: "nothing", textContent: this.nothing }));
      }
      this.list.hidden = found === null;
      this.input.setAttribute("aria-expanded", String(this.open && this.found.length > 0));
      this.#activate(this.found.length ? 0 : -1);
    }

    #option({ label, note }, rank) {
      const option = document.createElement("li");
      option.id = `${this.list.id}-${rank}`;
      option.dataset.rank = rank;
      option.setAttribute("role", "option");
      option.append(Object.assign(document.createElement("span"), { textContent: label }));
      if (note) option.append(" ", Object.assign(document.createElement("span"), { className: "muted", textContent: note }));
      return option;
    }

    #activate(rank) {
      this.active = rank;
      for (const option of this.list.querySelectorAll("[role=option]")) {
        const active = Number(option.dataset.rank) === rank;
        option.setAttribute("aria-selected", String(active));
        if (active) option.scrollIntoView({ block: "nearest" });
      }
      if (rank < 0) this.input.removeAttribute("aria-activedescendant");
      else this.input.setAttribute("aria-activedescendant", `${this.list.id}-${rank}`);
    }

    #key(event) {
      if (event.key === "ArrowDown" && !this.open) this.#search();
      else if (event.key === "ArrowDown") this.#activate(Math.min(this.active + 1, this.found.length - 1));
      else if (event.key === "ArrowUp") this.#activate(Math.max(this.active - 1, 0));
      else if (event.key === "Escape" && this.open) this.#close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    // A text that names nothing chosen is not an answer: it goes, and the field says it is empty.
    #left() {
      this.asked?.stop.abort();
      this.#close();
      if (!this.chosen && this.input.value.trim()) this.input.setAttribute("aria-invalid", "true");
      else this.input.removeAttribute("aria-invalid");
    }

    #close() {
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
      this.active = -1;
    }
  }

  // Every word typed begins a word of the text, accents apart: for lists short enough to be in the page.
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/œ/g, "oe").toLowerCase();
  const words = (text) => plain(text).split(/[^a-z0-9]+/).filter(Boolean);
  function among(options, text, most = 8) {
    const asked = words(text);
    return options
      .filter(({ words: known }) => asked.every((word) => known.some((each) => each.startsWith(word))))
      .slice(0, most);
  }

  Object.assign(window.relais.call, { Suggesting, among, words });
})();
