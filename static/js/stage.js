// The stage screen follows: asks whether anything changed, then takes the page anew.
// [data-stage=address of the live document] with data-every (seconds).
const ANEW = 30; // The time left and the order move without a question changing.
let mark = "";
let taken = Date.now();

const stage = () => document.querySelector("[data-stage]");

function lost(is) {
  stage().querySelector("[data-lost]").hidden = !is;
}

async function take() {
  const response = await fetch(window.location.href, { cache: "no-cache" });
  if (!response.ok) throw new Error(String(response.status));
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("[data-stage]");
  if (!fresh) throw new Error("no stage");
  taken = Date.now();
  if (fresh.innerHTML !== stage().innerHTML) stage().replaceWith(document.adoptNode(fresh));
}

async function look() {
  try {
    const headers = mark ? { "If-None-Match": mark } : {};
    const response = await fetch(stage().dataset.stage, { headers, cache: "no-store" });
    if (![200, 304].includes(response.status)) throw new Error(String(response.status));
    const changed = response.status === 200;
    if (changed || Date.now() - taken > ANEW * 1000) await take();
    // Kept only once the page is here: a page that failed is taken again.
    if (changed) mark = response.headers.get("ETag") || "";
    lost(false);
  } catch {
    lost(true);
  }
}

setInterval(look, Number(stage().dataset.every) * 1000);
