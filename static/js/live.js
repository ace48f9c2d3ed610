// Follows a conference: [data-live] is asked every five seconds for what changed ?since=.
// Numbers change where they stand. New questions and answers wait for a press of a button in a bar
// that lies over the page; what is being read stays where it is, what is being typed is left alone.
const EVERY = 5000;
const SLOWEST = 60000;

const box = document.querySelector("[data-live]");
const part = (name) => box.querySelector(`[data-live-${name}]`);
const list = document.querySelector("[data-live-list]");
const known = new Set((list?.dataset.known ?? "").split(" ").filter(Boolean).map(Number));
const arrivals = new Set();
const answers = new Set();

let since = box.dataset.since;
let etag = "";
let failures = 0;
let timer = 0;
let busy = false;

const articleOf = (number) => document.querySelector(`[data-question="${number}"]`);

function text(node, value) {
  if (node && node.textContent !== String(value)) node.textContent = value;
}

// Whatever stands in the middle of the screen, or is being typed into, stays there.
function steady(change) {
  const typed = document.activeElement?.closest("form");
  const anchor = typed ?? document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  const before = anchor?.getBoundingClientRect().top;
  change();
  if (!anchor?.isConnected) return;
  const moved = anchor.getBoundingClientRect().top - before;
  if (moved) window.scrollBy({ top: moved, behavior: "instant" });
}

function connected(yes) {
  box.classList.toggle("live--on", yes);
  box.classList.toggle("live--off", !yes);
  part("word").hidden = true;
  part("on").hidden = !yes;
  part("off").hidden = yes;
}

// The article of a question as its own page shows it to this very reader.
async function fetched(number) {
  const here = location.pathname.replace(/questions\/\d+\/$/, "");
  const response = await fetch(`${here}questions/${number}/`, { credentials: "same-origin" });
  if (!response.ok) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const article = page.querySelector(`[data-question="${number}"]`);
  return article && document.importNode(article, true);
}

function place(article, said) {
  const badge = article.querySelector("[data-place]");
  const label = said.state === "published" ? box.dataset[said.place] : box.dataset.gone;
  text(badge, label ?? "");
  if (badge) badge.hidden = !label;
  article.classList.toggle("question--now", said.place === "now");
  article.classList.toggle("question--gone", said.state !== "published");
}

function changed(article, said) {
  text(article.querySelector("[data-votes]"), said.votes);
  for (const node of article.querySelectorAll("[data-comments]")) text(node, said.comments);
  place(article, said);
  const isNews = said.state === "published" && String(said.answers) !== article.dataset.answers;
  if (isNews) answers.add(said.number);
  else answers.delete(said.number);
}

function announce() {
  const some = arrivals.size === 1 ? box.dataset.one : `${box.dataset.many} ${arrivals.size}`;
  const [answered] = answers;
  const words = { show: arrivals.size ? some : "", answer: "" };
  if (answers.size) words.answer = `${box.dataset.answered} ${answered}`;
  for (const [name, said] of Object.entries(words)) {
    part(name).hidden = !said;
    text(part(name), said);
  }
  part("bar").hidden = !words.show && !words.answer;
  text(part("status"), `${words.show} ${words.answer}`.trim());
}

function noted(said) {
  // Two processes answer in turn; the one that read earlier has nothing new to say.
  if (Number(said.since) < Number(since)) return;
  since = said.since;
  for (const question of said.questions) {
    const article = articleOf(question.number);
    // One that isn't here may stand on another page of the list, which names all it knew of.
    const isNew = list && question.state === "published" && !known.has(question.number);
    if (article) changed(article, question);
    else if (isNew) arrivals.add(question.number);
    else arrivals.delete(question.number);
  }
  announce();
  if (said.phase !== box.dataset.phase && part("phase").hidden) {
    part("phase").hidden = false;
    text(part("status"), part("phase").textContent.trim());
  }
}

async function ask() {
  const headers = etag ? { "If-None-Match": etag } : {};
  const url = `${box.dataset.live}?since=${since}`;
  const response = await fetch(url, { headers, cache: "no-store", credentials: "omit" });
  if (response.status === 304) return;
  if (!response.ok) throw new Error(String(response.status));
  const said = await response.json();
  steady(() => noted(said));
  etag = response.headers.get("ETag") ?? "";
}

async function turn() {
  if (busy || document.hidden) return;
  busy = true;
  try {
    await ask();
    failures = 0;
  } catch {
    failures += 1;
  }
  connected(failures === 0);
  busy = false;
  later();
}

// Watchers who opened the page together drift apart; a server in trouble is asked less often.
function later() {
  clearTimeout(timer);
  const wait = Math.min(EVERY * 2 ** failures, SLOWEST);
  timer = setTimeout(turn, wait * (0.8 + 0.4 * Math.random()));
}

async function questionsShow() {
  let last = null;
  for (const number of [...arrivals].sort((a, b) => a - b)) {
    const article = await fetched(number).catch(() => null);
    if (!article) continue;
    arrivals.delete(number);
    known.add(number);
    last = document.createElement("li");
    last.append(article);
    list.prepend(last);
    document.querySelector("[data-live-none]")?.remove();
  }
  announce();
  last?.querySelector("a")?.focus();
}

async function answerShow() {
  const [number] = answers;
  const fresh = await fetched(number).catch(() => null);
  const article = articleOf(number);
  if (!fresh || !article) return;
  const here = article.querySelector("[data-answers-here]");
  here.replaceChildren(...fresh.querySelector("[data-answers-here]").childNodes);
  article.dataset.answers = fresh.dataset.answers;
  answers.delete(number);
  announce();
  here.tabIndex = -1;
  here.focus({ preventScroll: true });
  article.scrollIntoView({ block: "start" });
}

async function pressed(button, act) {
  button.disabled = true;
  await act();
  button.disabled = false;
}
part("show").addEventListener("click", (event) => pressed(event.currentTarget, questionsShow));
part("answer").addEventListener("click", (event) => pressed(event.currentTarget, answerShow));
document.addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  if (!document.hidden) turn();
});
later();
