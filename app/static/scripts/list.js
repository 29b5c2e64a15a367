// The list: parts of the page replaced without a reload, rows under the keyboard, the selection bar.
(() => {
  "use strict";
  const { one, all } = window.relais;
  const list = () => one("#list");
  const rows = () => all("tr[data-href]");
  const ticks = () => all("input[name=id][form=selection]");
  let current = -1;
  let reopen = null;

  // Tabs, chips, sorts, pages and facets are links; inside a list they replace it and the server gives the address.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#list a[data-swap]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    reopen = link.closest("details.menu[data-stays]")?.id ?? null;
    htmx.ajax("GET", link.href, { target: "#list", swap: "innerHTML" });
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "list") return;
    current = -1;
    one("#announce").textContent = one(".total", list())?.textContent ?? "";
    const search = one("#search");
    const text = one("#state [name=q]")?.value ?? "";
    if (search && document.activeElement !== search) search.value = text;
  });
  // Once htmx listens to the new panel, so that opening it asks for its values again.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "list" || !reopen) return;
    document.getElementById(reopen)?.setAttribute("open", "");
    reopen = null;
  });

  // Rows.
  function move(step) {
    const found = rows();
    if (!found.length) return;
    found[current]?.classList.remove("current");
    current = Math.max(0, Math.min(found.length - 1, current + step));
    found[current].classList.add("current");
    found[current].focus({ preventScroll: true });
    found[current].scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-href]");
    if (!row || event.target.closest("a, input, button, label, td.tick") || getSelection().toString()) return;
    if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
    else row.querySelector("th a").click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
    if (event.target.matches?.("input:not([type=checkbox]), textarea, select, summary, a, button")) return;
    const row = rows()[current];
    if (event.key === "j" || event.key === "ArrowDown" && row) { event.preventDefault(); move(1); }
    else if (event.key === "k" || event.key === "ArrowUp" && row) { event.preventDefault(); move(-1); }
    else if (event.key === "Enter" && row) row.querySelector("th a").click();
    else if (event.key === "x" && row) {
      const tick = one("input[name=id]", row);
      if (tick) { tick.checked = !tick.checked; select(); }
    }
  });

  // Selection: a transition is offered when every ticked row allows it.
  function select() {
    const bar = one(".selection");
    if (!bar) return;
    const chosen = ticks().filter((tick) => tick.checked);
    ticks().forEach((tick) => tick.closest("tr").classList.toggle("selected", tick.checked));
    bar.hidden = chosen.length === 0;
    const many = chosen.length > 1;
    one("[data-count]", bar).textContent = (many ? bar.dataset.many : bar.dataset.one).replace("{n}", chosen.length);
    let offered = 0;
    all("button[name=transition]", bar).forEach((button) => {
      button.hidden = !chosen.every((tick) => tick.dataset.able.split(" ").includes(button.value));
      offered += !button.hidden;
      button.dataset.askTitle = (many ? button.dataset.many : button.dataset.one).replace("{n}", chosen.length);
    });
    one("[data-nothing]", bar).hidden = offered > 0;
    const head = one("input[data-all]");
    if (head) { head.checked = chosen.length === ticks().length; head.indeterminate = !head.checked && chosen.length > 0; }
  }
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[data-all]")) ticks().forEach((tick) => { tick.checked = event.target.checked; });
    if (event.target.matches("input[data-all], input[name=id][form=selection]")) select();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-unselect]")) return;
    ticks().forEach((tick) => { tick.checked = false; });
    select();
  });
  // A page found again with «Précédent» may come back with its ticks.
  window.addEventListener("pageshow", select);
})();
