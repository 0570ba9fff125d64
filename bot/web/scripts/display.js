// Size, contrast, and how much room there is. Nothing is remembered: a new page has the
// defaults again, which is what the next visitor of a kiosk needs.
"use strict";

(() => {
  const { quotewell } = window;
  const page = document.documentElement;
  const chosen = { larger: false, contrast: false };

  // Media queries count in the browser's own font size; the layout has to follow the text's.
  function fit() {
    const rem = parseFloat(getComputedStyle(page).fontSize);
    const [width, height] = [innerWidth / rem, innerHeight / rem];
    page.dataset.width = width < 40 ? "narrow" : width < 60 ? "middle" : "wide";
    page.dataset.height = height < 37 || (width < 24 && height < 46) ? "low" : "high";
    // What is scrolled to must not end up behind the line that stays at the top.
    const bar = document.querySelector("#safety");
    const covers = bar && page.dataset.height === "high" ? bar.offsetHeight : 0;
    const tall = `${covers}px`;
    if (page.style.getPropertyValue("--bar") !== tall) page.style.setProperty("--bar", tall);
  }

  function show() {
    page.style.fontSize = chosen.larger ? `${quotewell.large}px` : "";
    page.dataset.text = chosen.larger ? "large" : "normal";
    page.dataset.contrast = chosen.contrast ? "high" : "normal";
    mark();
    fit();
  }

  // The server renders the buttons anew for each language, without what was chosen.
  function mark() {
    for (const name of ["larger", "contrast"]) {
      const button = document.querySelector(`[data-act=${name}]`);
      const pressed = String(chosen[name]);
      if (button && button.getAttribute("aria-pressed") !== pressed) {
        button.setAttribute("aria-pressed", pressed);
      }
    }
  }

  for (const name of ["larger", "contrast"]) {
    quotewell.act(name, () => {
      chosen[name] = !chosen[name];
      show();
    });
  }
  quotewell.watch(mark);
  quotewell.watch(fit);
  addEventListener("resize", fit);
  show();
})();
