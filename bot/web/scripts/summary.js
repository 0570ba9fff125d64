// A language model's summary: put in its place when it comes, and led from to the quotes.
"use strict";

(() => {
  const { quotewell } = window;

  // It comes after its answer. Only its place changes: what is being read, opened or focused in
  // the answer stays as it is.
  quotewell.watch(() => {
    const made = document.querySelector("#summary-made .summary-place");
    // Once placed, it comes again only with the answers, checked again.
    if (!made || "placed" in made.dataset) return;
    if (made.dataset.language !== document.documentElement.lang) return;
    const number = CSS.escape(made.dataset.number);
    const place = document.querySelector(`#turns .summary-place[data-number="${number}"]`);
    if (!place || place.firstChild) return;
    made.dataset.placed = "";
    place.append(...[...made.childNodes].map((node) => node.cloneNode(true)));
    if (quotewell.said() === "ready") quotewell.say("summarised");
  });

  let from = null;
  quotewell.act("cite", (button) => {
    const name = CSS.escape(button.dataset.cites);
    const sentence = document.querySelector(`#turns blockquote [data-sentence="${name}"]`);
    if (!sentence) return;
    for (const other of document.querySelectorAll("#turns .cited")) other.classList.remove("cited");
    sentence.classList.add("cited");
    sentence.tabIndex = -1;
    sentence.focus({ preventScroll: true });
    sentence.scrollIntoView({ block: "center" });
    from = button;
  });

  // Back to where one came from.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.activeElement?.matches(".cited")) return;
    from?.focus();
  });
})();
