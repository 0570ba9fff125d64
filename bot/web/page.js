// What the page does by itself: languages, announcements, focus, and scrolling to a quote.
"use strict";

(() => {
  const one = (selector) => document.querySelector(selector);
  const words = () => one("#words")?.dataset ?? {};
  const focusQuestion = () => one("#question-box textarea")?.focus();

  // The status line; its kinds are "busy" while waiting, "trouble", or none.
  let said = "";
  let kind = "";
  function say(name, how = "") {
    [said, kind] = [name, how];
    const line = one("#status");
    if (!line) return;
    line.textContent = words()[name] ?? "";
    line.dataset.kind = how;
  }

  // The server numbers the questions, so that the same one asked twice is noticed.
  let asked = 0;
  function follow() {
    const now = Number(one("#turns")?.dataset.asked ?? 0);
    if (now === asked) return;
    asked = now;
    if (one("#turns [role=alert]")) {
      say("");
      focusQuestion();
    } else if (now > 0) {
      say("ready");
      const heading = [...document.querySelectorAll("#turns .asked")].at(-1);
      heading?.focus({ preventScroll: true });
      heading?.scrollIntoView({ block: "start" });
    }
  }

  // The server renders the words; their language is the page's.
  function speak() {
    const { language, title } = words();
    if (!language) return;
    const page = document.documentElement;
    if (page.lang !== language || page.dataset.ready === undefined) {
      page.lang = language;
      page.dataset.ready = "";
      say(said, kind);
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
  }).observe(document, { childList: true, subtree: true });

  // Only questions go through the queue. Gradio's own messages about failures are hidden:
  // they are in English only.
  let clearing = false;
  const fetched = window.fetch;
  window.fetch = async (...request) => {
    const address = String(request[0]?.url ?? request[0]);
    const asks = address.includes("/queue/join");
    const acts = address.includes("/gradio_api/run/");
    if (asks) say("looking", "busy");
    try {
      const response = await fetched(...request);
      if (asks && !response.ok) say("busy", "trouble");
      if (acts && clearing) {
        clearing = false;
        say("cleared");
        focusQuestion();
      }
      return response;
    } catch (error) {
      if (asks || acts) say("offline", "trouble");
      // Even without the server, nothing of the conversation may stay on the screen.
      if (acts && clearing) window.location.reload();
      throw error;
    }
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#new")) clearing = true;
    if (event.target.closest?.(".skip")) {
      event.preventDefault();
      focusQuestion();
    }
  }, true);

  // "toggle" does not bubble, but it can be captured. Only the panel scrolls, not the page.
  document.addEventListener("toggle", (event) => {
    const panel = event.target.open && event.target.querySelector(".panel");
    const mark = panel && panel.querySelector("mark");
    if (!mark) return;
    const below = mark.getBoundingClientRect().top - panel.getBoundingClientRect().top;
    panel.scrollTop += below - panel.clientHeight / 4;
  }, true);

  // A page out of the browser's back-forward cache would show what was asked before.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
})();
