// Typing: look-ups, calendars, lines, the guard against losing what was typed. Without it every form still works.
(() => {
  "use strict";
  const { one, all } = window.relais;
  const words = (element) => element.closest("form").dataset;

  // Look-ups: a few records per request, never the whole table.
  function lookUp(select) {
    if (select.tomselect || select.closest("template")) return;
    new TomSelect(select, {
      valueField: "id",
      labelField: "label",
      searchField: [],
      score: () => () => 1,
      preload: "focus",
      loadThrottle: 150,
      maxOptions: null,
      closeAfterSelect: !select.multiple,
      plugins: select.multiple ? { remove_button: { title: words(select).remove } } : {},
      shouldLoad: () => true,
      async load(typed, done) {
        const asked = (this.asked = Symbol(typed));
        this.clearOptions();
        let found;
        try {
          const answer = await fetch(`${select.dataset.lookUp}?q=${encodeURIComponent(typed)}`);
          if (answer.ok) found = await answer.json();
        } catch {
          // Without network nothing is offered; the next visit to the field asks again.
        }
        if (!found) this.wrapper.classList.remove("preloaded");
        // An answer that comes after that of a later question says nothing any more.
        if (asked === this.asked) this.clearOptions();
        done(asked === this.asked ? found : []);
      },
      onInitialize() {
        // Tom Select gives the label to its own control; the list it hides has nothing left to say.
        select.setAttribute("aria-hidden", "true");
        // Pressing opens the list as soon as records come; releasing, later, must not count as a second click on it.
        let openBefore = false;
        this.control.addEventListener("mousedown", () => (openBefore = this.isOpen), { capture: true });
        const clicked = this.onClick.bind(this);
        this.onClick = () => (this.isOpen && !openBefore ? undefined : clicked());
        // Opening takes the focus: an answer that comes once the person is elsewhere must not call him back.
        const opened = this.open.bind(this);
        this.open = () => (this.wrapper.contains(document.activeElement) ? opened() : undefined);
      },
      render: { no_results: () => Object.assign(document.createElement("div"), { className: "no-results", textContent: words(select).nothing }) },
    });
  }

  // Calendars: beside the text, which stays free; the picker never rewrites what was typed.
  function calendar(button) {
    if (button.dataset.ready || !matchMedia("(pointer: fine)").matches) return;
    button.dataset.ready = "yes";
    button.hidden = false;
    const field = one("input", button.parentElement);
    const hours = field.dataset.calendar === "instant";
    const hidden = document.createElement("input");
    hidden.hidden = true;
    button.after(hidden);
    const picker = flatpickr(hidden, {
      locale: "fr",
      dateFormat: hours ? "d/m/Y H:i" : "d/m/Y",
      enableTime: hours,
      time_24hr: true,
      ariaDateFormat: "j F Y",
      clickOpens: false,
      static: true,
      onChange: (_days, text) => {
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      },
      onClose: () => field.focus(),
    });
    button.addEventListener("click", () => {
      picker.setDate(field.value, false);
      picker.open();
    });
  }

  function enhance(root) {
    all("select[data-look-up]", root).forEach(lookUp);
    all("[data-open-calendar]", root).forEach(calendar);
  }

  // Lines: the buttons submit; here they act at once. Rows are numbered again so that their order is the one shown.
  function number(lines) {
    all("tbody > tr", lines).forEach((row, index) => {
      const name = lines.dataset.lines;
      const renamed = (text) => text.replace(new RegExp(`(^|f-)${name}-(\\d+|__line__)-`), `$1${name}-${index}-`);
      for (const element of all("[name], [id], [for], [aria-describedby], [aria-labelledby]", row)) {
        for (const attribute of ["name", "id", "for", "aria-describedby", "aria-labelledby"]) {
          if (element.hasAttribute(attribute)) element.setAttribute(attribute, renamed(element.getAttribute(attribute)));
        }
      }
      all("button[name=_line]", row).forEach((button) => {
        button.value = button.value.replace(/\d+$/, index);
        button.ariaLabel = button.ariaLabel.replace(/(\d+|__line__)$/, index + 1);
      });
      all(".line-label .visually-hidden", row).forEach((words) => {
        words.textContent = words.textContent.replace(/(\d+|__line__)$/, index + 1);
      });
    });
  }

  function press(button) {
    const lines = button.closest("[data-lines]");
    const body = one("tbody", lines);
    const [act] = button.value.split(":");
    const row = button.closest("tr");
    if (act === "add") {
      const fresh = one("template", lines).content.cloneNode(true);
      const added = fresh.firstElementChild;
      body.append(fresh);
      number(lines);
      enhance(added);
      const first = one("input:not([type=hidden]), select, textarea", added);
      (first.tomselect ?? first).focus();
    } else if (act === "remove") {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      row.remove();
      (next ? one("button[value^=remove]", next) : one("button[value^=add]", lines)).focus();
    } else {
      const other = act === "up" ? row.previousElementSibling : row.nextElementSibling;
      if (other) act === "up" ? other.before(row) : other.after(row);
      button.focus();
    }
    number(lines);
    lines.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=_line]");
    if (button) {
      event.preventDefault();
      press(button);
    }
    // A link of the summary leads to the control, be it hidden behind a look-up or folded away.
    const link = event.target.closest(".refusals a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (field) {
      event.preventDefault();
      field.closest("details")?.setAttribute("open", "");
      (field.tomselect ?? one("input", field) ?? field).focus();
    }
  });

  // What was typed is not lost by leaving the page.
  let dirty = one("form[data-guard] .refusals, form[data-guard] .error") !== null;
  document.addEventListener("input", (event) => { dirty ||= event.target.closest("form[data-guard]") !== null; });
  document.addEventListener("change", (event) => { dirty ||= event.target.closest("form[data-guard]") !== null; });
  document.addEventListener("submit", (event) => { if (event.target.matches("[data-guard]")) dirty = false; });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

  enhance(document);
  document.addEventListener("htmx:afterSwap", (event) => enhance(event.detail.target));
  const wrong = one("[autofocus][data-look-up]");
  wrong?.tomselect?.focus();
})();
