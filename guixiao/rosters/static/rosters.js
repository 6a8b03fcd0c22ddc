// Comfort only: files are sent as soon as they are chosen or dropped, a chosen slot is taken at once. All of it works without this file.
document.documentElement.classList.add("has-js");

document.addEventListener("change", (event) => {
  const drop = event.target.closest("[data-drop]");
  if (drop && event.target.files && event.target.files.length) drop.requestSubmit();
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  document.addEventListener(name, (event) => {
    const drop = document.querySelector("[data-drop]");
    if (!drop || !event.dataTransfer || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    drop.classList.toggle("over", over);
    if (name === "drop" && event.dataTransfer.files.length) {
      drop.querySelector("input[type=file]").files = event.dataTransfer.files;
      drop.requestSubmit();
    }
  });
}

// How much of the files has been sent: counted by the browser, not guessed.
document.addEventListener("htmx:xhr:progress", (event) => {
  const line = event.target.querySelector && event.target.querySelector("[data-sending]");
  if (!line || !event.detail.lengthComputable) return;
  line.hidden = false;
  line.textContent = `${line.dataset.words} ${Math.floor((event.detail.loaded / event.detail.total) * 100)}%`;
});
