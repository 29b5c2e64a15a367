// The question before anything is created: a request of the same caller, or of the same house and trade, is a day old
// at most. The answer decides whether there will be a request at all.
(() => {
  "use strict";
  const { one, all } = window.relais;

  // It comes while somebody types: what was still meant for a field answers nothing.
  const UNHEARD = 700;

  class Asking {
    // `answer({again, same_as, reason})` sends what was chosen and resolves to the server's answer.
    constructor({ answer, leave }) {
      this.dialog = one("#again");
      this.send = answer;
      this.hears = 0;
      this.dialog.addEventListener("keydown", (event) => {
        if (performance.now() > this.hears) return;
        event.preventDefault();
        event.stopPropagation();
      }, { capture: true });
      this.dialog.addEventListener("close", () => leave());
      this.dialog.addEventListener("click", (event) => {
        const button = event.target.closest("[data-again]");
        if (button) this.#choose(button.dataset.again);
      });
      one("#again-form").addEventListener("submit", (event) => {
        event.preventDefault();
        this.#create();
      });
    }

    ask(close) {
      one(".call-close-ones", this.dialog).replaceChildren(...close.map(drawn));
      one("#again-why").hidden = true;
      one("#again-reason").value = "";
      wrong("");
      if (this.dialog.open) return;
      this.hears = performance.now() + UNHEARD;
      this.dialog.showModal();
      this.dialog.focus();
    }

    #choose(again) {
      if (again !== "new") return this.#answer(again, "");
      one("#again-why").hidden = false;
      one("#again-reason").focus();
    }

    #create() {
      this.#answer("new", one("#again-reason").value.trim());
    }

    async #answer(again, reason) {
      const chosen = one("input[name=same_as]:checked", this.dialog);
      all("button", this.dialog).forEach((button) => { button.disabled = true; });
      const { status, body } = await this.send({ again, reason, same_as: Number(chosen.value) });
      all("button", this.dialog).forEach((button) => { button.disabled = false; });
      if (status === 200) return this.dialog.close();
      wrong(body.fields?.reason ?? body.message);
      one("#again-why").hidden = false;
      one("#again-reason").focus();
    }
  }

  function wrong(sentence) {
    const note = one("#again-error");
    note.textContent = sentence;
    note.hidden = !sentence;
    one("#again-reason").toggleAttribute("aria-invalid", Boolean(sentence));
  }

  function drawn({ id, title, note, url }, rank) {
    const label = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { type: "radio", name: "same_as", value: id, checked: !rank });
    const link = Object.assign(document.createElement("a"), { href: url, target: "_blank", rel: "noopener", textContent: title });
    const about = Object.assign(document.createElement("span"), { className: "muted", textContent: note });
    label.append(input, link, " ", about);
    return label;
  }

  // What is known of the caller, beside the form.
  function showKnown(close, nobody) {
    const none = Object.assign(document.createElement("p"), { className: "muted", textContent: nobody });
    if (!close.length) return one("#known").replaceChildren(none);
    const list = document.createElement("ul");
    list.className = "call-known";
    list.append(
      ...close.map(({ title, note, url }) => {
        const item = document.createElement("li");
        item.append(Object.assign(document.createElement("a"), { href: url, target: "_blank", rel: "noopener", textContent: title }));
        item.append(Object.assign(document.createElement("div"), { className: "muted", textContent: note }));
        return item;
      }),
    );
    one("#known").replaceChildren(list);
  }

  Object.assign(window.relais.call, { Asking, showKnown });
})();
