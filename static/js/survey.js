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

function remember(list) {
  for (const select of list.querySelectorAll("select")) select.dataset.before = select.value;
}

function places(list) {
  [...list.children].forEach((item, at) => {
    item.querySelector("select").value = String(at + 1);
  });
  remember(list);
}

function say(list, item) {
  const words = item.querySelector("label").textContent;
  const place = item.querySelector("select").value;
  list.parentElement.querySelector("[data-ranking-said]").textContent = `${words}: ${place}`;
}

function move(list, item, step, button) {
  sortedByPlaces(list);
  const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (other && step < 0) other.before(item);
  else if (other) other.after(item);
  places(list);
  say(list, item);
  button.focus();
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

// A place that is given away is swapped with the one that had it. The list isn't moved under the
// fingers of whoever goes through the places with arrow keys.
function swap(list, select, before) {
  for (const other of list.querySelectorAll("select")) {
    if (other !== select && other.value && other.value === select.value) other.value = before;
  }
}

function ranking(list) {
  sortedByPlaces(list);
  for (const item of list.children) {
    item.append(
      arrow(list, item, -1, list.dataset.up),
      arrow(list, item, 1, list.dataset.down),
    );
  }
  remember(list);
  for (const select of list.querySelectorAll("select")) {
    select.addEventListener("change", () => {
      swap(list, select, select.dataset.before);
      remember(list);
    });
  }
}

// What is typed is kept a moment after the last key, as the button "Keep" does it. The hour is this
// device's: the server notes none.
function keepsItself(status) {
  const hour = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const asTyped = () => new URLSearchParams(new FormData(form));
  let last = asTyped().toString();
  let timer;
  let isSent = false;
  const keep = async () => {
    const body = asTyped();
    if (isSent || body.toString() === last) return;
    const typed = body.toString();
    body.append("go", "quiet");
    try {
      const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", redirect: "error", keepalive: true });
      if (answer.status !== 204) throw new Error(answer.status);
      last = typed;
      status.textContent = status.dataset.kept.replace("%s", hour.format(new Date()));
    } catch {
      if (!isSent) status.textContent = status.dataset.failed;
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 1500);
  };
  form.addEventListener("input", later);
  form.addEventListener("click", later);
  form.addEventListener("submit", () => {
    isSent = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
}

if (form) {
  hideUnasked();
  if ("keeps" in form.dataset) keepsItself(form.querySelector("[data-kept]"));
  form.addEventListener("change", hideUnasked);
  form.querySelectorAll("[data-ranking]").forEach(ranking);
}
