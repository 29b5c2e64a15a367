// Opening a call: one key when there is one line, two when there are several.
(() => {
  "use strict";
  const { one, all } = window.relais;
  const { Sending } = window.relais.call;
  const form = one("#opening");
  if (!form) return;

  const { account, urls, words } = JSON.parse(one("#opening-facts").textContent);
  const sending = new Sending({ token: one("meta[name=csrf]").content, renewal: urls.token, account });
  const button = one(".call-take", form);
  const error = one("#opening-error");
  // Until here a key would have sent the form the way browsers do, which opens nothing.
  button.disabled = form.dataset.able === undefined;
  if (!one("input[name=site]", form)) button.focus();

  function say(sentence) {
    error.textContent = sentence;
    error.hidden = !sentence;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.ariaBusy === "true") return;
    button.ariaBusy = "true";
    say("");
    const asked = Object.fromEntries(new FormData(form));
    const { status, body } = await sending.post(urls.take, asked);
    if (status === 200) return location.assign(body.next);
    button.ariaBusy = "false";
    const wrong = body.missing?.[0];
    say(wrong?.sentence ?? body.message ?? words.failed);
    (wrong?.field === "started_at" ? one("#started_at") : one("input[name=site]", form) ?? button).focus();
  });
  sending.addEventListener("trouble", ({ detail }) => {
    say({ network: words.offline, "signed-out": words.signedOut, "somebody-else": words.somebodyElse }[detail] ?? "");
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
    const line = all("input[name=site]", form)[Number(event.key) - 1];
    if (!line || event.target.matches?.("input[type=text]")) return;
    event.preventDefault();
    line.checked = true;
    line.focus();
  });
})();
