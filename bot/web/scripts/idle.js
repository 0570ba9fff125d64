// On a shared screen: warn after a while without a touch, then clear everything.
"use strict";

(() => {
  const { quotewell } = window;
  const SIGNS = ["pointerdown", "keydown", "input", "wheel", "touchmove", "scroll"];
  const SAY_AGAIN = 10;
  const READY_WITHIN = 20_000;
  const app = () => document.querySelector("gradio-app");
  let touched = false;
  // The clock of the page, because the machine's own may be set while somebody reads.
  let last = performance.now();
  let warning = null;

  // An untouched start screen has nothing to clear and nobody to warn.
  for (const sign of SIGNS) {
    addEventListener(sign, (event) => {
      if (!event.isTrusted || warning) return;
      touched = true;
      last = performance.now();
    }, { capture: true, passive: true });
  }

  function element(tag, text, attributes = {}) {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  }

  function counted(seconds) {
    return quotewell.words().countdown.replace("{seconds}", seconds);
  }

  function warn() {
    const words = quotewell.words();
    if (!words.countdown) {
      quotewell.reset();
      return;
    }
    const until = performance.now() + quotewell.warning * 1000;
    const dialog = element("div", "", {
      id: "idle", role: "alertdialog", "aria-modal": "true", lang: words.language,
      "aria-labelledby": "idle-title", "aria-describedby": "idle-spoken",
    });
    // What is seen changes each second; what is announced, only at the start and near the end.
    const seen = element("p", counted(quotewell.warning), { "aria-hidden": "true" });
    const spoken = element("p", counted(quotewell.warning), {
      id: "idle-spoken", role: "status", class: "hidden",
    });
    const stay = element("button", words.stay, { type: "button", class: "stay" });
    const end = element("button", words.end, { type: "button", class: "end" });
    const title = element("h2", words.idle, { id: "idle-title" });
    const buttons = element("div", "");
    buttons.append(stay, end);
    dialog.append(title, seen, spoken, buttons);
    const focused = document.activeElement;
    app().inert = true;
    document.body.append(dialog);
    stay.focus();
    warning = { dialog, seen, spoken, until, focused };
    stay.addEventListener("click", resume);
    end.addEventListener("click", quotewell.reset);
  }

  function resume() {
    warning.dialog.remove();
    app().inert = false;
    warning.focused?.focus?.();
    warning = null;
    last = performance.now();
  }

  addEventListener("keydown", (event) => {
    if (!warning || event.key !== "Escape") return;
    event.stopImmediatePropagation();
    resume();
  }, true);

  function tick() {
    const now = performance.now();
    // A start screen that came only half is fetched again.
    if (!("ready" in document.documentElement.dataset) && now > READY_WITHIN) quotewell.reset();
    if (quotewell.reading()) last = now;
    if (warning) {
      const seconds = Math.max(0, Math.ceil((warning.until - now) / 1000));
      const text = counted(seconds);
      if (warning.seen.textContent !== text) warning.seen.textContent = text;
      if (seconds <= SAY_AGAIN && !warning.said) {
        warning.said = true;
        warning.spoken.textContent = counted(seconds);
      }
      if (now >= warning.until) quotewell.reset();
    } else if (touched && app() && now - last >= quotewell.idle * 1000) {
      warn();
    }
  }
  setInterval(tick, 500);
})();
