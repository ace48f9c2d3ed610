// Follows a conference: [data-live] is asked every five seconds for what changed ?since=.
// Numbers change where they stand; anything that would move the text waits for a press of a button.
// Nothing that is being typed is ever touched.
const EVERY = 5000;
const SLOWEST = 60000;

const box = document.querySelector("[data-live]");
const part = (name) => box.querySelector(`[data-live-${name}]`);
const status = part("status");
const list = document.querySelector("[data-live-list]");
const bar = document.querySelector("[data-live-new]");
const waiting = new Map();
const known = new Set((bar?.dataset.known ?? "").split(" ").filter(Boolean).map(Number));

let since = box.dataset.since;
let etag = "";
let failures = 0;
let timer = 0;
let busy = false;

const articleOf = (number) => document.querySelector(`[data-question="${number}"]`);
const pathOf = (number) => {
  const here = location.pathname.replace(/questions\/\d+\/$/, "");
  return `${here}questions/${number}/`;
};

function connected(yes) {
  box.classList.toggle("live--on", yes);
  box.classList.toggle("live--off", !yes);
  part("word").hidden = true;
  part("on").hidden = !yes;
  part("off").hidden = yes;
  part("refresh").hidden = yes;
}

function text(node, value) {
  if (node && node.textContent !== String(value)) node.textContent = value;
}

// The article of a question as its own page shows it to this very reader.
async function fetched(number) {
  const response = await fetch(pathOf(number), { credentials: "same-origin" });
  if (!response.ok) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector(`[data-question="${number}"]`);
}

function place(article, said) {
  const badge = article.querySelector("[data-place]");
  const label = box.dataset[said.place] ?? "";
  text(badge, label);
  if (badge) badge.hidden = !label;
  article.classList.toggle("question--now", said.place === "now");
}

function arrived(article, said) {
  if (String(said.answers) === article.dataset.answers) return;
  if (article.querySelector("[data-arrived]")) return;
  const here = article.querySelector("[data-answers-here]");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet";
  button.dataset.arrived = "";
  button.textContent = box.dataset.answered;
  button.addEventListener("click", async () => {
    const fresh = await fetched(said.number);
    if (!fresh) return;
    here.replaceChildren(...fresh.querySelector("[data-answers-here]").childNodes);
    article.dataset.answers = fresh.dataset.answers;
    here.tabIndex = -1;
    here.focus({ preventScroll: true });
    button.remove();
  });
  here.before(button);
  text(status, `№ ${said.number}: ${box.dataset.answered}`);
}

function gone(article) {
  if (article.classList.contains("question--gone")) return;
  article.classList.add("question--gone");
  const words = document.createElement("p");
  words.className = "question-gone notice notice--warn";
  words.append(`${box.dataset.gone} `);
  const link = document.createElement("a");
  link.href = article.dataset.path;
  link.textContent = `№ ${article.dataset.question}`;
  words.append(link);
  article.prepend(words);
}

function changed(article, said) {
  text(article.querySelector("[data-votes]"), said.votes);
  for (const node of article.querySelectorAll("[data-comments]")) text(node, said.comments);
  place(article, said);
  if (said.state === "published") arrived(article, said);
  else gone(article);
}

function announce() {
  if (!bar) return;
  bar.hidden = waiting.size === 0;
  if (bar.hidden) return;
  const words = waiting.size === 1 ? box.dataset.one : `${box.dataset.many} ${waiting.size}`;
  text(bar.querySelector("[data-live-show]"), words);
  text(status, words);
}

async function show() {
  const button = bar.querySelector("[data-live-show]");
  button.disabled = true;
  let first = null;
  for (const number of [...waiting.keys()].sort((a, b) => a - b)) {
    const article = articleOf(number) ?? (await fetched(number).catch(() => null));
    waiting.delete(number);
    if (!article || articleOf(number)) continue;
    const item = document.createElement("li");
    item.append(document.importNode(article, true));
    list.prepend(item);
    document.querySelector("[data-live-none]")?.remove();
    first = item;
  }
  button.disabled = false;
  announce();
  const heading = first?.querySelector("a");
  heading?.focus();
}

function apply(said) {
  // Two processes answer in turn; the one that read earlier has nothing new to say.
  if (Number(said.since) < Number(since)) return;
  since = said.since;
  if (said.phase !== box.dataset.phase && part("phase").hidden) {
    part("phase").hidden = false;
    text(status, part("phase").textContent.trim());
  }
  for (const question of said.questions) {
    const article = articleOf(question.number);
    if (article) changed(article, question);
    else if (isNew(question)) waiting.set(question.number, question);
    if (question.state !== "published") waiting.delete(question.number);
  }
  announce();
}

// One that isn't here may stand on another page of the list: the page names all it knew of.
function isNew(question) {
  return bar && question.state === "published" && !known.has(question.number);
}

async function ask() {
  const headers = etag ? { "If-None-Match": etag } : {};
  const url = `${box.dataset.live}?since=${since}`;
  const response = await fetch(url, { headers, cache: "no-store", credentials: "omit" });
  if (response.status === 304) return;
  if (!response.ok) throw new Error(String(response.status));
  apply(await response.json());
  etag = response.headers.get("ETag") ?? "";
}

async function turn() {
  if (busy || document.hidden) return;
  busy = true;
  try {
    await ask();
    failures = 0;
    connected(true);
  } catch {
    failures += 1;
    connected(false);
  }
  busy = false;
  later();
}

// Watchers who opened the page together drift apart, and a server in trouble is asked less often.
function later() {
  clearTimeout(timer);
  const wait = Math.min(EVERY * 2 ** failures, SLOWEST);
  timer = setTimeout(turn, wait * (0.8 + 0.4 * Math.random()));
}

bar?.querySelector("[data-live-show]").addEventListener("click", show);
document.addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  if (!document.hidden) turn();
});
later();
