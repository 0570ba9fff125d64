// What the page does by itself: words, announcements, focus.
"use strict";

(() => {
  const { quotewell } = window;
  const one = (selector) => document.querySelector(selector);
  const box = () => one("#question-box textarea");
  const page = document.documentElement;
  page.dataset.profile = quotewell.profile;

  // The server renders every word; those the scripts need come with the header.
  let written = "";
  let words = {};
  quotewell.words = () => {
    const now = one("#words")?.dataset.words ?? "";
    if (now && now !== written) [written, words] = [now, JSON.parse(now)];
    return words;
  };

  // The status line; its kinds are "busy" while waiting, "trouble", or none.
  let said = "";
  let kind = "";
  quotewell.say = (name, how = "") => {
    [said, kind] = [name, how];
    const line = one("#status");
    if (!line) return;
    line.textContent = quotewell.words()[name] ?? "";
    line.dataset.kind = how;
  };

  quotewell.said = () => said;

  // Asking goes through the page's own box and button, whoever asks; one thing at a time.
  quotewell.ask = async (question) => {
    if (kind === "busy") return;
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
    set.call(box(), question);
    box().dispatchEvent(new InputEvent("input", { bubbles: true }));
    await new Promise((done) => setTimeout(done));
    one("#send").click();
  };

  // Gradio's boxes appear one by one; others are told after each change.
  const watching = [];
  quotewell.watch = (watcher) => watching.push(watcher);
  const acts = {};
  quotewell.act = (name, action) => (acts[name] = action);

  // The server numbers the questions, so that the same one asked twice is noticed.
  let asked = 0;
  function follow() {
    const now = Number(one("#turns")?.dataset.asked ?? 0);
    if (now === asked) return;
    asked = now;
    const alert = one("#turns [role=alert]");
    if (alert) {
      quotewell.say("");
      box()?.focus({ preventScroll: true });
      alert.scrollIntoView({ block: "nearest" });
    } else if (now > 0) {
      quotewell.say("ready");
      const heading = [...document.querySelectorAll("#turns .asked")].at(-1);
      heading?.focus({ preventScroll: true });
      heading?.scrollIntoView({ block: "start" });
    }
  }

  function speak() {
    const { language, title } = quotewell.words();
    if (!language) return;
    if (page.lang !== language || page.dataset.ready === undefined) {
      page.lang = language;
      page.dataset.ready = "";
      quotewell.say(said, kind);
    }
    if (document.title !== title) document.title = title;
    for (const input of document.querySelectorAll("#language input")) {
      const label = input.closest("label");
      if (label && label.lang !== input.value) label.lang = input.value;
      // Gradio names them apart, so that arrow keys would not move between them.
      input.name = "language";
    }
  }

  new MutationObserver(() => {
    speak();
    follow();
    for (const watcher of watching) watcher();
  }).observe(document, { childList: true, subtree: true });

  document.addEventListener("click", (event) => {
    const pressed = event.target.closest?.("[data-act]");
    if (pressed && acts[pressed.dataset.act]) {
      event.preventDefault();
      acts[pressed.dataset.act](pressed);
    } else if (event.target.closest?.(".skip")) {
      event.preventDefault();
      box()?.focus();
    }
  }, true);

  quotewell.act("ask", (button) => quotewell.ask(button.textContent));
})();
