// Buttons of the legend put a gap in the place of the selected words. Without this script
// moderators type the code themselves.

const form = document.querySelector("[data-moderation]");
const area = form?.querySelector("textarea[name=body]");

function takeOut(code) {
  const start = area.selectionStart;
  const end = area.selectionEnd;
  area.focus();
  area.setRangeText(`[[${code}]]`, start, end, "end");
  area.dispatchEvent(new Event("change", { bubbles: true }));
}

if (area) {
  form.querySelector("[data-cut-hint]").hidden = false;
  for (const button of form.querySelectorAll("[data-cut]")) {
    button.disabled = false;
    button.addEventListener("click", () => takeOut(button.dataset.cut));
  }
}
