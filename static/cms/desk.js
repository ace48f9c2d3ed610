// Lists of the desk: one tick for all of the page. Without script each row is ticked by hand.
for (const form of document.querySelectorAll("[data-desk-choice]")) {
  const label = form.querySelector("[data-desk-all]");
  const all = label?.querySelector("input");
  const ticks = [...form.querySelectorAll("input[name=number]")];
  if (!all || !ticks.length) continue;
  label.hidden = false;
  all.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = all.checked;
  });
  form.addEventListener("change", () => {
    const chosen = ticks.filter((tick) => tick.checked).length;
    all.checked = chosen === ticks.length;
    all.indeterminate = chosen > 0 && chosen < ticks.length;
  });
}
