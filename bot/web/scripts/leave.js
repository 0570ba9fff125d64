// The ways out. Each hides and removes everything in the same moment, before anything is
// asked of the network, so that it works when the server has stopped.
"use strict";

(() => {
  const { quotewell } = window;
  const RETRY = 3000;
  const WITHIN = 5000;
  let left = false;

  // The words are read first: they go with the page.
  function cover(name) {
    const text = quotewell.words()[name] ?? "";
    left = true;
    quotewell.hush();
    const sheet = document.createElement("div");
    sheet.id = "cover";
    sheet.setAttribute("role", "alert");
    sheet.textContent = text;
    document.body.replaceChildren(sheet);
    return sheet;
  }

  // The start screen, from the server. Without it the sheet stays, and asks for patience.
  quotewell.reset = async () => {
    if (left) return;
    const { waiting } = quotewell.words();
    const sheet = cover("leaving");
    for (;;) {
      try {
        const signal = AbortSignal.timeout(RETRY);
        const answer = await fetch("/healthz", { cache: "no-store", signal });
        if (answer.ok) break;
      } catch {
        // The server is away; it is asked again.
      }
      sheet.textContent = waiting;
      await new Promise((done) => setTimeout(done, RETRY));
    }
    location.replace("/");
  };

  // On a kiosk there is nowhere else to go than the start.
  quotewell.exit = () => {
    if (quotewell.profile === "kiosk") {
      quotewell.reset();
    } else if (!left) {
      cover("leaving");
      location.replace(quotewell.exitTo);
    }
  };

  quotewell.act("exit", quotewell.exit);
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#finish")) quotewell.reset();
  }, true);

  // Shift three times within five seconds, as on GOV.UK; any other key starts over, and a
  // Shift that made a capital letter does not count.
  let presses = [];
  let made = false;
  let forget = 0;
  document.addEventListener("keydown", (event) => {
    made = event.key !== "Shift";
    if (made) presses = [];
  });
  document.addEventListener("keyup", (event) => {
    if (left || made || event.key !== "Shift") return;
    const now = performance.now();
    presses = [...presses.filter((at) => now - at < WITHIN), now];
    if (presses.length === 3) {
      quotewell.exit();
      return;
    }
    const name = `shift${3 - presses.length}`;
    quotewell.say(name, "done");
    clearTimeout(forget);
    forget = setTimeout(() => {
      if (quotewell.said() === name) quotewell.say("");
    }, WITHIN);
  });

  // A page out of the browser's back-forward cache would show what was asked before.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace("/");
  });
})();
