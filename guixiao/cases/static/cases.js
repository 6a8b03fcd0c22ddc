// Ticks all rows of the page, says how many are ticked, walks the list by keys. Without it everything works by links and forms.
const form = () => document.getElementById("many"); // asked anew: a form that was sent brings a new page
const rows = () => [...document.querySelectorAll("a[data-row]")];

function tell() {
  const picked = document.querySelector("[data-picked]");
  if (!picked) return;
  picked.dataset.plain ||= picked.textContent;
  const count = form().querySelectorAll("input[name=case]:checked").length;
  picked.textContent = picked.dataset.plain + (count ? ` (${count})` : "");
  if (count) picked.closest("details").open = true;
}

document.addEventListener("change", (event) => {
  if (!event.target.closest("#many")) return;
  if (event.target.matches("[data-all]")) {
    form().querySelectorAll("input[name=case]").forEach((box) => { box.checked = event.target.checked; });
  }
  tell();
});

// A row opens beside the list where there is room for it; else its own page.
document.addEventListener("htmx:beforeRequest", (event) => {
  const panel = document.getElementById("panel");
  if (event.target.matches("a[data-row]") && panel && getComputedStyle(panel).display === "none") {
    event.preventDefault();
    window.location = event.target.href;
  }
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.target.matches("a[data-row]")) return;
  rows().forEach((row) => row.closest("tr").classList.toggle("chosen", row === event.target));
});

document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, select, textarea") || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const all = rows();
  const at = all.findIndex((row) => row.closest("tr").classList.contains("chosen"));
  const next = all[at + (event.key === "ArrowDown" ? 1 : -1)] || (at < 0 ? all[0] : null);
  if (next) { event.preventDefault(); next.click(); next.focus({ preventScroll: false }); }
});
