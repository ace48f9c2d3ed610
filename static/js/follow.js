// Follows a part of a page without loading it anew: [data-follow=address] with data-etag and
// data-every (seconds). The focus stays where it was.
const box = document.querySelector("[data-follow]");
let etag = box.dataset.etag;

function show(html, mark) {
  const focused = box.contains(document.activeElement) ? document.activeElement.id : "";
  box.innerHTML = html;
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  etag = mark;
}

function lost(is) {
  box.querySelector("[data-follow-state]").textContent = is ? box.dataset.lost : "";
}

async function look() {
  if (document.hidden) return;
  try {
    const response = await fetch(box.dataset.follow, {
      headers: { "If-None-Match": etag },
      cache: "no-store",
      redirect: "error",
    });
    if (response.status === 200) show(await response.text(), response.headers.get("ETag"));
    lost(![200, 304].includes(response.status));
  } catch {
    lost(true);
  }
}

document.addEventListener("visibilitychange", look);
setInterval(look, Number(box.dataset.every) * 1000);
