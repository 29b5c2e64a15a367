// The fields of a call by name: what each holds, how it is filled again, what is wrong with it, and which comes next.
(() => {
  "use strict";
  const { one, all } = window.relais;
  const { Suggesting, among, words } = window.relais.call;

  // The order people speak in. What a need fills is passed over by Entrée; Tab, digits and Alt reach it.
  const ORDER = ["phone", "read_back", "name", "company_name", "second_phone", "email", "need", "urgency", "complexity",
    "intent", "place", "street", "floor", "access", "public_description", "internal_note", "transfer"];
  const FILLED_BY_NEED = new Set(["urgency", "complexity", "intent"]);

  const digits = (text) => text.replace(/[\s.\-/()]/g, "").replace(/^(\+|00)33\(?0?\)?/, "0");
  const isPhone = (text) => /^0[1-9]\d{8}$/.test(digits(text)) || /^\+(?!33)\d{8,15}$/.test(text.replace(/[\s.\-/()]/g, ""));
  const inPairs = (text) => (/^0\d{9}$/.test(digits(text)) ? digits(text).match(/../g).join(" ") : text.trim());

  // Said at once, before the server has read it: it refuses more.
  const CONTACT = /@|https?:|www\.|(?:\d[\s.\-/]{0,2}){9}\d/i;
  // Refused until it is whole: told when it looks so, or when the field is left.
  const WHOLE = { second_phone: isPhone, email: (text) => /^\S+@\S+\.\S{2,}$/.test(text.trim()) };

  class Fields extends EventTarget {
    constructor(facts) {
      super();
      this.facts = facts;
      this.phoneRead = null;
      this.options = facts.needs.map((each) => ({ ...each, value: each, words: words(`${each.label} ${each.note}`) }));
      const nothing = facts.words.nothing;
      const told = (name) => (value) => this.#tell(name, value, true);
      this.suggesting = {
        need: new Suggesting(this.control("need"), {
          nothing,
          find: async (text) => among(this.options, text),
          choose: (value) => this.#needChosen(value),
        }),
        place: new Suggesting(this.control("place"), { nothing, find: (text, stop) => this.#places(text, stop), choose: told("place") }),
      };
      one("#call-form").addEventListener("input", (event) => this.#typed(event.target));
      one("#call-form").addEventListener("change", (event) => this.#changed(event.target));
      one("#read-back").addEventListener("click", () => this.#readBack());
    }

    control(name) {
      return document.getElementById(name === "read_back" ? "read-back" : `f-${name}`);
    }

    value(name) {
      const control = this.control(name);
      if (name === "read_back") return control.getAttribute("aria-pressed") === "true";
      if (this.suggesting[name]) return this.suggesting[name].chosen?.value ?? null;
      if (control.matches("fieldset")) return one("input:checked", control)?.value ?? "";
      return control.type === "checkbox" ? control.checked : control.value;
    }

    // Fill the fields with what the server keeps, telling nobody.
    fill(values) {
      for (const [name, value] of Object.entries(values)) this.#write(name, value);
      this.#phoneShown();
    }

    #write(name, value) {
      const control = this.control(name);
      if (!control) return;
      if (name === "read_back") {
        this.phoneRead = value ? digits(this.control("phone").value) : null;
      } else if (this.suggesting[name]) this.suggesting[name].set(value, value?.label ?? "");
      else if (control.matches("fieldset")) this.#check(control, value);
      else if (control.type === "checkbox") control.checked = value;
      else control.value = value ?? "";
    }

    #check(group, value) {
      all("input", group).forEach((input) => { input.checked = input.value === String(value ?? ""); });
    }

    #tell(name, value, now = false) {
      this.wrong(name, "");
      this.dispatchEvent(new CustomEvent("typed", { detail: { name, value, now } }));
    }

    #typed(target) {
      const name = target.dataset.field;
      if (!name || this.suggesting[name] || target.type === "checkbox") return;
      if (name === "phone") return this.#phoneTyped(target.value);
      if (WHOLE[name] && target.value.trim() && !WHOLE[name](target.value)) return this.wrong(name, "");
      this.#tell(name, target.value);
      if (name === "public_description" && CONTACT.test(target.value)) this.wrong(name, this.facts.words.noContact);
    }

    #changed(target) {
      const group = target.closest("fieldset[data-field]");
      if (group && target.type === "radio") this.#tell(group.dataset.field, target.value, true);
      else if (target.type === "checkbox") this.#tell(target.dataset.field, target.checked, true);
      else if (target.dataset.field === "phone" && target.value.trim() && !isPhone(target.value)) this.wrong("phone", this.facts.words.badPhone);
      else if (WHOLE[target.dataset.field]) this.#tell(target.dataset.field, target.value, true);
    }

    // A number is told once it is whole, at once: whoever has one just asked about is named before his name is typed.
    #phoneTyped(text) {
      this.#phoneShown();
      if (isPhone(text)) this.#tell("phone", text, true);
      else this.wrong("phone", "");
    }

    #phoneShown() {
      const text = this.control("phone").value;
      const whole = isPhone(text);
      const read = whole && this.phoneRead === digits(text);
      one("#pairs").textContent = text.trim() ? inPairs(text) : "— — — — —";
      one("#read-back").disabled = !whole;
      one("#read-back").setAttribute("aria-pressed", String(read));
      one("#read-back span").textContent = this.facts.words[read ? "read" : "toRead"];
    }

    #readBack() {
      this.phoneRead = digits(this.control("phone").value);
      this.#phoneShown();
      this.#tell("read_back", true, true);
      this.focus("name");
    }

    #needChosen(need) {
      this.#tell("need", need && { need: need.need, trade: need.trade }, true);
      for (const name of need ? FILLED_BY_NEED : []) {
        if (!need[name]) continue;
        this.#check(this.control(name), need[name]);
        this.#tell(name, String(need[name]), true);
      }
    }

    async #places(text, signal) {
      const answer = await fetch(`${this.facts.urls.places}?q=${encodeURIComponent(text)}`, { signal });
      if (!answer.ok) throw new Error(answer.status);
      return (await answer.json()).map((each) => ({ ...each, value: { ...each.value, label: each.label } }));
    }

    // The server found a street in the public text, or none any more.
    doubtStreet(doubt) {
      const question = one("#street-question");
      if (doubt && question.hidden) one("#f-street_confirmed").checked = false;
      question.hidden = !doubt && !one("#f-street_confirmed").checked;
    }

    // Say what is wrong beside a field; an empty sentence says it is right again.
    wrong(name, sentence) {
      const note = document.getElementById(`f-${name}-error`);
      const control = this.control(name);
      if (!note || !control) return;
      note.textContent = sentence;
      note.hidden = !sentence;
      note.closest(".field")?.classList.toggle("in-error", Boolean(sentence));
      if (control.matches("input, textarea")) {
        if (sentence) control.setAttribute("aria-invalid", "true");
        else control.removeAttribute("aria-invalid");
      }
    }

    focus(name) {
      const control = this.control(name);
      if (!control) return;
      if (control.matches("fieldset")) (one("input:checked", control) ?? one("input", control)).focus();
      else control.focus();
      if (control.matches("input[type=text], input[type=tel]")) control.select();
    }

    // Where the conversation stopped: the first field that a draft read again leaves empty.
    firstEmpty() {
      return ORDER.find((name) => !this.#passed(name) && !this.value(name)) ?? "internal_note";
    }

    nameOf(element) {
      return element.closest("[data-field]")?.dataset.field ?? null;
    }

    // Entrée: take the suggestion, then go where the conversation goes.
    async next(element) {
      const name = this.nameOf(element);
      if (name === "street_confirmed") return this.focus("internal_note");
      const suggesting = this.suggesting[name];
      if (suggesting && element.value.trim() && !(await suggesting.take())) {
        return this.wrong(name, this.facts.words.choose);
      }
      if (name === "phone" && this.value("phone") && !isPhone(this.value("phone"))) {
        return this.wrong("phone", this.facts.words.badPhone);
      }
      const following = ORDER.slice(ORDER.indexOf(name) + 1).find((each) => !this.#passed(each));
      if (following) this.focus(following);
      else one("#finish").focus();
    }

    #passed(name) {
      if (name === "read_back") return !isPhone(this.value("phone")) || this.value("read_back");
      if (name === "company_name") return Boolean(this.value("name").trim());
      return FILLED_BY_NEED.has(name) && Boolean(this.value(name));
    }
  }

  Object.assign(window.relais.call, { Fields });
})();
