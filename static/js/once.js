// Prevents a second press of a submit button, and moves the focus to an error summary.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
});
document.querySelector("[data-focus]")?.focus();
// Wide screens show filters open; narrow ones keep them folded.
if (window.matchMedia("(min-width: 60rem)").matches) {
  for (const details of document.querySelectorAll("details[data-open-wide]")) details.open = true;
}
