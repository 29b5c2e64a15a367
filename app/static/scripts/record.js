// Forms that change something, and the dialog of a record: sent once, shown again when refused, closed without a trace.
(() => {
  "use strict";
  const { one, all } = window.relais;

  // A second click while the first is on its way does nothing; coming back with «Précédent» allows it again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]") || event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    if (!form.hasAttribute("hx-post")) form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => all("[data-sent]").forEach((form) => delete form.dataset.sent));

  // The dialog comes from the server, with what was typed when it refuses.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, xhr } = event.detail;
    if (target?.id !== "action" || !xhr.responseText.includes("action-title")) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const dialog = event.detail.target;
    if (dialog?.id !== "action") return;
    if (!dialog.open) dialog.showModal();
    (one("[aria-invalid]", dialog) ?? one("input:not([type=hidden]), textarea, select, button[type=submit]", dialog)).focus();
  });
  document.addEventListener("click", (event) => {
    const close = event.target.closest("dialog [data-close-dialog]");
    if (!close) return;
    event.preventDefault();
    close.closest("dialog").close();
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && event.target.matches?.("[data-reset]")) event.target.reset();
  });
})();
