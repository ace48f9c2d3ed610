// Comfort for the form of a survey: what isn't asked is hidden, and a ranking is moved by buttons.
// Without it every question is shown and the server leaves out what doesn't apply.
const form = document.querySelector("[data-survey]");

function isMet(condition) {
  const [name, value] = condition.split("=");
  const given = new FormData(form).getAll(name);
  const elsewhere = !form.querySelector(`[name="${name}"]`);
  return elsewhere || given.includes(value);
}

function hideUnasked() {
  for (const field of form.querySelectorAll("[data-shown-if]")) {
    field.hidden = !isMet(field.dataset.shownIf);
  }
}

function places(list) {
  [...list.children].forEach((item, at) => {
    item.querySelector("select").value = String(at + 1);
    const [up, down] = item.querySelectorAll("button");
    up.disabled = at === 0;
    down.disabled = at === list.children.length - 1;
  });
}

function move(list, item, step, button) {
  const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (step < 0) other.before(item);
  else other.after(item);
  places(list);
  (button.disabled ? item.querySelector("button:enabled") : button).focus();
}

function arrow(list, item, step, words) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet";
  button.textContent = step < 0 ? "↑" : "↓";
  button.setAttribute("aria-label", `${words}: ${item.querySelector("label").textContent}`);
  button.addEventListener("click", () => move(list, item, step, button));
  return button;
}

function sortedByPlaces(list) {
  const place = (item) => Number(item.querySelector("select").value) || Infinity;
  const items = [...list.children].map((item, at) => ({ item, at }));
  items.sort((a, b) => place(a.item) - place(b.item) || a.at - b.at);
  items.forEach(({ item }) => list.append(item));
}

function ranking(list) {
  sortedByPlaces(list);
  for (const item of list.children) {
    item.append(
      arrow(list, item, -1, list.dataset.up),
      arrow(list, item, 1, list.dataset.down),
    );
  }
  const isBegun = [...list.querySelectorAll("select")].some((select) => select.value);
  if (isBegun) places(list);
  list.addEventListener("change", () => sortedByPlaces(list));
}

if (form) {
  hideUnasked();
  form.addEventListener("change", hideUnasked);
  form.querySelectorAll("[data-ranking]").forEach(ranking);
}
