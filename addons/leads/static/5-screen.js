// The call screen: first the recording notice, then one form, then the next call. Keys only.
(() => {
  "use strict";
  const { one, all, ask } = window.relais;
  const { Sending, Draft, Fields, Asking, showKnown } = window.relais.call;
  const facts = JSON.parse(one("#call-facts")?.textContent ?? "null");
  if (!facts) return;

  const { urls, words } = facts;
  const sending = new Sending({ token: one("meta[name=csrf]").content, renewal: urls.token, account: facts.account });
  const draft = new Draft({ sending, url: urls.draft, version: facts.version });
  const fields = new Fields(facts);
  let step = facts.step;
  let finishing = null;
  let left = false;
  let closeOnes = [];

  // Steps.
  function go(next, { focus = true } = {}) {
    step = next;
    one("#call").dataset.step = next;
    one("#notice").hidden = !["notice", "choice"].includes(next);
    one("[data-only=notice]").hidden = next !== "notice";
    one("[data-only=choice]").hidden = next !== "choice";
    one("#body").hidden = next !== "open";
    one("#fields").disabled = next !== "open";
    one("#closing").hidden = !["refused", "ended"].includes(next);
    const first = { notice: "#give-notice", choice: "#accept", refused: "#next-call", ended: "#next-call" }[next];
    if (focus && first) one(first).focus();
    if (focus && next === "open") fields.focus("phone");
  }

  function close(next, title, note = "", link = null) {
    left = true;
    one("#closing-title").textContent = title;
    one("#closing-script").hidden = next !== "refused";
    one("#closing-note").textContent = note;
    one("#closing-link").hidden = !link;
    if (link) Object.assign(one("#closing-link"), { href: link.url, textContent: link.label });
    banner(null);
    one("#saved").textContent = "";
    go(next);
  }

  // A step is one question to the server; while it waits, the button waits.
  async function decide(button, url, data, then) {
    if (button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    const { status, body } = await sending.post(url, data);
    button.ariaBusy = "false";
    if (status === 200) then(body);
    else banner({ text: body.message ?? words.failed, acts: [reloading()] });
  }

  one("#give-notice").addEventListener("click", (event) =>
    decide(event.currentTarget, urls.notice, {}, (body) => {
      one("#noticed").textContent = body.noticed;
      go("choice");
    }),
  );
  one("#accept").addEventListener("click", (event) => decide(event.currentTarget, urls.choice, { accepted: true }, (body) => arrive(body)));
  one("#refuse").addEventListener("click", (event) => decide(event.currentTarget, urls.choice, { accepted: false }, (body) => arrive(body)));
  one("#refuse-later").addEventListener("click", async (event) => {
    const button = event.currentTarget;
    if (!(await ask({ title: words.refuseTitle, text: words.refuseText, accept: words.refuseAccept, danger: true }))) return;
    draft.typed.clear();
    await draft.save();
    decide(button, urls.choice, { accepted: false }, (body) => arrive(body));
  });
  one("#end").addEventListener("click", async (event) => {
    const button = event.currentTarget;
    if (!(await ask({ title: words.endTitle, text: words.endText, accept: words.endAccept, danger: true }))) return;
    draft.typed.clear();
    await draft.save();
    decide(button, urls.end, {}, (body) => close("ended", body.title));
  });

  function arrive(body) {
    if (body.step === "refused") close("refused", body.title, body.note);
    else go(body.step);
  }

  // The draft.
  fields.addEventListener("typed", ({ detail }) => {
    draft.type(detail.name, detail.value, detail);
    answered(detail.name);
  });
  draft.addEventListener("typed", () => saved(words.saving));
  draft.addEventListener("saved", ({ detail: { names, body } }) => {
    for (const name of names) if (!draft.typed.has(name)) fields.wrong(name, body.problems[name] ?? "");
    learned(body);
  });
  draft.addEventListener("rested", () => saved(draft.unsaved ? "" : words.saved));
  draft.addEventListener("stopped", ({ detail: { why, answer } }) => {
    saved("");
    if (why === "held") {
      known(answer.body.close);
      asking.ask(answer.body.close);
    } else if (why === "stale") conflict(answer.body);
    else banner({ text: answer.body.message ?? words.failed, acts: [reloading()] });
  });

  function learned(body) {
    panels(body.panels);
    if ("street" in body) fields.doubtStreet(body.street);
    known(body.close);
    if (body.asked) asking.ask(body.close);
  }

  function saved(text) {
    if (!sending.trouble) one("#saved").textContent = text;
  }

  function known(close = []) {
    closeOnes = close;
    if (close.length || fields.value("phone")) showKnown(close, words.nobody);
  }

  const asking = new Asking({
    answer: async (chosen) => {
      const held = draft.stopped?.why === "held";
      const typed = held ? Object.fromEntries(draft.typed) : {};
      const answer = await sending.post(urls.again, { ...chosen, version: draft.version, fields: typed });
      if (answer.status !== 200) return answer;
      if (answer.body.ended) close("ended", answer.body.title, answer.body.note, answer.body.link);
      else {
        if (held) Object.keys(typed).forEach((name) => draft.typed.delete(name));
        learned(answer.body);
        await draft.resume(answer.body.version);
      }
      return answer;
    },
    leave: () => {
      if (step === "open") fields.focus(draft.stopped?.why === "held" ? "phone" : following());
    },
  });

  // After the question, the conversation goes on where it was.
  const following = () => (fields.value("read_back") ? "name" : fields.value("phone") ? "read_back" : "phone");

  function conflict(body) {
    banner({
      text: body.message,
      acts: [
        { label: words.keepMine, act: () => { banner(null); draft.resume(body.version); } },
        { label: words.takeTheirs, act: () => { left = true; location.reload(); } },
      ],
    });
  }

  // Panels of other add-ons: what was typed in one outlives its renewal.
  function panels(renewed) {
    for (const [name, html] of Object.entries(renewed ?? {})) {
      const body = one(`[data-panel="${CSS.escape(name)}"] [data-panel-body]`);
      if (!body) continue;
      const typed = all("[name][data-typed]", body).map((input) => [input.name, input.value]);
      const focused = body.contains(document.activeElement) ? document.activeElement.name : null;
      body.innerHTML = html;
      for (const [input, value] of typed) {
        const again = one(`[name="${CSS.escape(input)}"]`, body);
        if (again) Object.assign(again, { value }).dataset.typed = "";
      }
      if (focused) one(`[name="${CSS.escape(focused)}"]`, body)?.focus();
    }
  }
  one("#panels").addEventListener("input", (event) => { event.target.dataset.typed = ""; });
  const panelValues = () =>
    Object.fromEntries(
      all("[data-panel]").map((panel) => [
        panel.dataset.panel,
        Object.fromEntries(all("[name]", panel).map((input) => [input.name, input.type === "checkbox" ? input.checked : input.value])),
      ]),
    );

  // The end: everything saved, then the request published. Offline, it goes through once the network is back.
  function finish() {
    finishing ??= publish().finally(() => {
      finishing = null;
      one("#finish").ariaBusy = "false";
      one("#finish span").textContent = words.publish;
    });
  }

  async function publish() {
    if (step !== "open") return;
    one("#finish").ariaBusy = "true";
    one("#finish span").textContent = words.publishing;
    missing({});
    await draft.save();
    if (draft.stopped?.why === "held") return asking.ask(closeOnes);
    if (draft.stopped) return;
    const { status, body } = await sending.post(urls.finish, { version: draft.version, panels: panelValues() });
    if (status === 200) {
      left = true;
      location.assign(body.next);
    } else if (body.code === "stale_version") conflict(body);
    else refused(body);
  }

  function refused(body) {
    if (body.code === "answer_expected") return asking.ask(body.close);
    if (body.code === "street_to_confirm") fields.doubtStreet(true);
    if (body.missing?.length) return missing(body);
    banner({ text: body.message ?? words.failed, acts: [] });
  }

  // What is missing, in the order of the form: each line leads to its field, the first has the focus.
  function missing({ missing: found = [], message = "" }) {
    const box = one("#missing");
    box.hidden = !found.length;
    one("b", box).textContent = message;
    one("ul", box).replaceChildren(...found.map(({ field, label, sentence }) => {
      const item = document.createElement("li");
      item.dataset.missing = field;
      const link = Object.assign(document.createElement("a"), { href: `#f-${field}`, textContent: label });
      link.addEventListener("click", (event) => { event.preventDefault(); reach(field); });
      item.append(link, ` : ${sentence}`);
      fields.wrong(field, sentence);
      return item;
    }));
    if (found.length) reach(found[0].field);
  }

  function answered(name) {
    one(`[data-missing="${CSS.escape(name)}"]`)?.remove();
    if (!one("[data-missing]")) one("#missing").hidden = true;
  }

  function reach(name) {
    if (fields.control(name)) fields.focus(name);
    else one(`#panels [name="${CSS.escape(name)}"]`)?.focus();
  }

  // One line above the form, for what stands between the page and the server.
  function banner(said) {
    const box = one("#banner");
    box.hidden = !said;
    if (!said) return;
    one("p", box).textContent = said.text;
    one(".call-banner-end", box).replaceChildren(...said.acts.map(({ label, act, href }) => {
      const made = document.createElement(href ? "a" : "button");
      made.className = "btn btn-sm";
      made.textContent = label;
      if (href) Object.assign(made, { href, target: "_blank", rel: "noopener" });
      else Object.assign(made, { type: "button" }).addEventListener("click", act);
      return made;
    }));
  }

  const reloading = () => ({ label: words.reload, act: () => { left = true; location.reload(); } });

  sending.addEventListener("trouble", ({ detail: trouble }) => {
    one("#call").dataset.trouble = trouble ?? "";
    if (trouble === "network") banner({ text: words.offline, acts: [] });
    else if (trouble === "signed-out") banner({ text: words.signedOut, acts: [{ label: words.signIn, href: urls.signIn }] });
    else if (trouble === "somebody-else") banner({ text: words.somebodyElse, acts: [{ label: words.signIn, href: urls.signIn }] });
    else banner(null);
    one("#saved").textContent = trouble ? words.waiting : "";
  });
  addEventListener("beforeunload", (event) => {
    if (!left && step === "open" && (draft.unsaved || sending.waiting)) event.preventDefault();
  });

  // Keys.
  const TYPED = "input:not([type=radio]):not([type=checkbox]), textarea";
  const letterOf = (event) => (/^[a-z]$/i.test(event.key) ? event.key : event.code.replace(/^Key/, "")).toLowerCase();

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || performance.now() < asking.hears) return;
    const act = actOf(event);
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }, { capture: true });

  function actOf(event) {
    const { key, target } = event;
    const inDialog = one("dialog[open]");
    if ((event.ctrlKey || event.metaKey) && key === "Enter") return inDialog ? null : finish;
    if (event.ctrlKey || event.metaKey) return null;
    if (event.altKey) return inDialog ? null : jumpOf(letterOf(event));
    if (key === "?" && !target.matches?.(TYPED) && !inDialog) return showHelp;
    if (/^[1-9]$/.test(key) && !target.matches?.(TYPED)) return digitOf(Number(key), target);
    if (key === "Enter" && !event.shiftKey && !inDialog && target.matches?.("#fields input, #fields textarea")) return () => fields.next(target);
    return null;
  }

  function jumpOf(letter) {
    const found = one(`[data-alt="${CSS.escape(letter)}"]`);
    if (!found || found.closest("[hidden]")) return null;
    const name = found.dataset.field;
    if (found.matches("button")) return () => found.disabled || found.click();
    return () => (name ? fields.focus(name) : (found.focus(), found.select?.()));
  }

  // A digit chooses in the numbered list that is under the eyes: the open dialog, the step, or the group in focus.
  function digitOf(digit, target) {
    const around = one("dialog[open]") ?? (step === "choice" ? one("#notice") : null);
    if (around) {
      const button = one(`[data-digit="${digit}"]`, around);
      return button && !button.disabled ? () => button.click() : null;
    }
    const input = all("input", target.closest?.("[data-digits]") ?? document.createElement("i"))[digit - 1];
    return input ? () => { input.focus(); input.click(); } : null;
  }

  function showHelp() {
    const list = one("#call-help-fields");
    list.replaceChildren(...all("[data-alt]:not(#show-help)").filter((each) => !each.closest("[hidden]")).flatMap((each) => {
      const keys = document.createElement("dt");
      const pressed = [words.alt, each.dataset.alt.toUpperCase()].map((key) => Object.assign(document.createElement("kbd"), { textContent: key }));
      keys.append(pressed[0], " ", pressed[1]);
      const label = each.dataset.altLabel ?? one(".call-label", each.closest(".field") ?? each)?.textContent ?? each.textContent;
      return [keys, Object.assign(document.createElement("dd"), { textContent: label.replace("*", "").replace(/Alt .$/, "").trim() })];
    }));
    one("#call-help").showModal();
  }
  one("#show-help").addEventListener("click", showHelp);
  one("#call-form").addEventListener("submit", (event) => { event.preventDefault(); finish(); });

  // The timer: what is left of a minute matters, so it says so in words too.
  const timer = one("#timer");
  const began = performance.now() - facts.elapsed * 1000;
  function tick() {
    const seconds = Math.max(0, Math.floor((performance.now() - began) / 1000));
    timer.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    timer.classList.toggle("late", seconds >= 60);
    if (!left) setTimeout(tick, 1000);
  }
  if (timer) tick();

  // A draft that exists is read again from the server: nothing of it waited in the browser.
  async function start() {
    one("#noticed").textContent = facts.noticed;
    if (facts.ended) return close(facts.step, facts.ended);
    if (facts.step !== "open" || !facts.begun) return go(facts.step);
    go("open", { focus: false });
    one("#fields").disabled = true;
    const { status, body } = await sending.post(urls.resume, {}, { reads: true });
    if (status !== 200) return banner({ text: body.message ?? words.failed, acts: [reloading()] });
    fields.fill(body.values);
    draft.version = body.version;
    one("#fields").disabled = false;
    fields.focus(fields.firstEmpty());
    // Somebody who is called back has a number before the draft begins: it begins with it.
    if (body.version === null && body.values.phone) draft.type("phone", body.values.phone, { now: true });
    learned(body);
  }
  start();
})();
