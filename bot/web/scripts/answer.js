// What can be done with a quote: open its source, copy it, have it read aloud.
"use strict";

(() => {
  const { quotewell } = window;
  const blockquote = (element) => element.closest(".card").querySelector("blockquote");

  // "toggle" does not bubble, but it can be captured. Only the panel scrolls, not the page.
  document.addEventListener("toggle", (event) => {
    const source = event.target;
    if (!source.open || !source.matches(".source")) return;
    for (const other of document.querySelectorAll(".source[open]")) {
      if (other !== source) other.open = false;
    }
    const panel = source.querySelector(".panel");
    const mark = panel?.querySelector("mark");
    if (!mark) return;
    const below = mark.getBoundingClientRect().top - panel.getBoundingClientRect().top;
    panel.scrollTop += below - panel.clientHeight / 4;
  }, true);

  function close(source) {
    source.open = false;
    source.querySelector("summary").focus();
  }
  quotewell.act("close", (button) => close(button.closest(".source")));
  document.addEventListener("keydown", (event) => {
    const source = event.key === "Escape" && document.querySelector(".source[open]");
    if (source) close(source);
  });

  // Whoever opens one translation finds those of later answers open; a new page forgets it. The
  // server renders the whole conversation anew, so each is opened once, when it first appears.
  let translated = false;
  document.addEventListener("toggle", (event) => {
    if (event.target.matches(".translation")) translated = event.target.open;
  }, true);
  quotewell.watch(() => {
    for (const aid of document.querySelectorAll(".translation:not([data-seen])")) {
      aid.dataset.seen = "";
      aid.open = translated;
    }
  });

  // The quote as it stands in the page, which is as it stands in the document.
  quotewell.act("copy", async (button) => {
    const text = `${blockquote(button).textContent}\n— ${button.dataset.citation}`;
    try {
      await navigator.clipboard.writeText(text);
      quotewell.say("copied", "done");
    } catch {
      quotewell.say("uncopied", "trouble");
    }
  });

  // Only voices of this device: others send the text to somebody else to be read.
  const speech = window.speechSynthesis;
  const voice = (language) => speech?.getVoices()
    .find((one) => one.localService && one.lang.toLowerCase().split(/[-_]/)[0] === language);
  let loudness = 0.5;
  const LONGEST = 5 * 60 * 1000;
  let reading = null;
  // Without a reference the browser may let go of it and never say that it has ended.
  let spoken = null;
  let since = 0;

  function label(button, name) {
    const text = quotewell.words()[name];
    if (text && button.textContent !== text) button.textContent = text;
  }

  function offer() {
    let any = false;
    for (const button of document.querySelectorAll("[data-act=listen]")) {
      const found = Boolean(voice(blockquote(button).lang));
      any ||= found;
      if (button.hidden === found) button.hidden = !found;
    }
    const volume = document.querySelector("#display .volume");
    if (volume && any && volume.hidden) volume.hidden = false;
    const level = volume?.querySelector("input");
    if (level && !level.dataset.kept) {
      level.dataset.kept = "";
      level.value = loudness;
    }
    // A new answer or language replaces what was being read.
    if (reading && !reading.isConnected) quotewell.hush();
  }
  speech?.addEventListener?.("voiceschanged", offer);
  quotewell.watch(offer);

  quotewell.hush = () => {
    if (reading) label(reading, "listen");
    reading = null;
    speech?.cancel();
  };
  quotewell.reading = () => reading !== null && performance.now() - since < LONGEST;

  // The server renders the slider anew for each language.
  document.addEventListener("input", (event) => {
    if (event.target.matches?.("#display .volume input")) loudness = Number(event.target.value);
  });

  quotewell.act("listen", (button) => {
    const again = reading === button;
    quotewell.hush();
    if (again) return;
    const quote = blockquote(button);
    spoken = new SpeechSynthesisUtterance(quote.textContent);
    spoken.voice = voice(quote.lang);
    spoken.lang = quote.lang;
    spoken.volume = loudness;
    spoken.onend = spoken.onerror = () => {
      if (reading === button) quotewell.hush();
    };
    reading = button;
    since = performance.now();
    label(button, "stop");
    speech.speak(spoken);
  });
})();
