// What was typed on its way to the server. Requests leave one at a time, in the order they were asked for; each keeps
// one idempotency key and one body, and is repeated until it is answered: by a network that fell, a server that
// restarts or a session that ended, nothing is lost and nothing is done twice. All of it lives in the memory of the
// page: nothing of a caller is written to the browser, so nothing of it stays once the tab is closed.
(() => {
  "use strict";
  const ANSWER_WITHIN = 20_000;
  const FIRST_WAIT = 1_000;
  const LONGEST_WAIT = 6_000;
  const AGAIN_LATER = new Set([408, 425, 429, 502, 503, 504]);
  const NETWORK = "network";
  const SIGNED_OUT = "signed-out";
  const SOMEBODY_ELSE = "somebody-else";

  class Sending extends EventTarget {
    // `token` goes with each request; `renewal` is where another one is found, and whom the session belongs to.
    constructor({ token, renewal, account }) {
      super();
      Object.assign(this, { token, renewal, account, waiting: 0, trouble: null, chain: Promise.resolve(), wake: null });
      addEventListener("online", () => this.wake?.());
      addEventListener("focus", () => this.wake?.());
      document.addEventListener("visibilitychange", () => document.hidden || this.wake?.());
    }

    // Resolves with {status, body} once the server has decided, whatever it decided. What only reads takes no key.
    post(url, data = {}, { reads = false } = {}) {
      this.waiting += 1;
      const request = { url, body: JSON.stringify(data), key: reads ? null : crypto.randomUUID() };
      const answer = this.chain.then(() => this.#untilAnswered(request));
      this.chain = answer;
      return answer;
    }

    async #untilAnswered(request) {
      let wait = FIRST_WAIT;
      for (;;) {
        const answer = await this.#once(request);
        if (!answer.trouble) {
          this.waiting -= 1;
          this.#tell(null);
          return answer;
        }
        this.#tell(answer.trouble);
        await new Promise((resolve) => {
          this.wake = resolve;
          setTimeout(resolve, wait);
        });
        wait = Math.min(wait * 2, LONGEST_WAIT);
      }
    }

    async #once({ url, body, key }) {
      // After somebody signed in again, the request goes only if it is the same person.
      if (this.trouble === SIGNED_OUT || this.trouble === SOMEBODY_ELSE) {
        const trouble = await this.#renew();
        if (trouble) return { trouble };
      }
      const headers = { "Content-Type": "application/json", "X-CSRFToken": this.token };
      if (key) headers["Idempotency-Key"] = key;
      const answer = await this.#fetch(url, { method: "POST", headers, body });
      if (answer.trouble) return answer;
      if (answer.status === 401) return { trouble: SIGNED_OUT };
      if (AGAIN_LATER.has(answer.status)) return { trouble: NETWORK };
      if (answer.status === 400 && answer.body.code === "csrf_failed") {
        return { trouble: (await this.#renew()) ?? NETWORK };
      }
      return answer;
    }

    // Null when the token is good again; otherwise what is in the way.
    async #renew() {
      const { trouble, status, body } = await this.#fetch(this.renewal, { redirect: "manual" });
      if (trouble) return trouble;
      if (status !== 200) return SIGNED_OUT;
      if (body.account !== this.account) return SOMEBODY_ELSE;
      this.token = body.csrf;
      document.querySelector("meta[name=csrf]").content = body.csrf;
      return null;
    }

    async #fetch(url, options) {
      try {
        const answer = await fetch(url, { ...options, signal: AbortSignal.timeout(ANSWER_WITHIN) });
        const json = answer.headers.get("Content-Type")?.startsWith("application/json");
        return { status: answer.status, body: json ? await answer.json() : {} };
      } catch {
        return { trouble: NETWORK };
      }
    }

    #tell(trouble) {
      if (trouble === this.trouble) return;
      this.trouble = trouble;
      this.dispatchEvent(new CustomEvent("trouble", { detail: trouble }));
    }
  }

  // The draft: the latest value of each field, saved together a moment after the last key.
  const AFTER_TYPING = 500;
  // Which new key is an answer by itself: who is calling and where is corrected, or what was refused typed otherwise.
  const TELLING = new Set(["phone", "second_phone", "email", "street", "need", "place"]);
  const LIFTS = { held: (name) => TELLING.has(name), stale: () => false, refused: () => true };

  class Draft extends EventTarget {
    constructor({ sending, url, version }) {
      super();
      Object.assign(this, { sending, url, version, typed: new Map(), waiting: new Map(), running: null, timer: null, stopped: null });
    }

    get unsaved() {
      return this.typed.size + this.waiting.size + (this.running ? 1 : 0);
    }

    // What waited for a number goes with it: without one, nobody is there to keep a name of.
    type(name, value, { now = false } = {}) {
      this.waiting.delete(name);
      if (name === "phone") {
        for (const [held, text] of this.waiting) if (!this.typed.has(held)) this.typed.set(held, text);
        this.waiting.clear();
      }
      this.typed.set(name, value);
      if (this.stopped?.lifts(name)) this.stopped = null;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), now ? 0 : AFTER_TYPING);
      this.dispatchEvent(new Event("typed"));
    }

    // Resolves once all that was typed is saved, or something stopped it: `stopped` says what.
    save() {
      clearTimeout(this.timer);
      this.running ??= this.#run().finally(() => {
        this.running = null;
        this.dispatchEvent(new Event("rested"));
      });
      return this.running;
    }

    async #run() {
      while (this.typed.size && !this.stopped) {
        const fields = new Map(this.typed);
        this.typed.clear();
        const answer = await this.sending.post(this.url, { version: this.version, fields: Object.fromEntries(fields) });
        if (answer.status === 200) this.#saved(fields, answer.body);
        else this.#refused(fields, answer);
      }
    }

    #saved(fields, body) {
      this.version = body.version;
      for (const name of body.waiting) if (!this.typed.has(name)) this.waiting.set(name, fields.get(name));
      this.dispatchEvent(new CustomEvent("saved", { detail: { names: [...fields.keys()], body } }));
    }

    // What was not saved waits with what was typed since, which is newer.
    #refused(fields, answer) {
      this.typed = new Map([...fields, ...this.typed]);
      const why = { answer_expected: "held", stale_version: "stale" }[answer.body.code] ?? "refused";
      this.stopped = { why, lifts: LIFTS[why], answer };
      this.dispatchEvent(new CustomEvent("stopped", { detail: this.stopped }));
    }

    // Go on: what the person answered settled what stopped it.
    resume(version = this.version) {
      this.version = version;
      this.stopped = null;
      return this.save();
    }
  }

  window.relais.call = { Sending, Draft };
})();
