// Comfort only: every page works without this file.
document.addEventListener("keydown", (event) => {
  const field = document.querySelector("[data-slash]");
  if (event.key === "/" && field && !event.target.matches("input, select, textarea")) {
    event.preventDefault();
    field.focus();
  }
});

// A name opens its reasons under the row; pressed again it closes them, and nothing is fetched twice.
document.addEventListener("htmx:beforeRequest", (event) => {
  const box = document.getElementById(event.target.dataset.why || "");
  if (box && box.childElementCount) {
    event.preventDefault();
    box.hidden = !box.hidden;
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
