// The list of documents shows what was uploaded, also when the live line is down.
const AFTER_MS = 300;

document.addEventListener("upload:done", () => {
  const list = document.getElementById("documents");
  if (list) window.setTimeout(() => list.dispatchEvent(new CustomEvent("refresh")), AFTER_MS);
  else window.setTimeout(() => window.location.reload(), AFTER_MS);
});
