// The frame: drawer, theme, menus, dialogs, toasts, safe requests. Everything is delegated, so swapped parts just work.
(() => {
  "use strict";
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // htmx: the CSRF token goes with every request that may change something.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = one("meta[name=csrf]").content;
  });
  // A refusal comes with its own toast; anything else is not for people to read.
  document.addEventListener("htmx:responseError", (event) => {
    const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
    const note = one(".toast-note", answer);
    if (note) one("#toasts").append(document.adoptNode(note));
    else toast("Le serveur n’a pas répondu comme prévu. Réessayez dans un instant.", "danger");
  });
  document.addEventListener("htmx:sendError", () => toast("Connexion perdue. Vérifiez le réseau, puis réessayez.", "danger"));

  // Toasts: a copy of the first one's close button keeps its translated label.
  const SHOWN_FOR = 7000;
  const leave = (note) => setTimeout(() => note.remove(), SHOWN_FOR);
  function toast(text, category = "info") {
    const note = document.createElement("div");
    note.className = `toast-note toast-${category}`;
    note.append(Object.assign(document.createElement("span"), { textContent: text }));
    one("#toasts")?.append(note);
    leave(note);
  }
  all(".toast-note").forEach((note) => note.classList.contains("toast-danger") || leave(note));

  // A question before something that cannot be undone or touches several records.
  function ask({ title, text, accept, danger }) {
    const dialog = one("#confirm");
    one("h2", dialog).textContent = title;
    one("[data-text]", dialog).textContent = text;
    const button = one("[data-accept]", dialog);
    button.textContent = accept;
    button.className = `btn ${danger ? "btn-danger" : "btn-primary"}`;
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    });
  }

  const drawer = (open) => {
    one(".sidebar")?.classList.toggle("open", open);
    one("[data-drawer]")?.setAttribute("aria-expanded", String(open));
  };

  const actions = {
    "[data-drawer]": () => drawer(!one(".sidebar").classList.contains("open")),
    "[data-dismiss]": (button) => button.closest(".toast-note").remove(),
    "[data-theme]": () => {
      const theme = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
      document.documentElement.dataset.bsTheme = theme;
      document.cookie = `theme=${theme};path=/;max-age=31536000;samesite=lax`;
    },
  };

  document.addEventListener("click", (event) => {
    for (const [selector, act] of Object.entries(actions)) {
      const target = event.target.closest(selector);
      if (target) return act(target);
    }
    if (!event.target.closest(".sidebar")) drawer(false);
    all("details.menu[open]").forEach((menu) => menu.contains(event.target) || (menu.open = false));
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });

  // A button that asks first: data-ask-title, data-ask-text, data-ask-accept, data-ask-danger.
  document.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button?.dataset.askTitle || button.dataset.answered) return;
    event.preventDefault();
    const { askTitle, askText, askAccept, askDanger } = button.dataset;
    const yes = await ask({ title: askTitle, text: askText, accept: askAccept, danger: askDanger !== undefined });
    if (!yes) return;
    button.dataset.answered = "yes";
    button.form.requestSubmit(button);
    delete button.dataset.answered;
  });

  // Keys work outside of fields and dialogs; an element offers its own with data-key.
  const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      all("details.menu[open]").forEach((menu) => { menu.open = false; one("summary", menu).focus(); });
      drawer(false);
      if (event.target.matches?.("#search")) event.target.blur();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
      const form = event.target.closest?.("form");
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.(TYPING) || one("dialog[open]")) return;
    if (event.key === "?") return one("#help")?.showModal();
    const offered = one(`[data-key="${CSS.escape(event.key)}"]`);
    if (!offered) return;
    event.preventDefault();
    if (offered.matches("input")) { offered.focus(); offered.select(); }
    else if (offered.matches("details")) one("summary", offered).click();
    else offered.click();
  });

  window.relais = { ask, toast, one, all };
})();
