// Keys press the buttons that show them. Comfort only: every button works without this file.
const settled = 350; // milliseconds in which a second press of the key before still means the child before
let ready = false;
setTimeout(() => { ready = true; }, settled);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!target) return;
  event.preventDefault();
  if (!ready || event.repeat) return;
  if (target.matches("select")) {
    target.focus();
    return;
  }
  ready = false;
  target.click();
});

// A page taken from the browser's store, after "back", answers keys again.
addEventListener("pageshow", (event) => { if (event.persisted) ready = true; });
