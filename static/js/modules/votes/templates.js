// Usual motions: one press fills the title and the wording, to be completed.
for (const button of document.querySelectorAll("[data-template-title]")) {
  button.addEventListener("click", () => {
    document.getElementById("f-title").value = button.dataset.templateTitle;
    document.getElementById("f-text").value = button.dataset.templateText;
    document.getElementById("f-title").focus();
  });
}
