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
        const answer = await fetch("/healthz", { cache: "no-store" });
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

  // Shift three times within five seconds, as on GOV.UK; any other key starts over.
  let presses = [];
  document.addEventListener("keyup", (event) => {
    if (left) return;
    const now = Date.now();
    presses = event.key === "Shift" ? [...presses.filter((at) => now - at < WITHIN), now] : [];
    if (presses.length === 3) quotewell.exit();
    else if (presses.length) quotewell.say(`shift${3 - presses.length}`, "done");
  });

  // A page out of the browser's back-forward cache would show what was asked before.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace("/");
  });
})();
