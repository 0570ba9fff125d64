// A shared screen: no way out of the page, and a keyboard on it.
"use strict";

(() => {
  const { quotewell } = window;
  const box = () => document.querySelector("#question-box textarea");

  // The browser's managed policies are the lock (docs/kiosk.md); this keeps fingers from
  // menus, dropped files and shortcuts that would confuse the next visitor.
  // The clipboard would carry words on to the next visitor.
  const DOORS = [
    "contextmenu", "dragstart", "dragover", "drop", "auxclick", "copy", "cut", "paste",
  ];
  for (const door of DOORS) addEventListener(door, (event) => event.preventDefault(), true);
  const EDITING = ["a", "z"];
  addEventListener("keydown", (event) => {
    const edits = EDITING.includes(event.key) && !event.shiftKey && !event.altKey;
    const shortcut = (event.ctrlKey || event.metaKey) && !edits;
    const move = event.altKey && ["ArrowLeft", "ArrowRight", "Home"].includes(event.key);
    // Shift and Escape open Chromium's task manager.
    const tasks = event.shiftKey && event.key === "Escape";
    if (shortcut || move || tasks || /^F\d+$/.test(event.key)) event.preventDefault();
  }, true);
  window.open = () => null;
  window.print = () => {};

  let keyboard = null;
  let language = "";

  function mount() {
    const composer = document.querySelector("#composer");
    const words = quotewell.words();
    if (!composer || !words.keys) return;
    if (!keyboard) {
      const opener = document.createElement("button");
      opener.type = "button";
      opener.id = "keyboard-opener";
      opener.addEventListener("click", () => {
        show(true);
        box()?.focus();
      });
      const host = document.createElement("div");
      host.id = "keyboard";
      host.hidden = true;
      composer.append(opener, host);
      const { update } = quotewellKeyboard.mount(host, {
        language: () => document.documentElement.lang,
        labels: () => quotewell.words().keys,
        target: box,
        send: () => document.querySelector("#send").click(),
        hide: () => {
          show(false);
          opener.focus();
        },
      });
      keyboard = { opener, host, update };
    }
    if (language !== words.language) {
      language = words.language;
      keyboard.opener.textContent = words.keyboard;
      keyboard.update();
    }
  }

  function show(visible) {
    keyboard.host.hidden = !visible;
    keyboard.opener.hidden = visible;
  }

  // A touch in the question box brings the keyboard; an answer takes its place.
  addEventListener("click", (event) => {
    if (keyboard && event.target === box()) show(true);
  });
  let asked = "0";
  function makeRoom() {
    const turns = document.querySelector("#turns");
    const now = turns?.dataset.asked ?? "0";
    if (keyboard && now !== asked && turns?.querySelector(".turn")) show(false);
    asked = now;
  }
  quotewell.watch(mount);
  quotewell.watch(makeRoom);
})();
