// Follows a part of a page and presses its buttons without loading the page anew.
// [data-follow=address] with data-etag, data-every (seconds); forms in it with [data-act].
// Whatever goes wrong, the forms are sent as they would be without a script.
const box = document.querySelector("[data-follow]");
let etag = box.dataset.etag;
let busy = false;

function show(html, mark) {
  const open = [...box.querySelectorAll("details[open][id]")].map((item) => item.id);
  const focused = box.contains(document.activeElement) ? document.activeElement.id : "";
  const scrolled = [...box.querySelectorAll(".console-words")].filter((item) => item.scrollTop);
  const tops = new Map(scrolled.map((item) => [item.id, item.scrollTop]));
  box.innerHTML = html;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  for (const [id, top] of tops) {
    const words = document.getElementById(id);
    if (words) words.scrollTop = top;
  }
  // A button that has done its work is gone: the focus goes to its question, else to what was said.
  const card = document.getElementById(focused.replace(/^(q-\d+)-.*$/, "$1"));
  const next = document.getElementById(focused) || card?.querySelector("button") || null;
  if (focused) (next || box.querySelector("summary, a"))?.focus({ preventScroll: true });
  etag = mark;
}

function lost(is) {
  const state = box.querySelector("[data-follow-state]");
  if (!state) return;
  state.textContent = is ? box.dataset.lost : "";
  state.toggleAttribute("data-lost", is);
}

async function look() {
  if (busy || document.hidden) return;
  busy = true;
  try {
    const response = await fetch(box.dataset.follow, {
      headers: { "If-None-Match": etag, "X-Part": "yes" },
      cache: "no-store",
      redirect: "error",
    });
    if (response.status === 200) show(await response.text(), response.headers.get("ETag"));
    lost(![200, 304].includes(response.status));
  } catch {
    lost(true);
  } finally {
    busy = false;
  }
}

async function press(form, button) {
  busy = true;
  const body = new FormData(form);
  body.set(button.name, button.value);
  button.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body,
      headers: { "X-Part": "yes" },
      redirect: "error",
    });
    const mark = response.headers.get("ETag");
    if (!mark) throw new Error(String(response.status));
    show(await response.text(), mark);
  } catch {
    form.dataset.plain = "yes";
    form.requestSubmit(button);
  } finally {
    button.removeAttribute("aria-busy");
    busy = false;
  }
}

box.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-act]") || form.dataset.plain || !event.submitter) return;
  event.preventDefault();
  if (!busy) press(form, event.submitter);
});
document.addEventListener("visibilitychange", look);
setInterval(look, Number(box.dataset.every) * 1000);
