// Comfort only: files dropped anywhere on the page, and the names of those chosen.
const fields = () => [...document.querySelectorAll("[data-proofs] input[type=file]")];
const seen = (field) => field.getClientRects().length > 0;

function tell(field) {
  const line = field.closest("[data-proofs]").querySelector("[data-chosen]");
  line.textContent = [...field.files].map((file) => file.name).join("、");
  line.hidden = !line.textContent;
}

// The form that is open: the one dropped onto, else the first that can be seen; many rows' form opens when rows are ticked.
function wanted(target) {
  const own = target.closest && target.closest("form")?.querySelector("[data-proofs] input[type=file]");
  if (own && seen(own)) return own;
  return fields().find(seen) || null;
}

for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    const field = wanted(event.target);
    event.preventDefault(); // a file that misses the form must not replace the page
    fields().forEach((one) => one.closest("[data-proofs]").classList.toggle("over", name === "dragover" && one === field));
    if (name !== "drop" || !field) return;
    const files = new DataTransfer();
    for (const file of [...field.files, ...event.dataTransfer.files]) files.items.add(file);
    field.files = files.files;
    tell(field);
    field.scrollIntoView({ block: "nearest" });
  });
}
document.addEventListener("change", (event) => { if (fields().includes(event.target)) tell(event.target); });
