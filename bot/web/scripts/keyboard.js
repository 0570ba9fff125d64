// A keyboard on the screen, for English and Latvian. It suggests and remembers nothing.
"use strict";

(() => {
  // Letters and signs in one row take turns.
  const ROWS = [
    [..."āčēģīķļņšūž"],
    [..."qwertyuiop", ..."1234567890"],
    [..."asdfghjkl", ...".,?!'-:"],
    ["shift", ..."zxcvbnm", ...'()"/%', "backspace"],
    ["hide", "symbols", "left", "space", "right", "enter"],
  ];
  // Drawn, because not every machine has a font with these.
  const ICONS = {
    shift: "M12 4 4 12h4v7h8v-7h4z",
    backspace: "M8 5h14v14H8l-6-7zM11 9l6 6M17 9l-6 6",
    hide: "M2 3h20v11H2zM6 7h1M10 7h1M14 7h1M18 7h1M7 11h10M9 18l3 3 3-3",
    left: "M20 12H4M10 6l-6 6 6 6",
    space: "M3 10v5h18v-5",
    right: "M4 12h16M14 6l6 6-6 6",
    enter: "M20 5v9H4M9 9l-5 5 5 5",
  };
  const HOLD_MS = 500;
  const REPEAT_MS = 90;

  // One character as readers count them may be several for the computer.
  const segmenter = window.Intl?.Segmenter && new Intl.Segmenter();
  const characters = (text) =>
    segmenter ? Array.from(segmenter.segment(text), ({ segment }) => segment) : [...text];

  // Where the caret goes from here; from a selection, to its edge.
  function before({ value, selectionStart: from, selectionEnd: to }) {
    return from < to || from === 0 ? from : from - characters(value.slice(0, from)).at(-1).length;
  }

  function after({ value, selectionStart: from, selectionEnd: to }) {
    return from < to || to === value.length ? to : to + characters(value.slice(to))[0].length;
  }

  function replace(box, from, text, inputType) {
    box.setRangeText(text, from, box.selectionEnd, "end");
    box.dispatchEvent(new InputEvent("input", { bubbles: true, inputType, data: text || null }));
    // The browser scrolls to the caret only for its own typing.
    if (box.selectionEnd === box.value.length) box.scrollTop = box.scrollHeight;
  }

  // What is done again while the key is held.
  const EDITS = {
    left: (box) => box.setSelectionRange(before(box), before(box)),
    right: (box) => box.setSelectionRange(after(box), after(box)),
    backspace: (box) => {
      if (box.selectionEnd > 0) replace(box, before(box), "", "deleteContentBackward");
    },
  };

  function build() {
    const root = document.createElement("div");
    root.role = "group";
    for (const names of ROWS) {
      const row = root.appendChild(document.createElement("div"));
      for (const name of names) {
        const key = row.appendChild(document.createElement("button"));
        key.type = "button";
        key.name = name;
        key.className = name.length > 1 ? name : /\p{L}/u.test(name) ? "letter" : "sign";
        const icon = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`;
        if (ICONS[name]) key.innerHTML = icon;
      }
    }
    return root;
  }

  // To show a hidden keyboard again is for the page.
  function mount(host, { language, labels, target, send, hide = () => { host.hidden = true; } }) {
    const root = host.appendChild(build());
    let on = { shift: false, symbols: false };
    let repeat;

    const acts = {
      shift: () => { on.shift = !on.shift; },
      symbols: () => { on = { shift: false, symbols: !on.symbols }; },
      enter: () => { on = { shift: false, symbols: false }; send(); },
      hide: () => {
        // A hidden key would lose the focus to nowhere.
        if (root.contains(document.activeElement)) target()?.focus();
        hide();
      },
    };

    // Keys are changed, not replaced, so that one with the focus keeps it.
    function update() {
      const names = labels();
      root.className = `keyboard ${language()} ${on.symbols ? "signs" : "letters"}`;
      root.ariaLabel = names.keyboard;
      for (const key of root.querySelectorAll("button")) {
        key.ariaLabel = names[key.name];
        if (key.name in on) key.ariaPressed = on[key.name];
        let face = on.shift ? key.name.toUpperCase() : key.name;
        if (key.name === "symbols") face = on.symbols ? "ABC" : "?123";
        // Else a page that calls this on every change would never come to rest.
        if (!ICONS[key.name] && key.textContent !== face) key.textContent = face;
      }
    }

    function press(key) {
      const box = target();
      if (acts[key.name]) acts[key.name]();
      else if (!box || box.disabled || box.readOnly) return;
      else if (EDITS[key.name]) EDITS[key.name](box);
      else {
        replace(box, box.selectionStart, key.textContent || " ", "insertText");
        on.shift = false;
      }
      update();
    }

    function hold(key, wait) {
      repeat = setTimeout(() => {
        press(key);
        if (key.isConnected) hold(key, REPEAT_MS);
      }, wait);
    }

    // What types acts when pressed, so that quick fingers lose nothing. The rest waits for the
    // click, which could otherwise hit what appears under the finger.
    root.addEventListener("pointerdown", (event) => {
      const key = event.target.closest("button");
      clearTimeout(repeat);
      if (!key || event.button !== 0 || acts[key.name]) return;
      press(key);
      if (!EDITS[key.name]) return;
      // Captured, the release is noticed even when it happens elsewhere.
      key.setPointerCapture(event.pointerId);
      hold(key, HOLD_MS);
    });
    root.addEventListener("lostpointercapture", () => clearTimeout(repeat));
    root.addEventListener("click", (event) => {
      const key = event.target.closest("button");
      // A keyboard and a screen reader press without a pointer: they count zero clicks.
      if (key && (event.detail === 0 || acts[key.name])) press(key);
    });
    // The question keeps the focus, and a long press opens no menu.
    for (const name of ["pointerdown", "mousedown", "contextmenu"]) {
      root.addEventListener(name, (event) => event.preventDefault());
    }

    update();
    return { update };
  }

  window.quotewellKeyboard = { mount };
})();
