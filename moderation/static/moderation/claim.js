// Takes the text when its page opens, and tells from time to time that its moderator is at work.
// Without this script the buttons of the page do the same.

const box = document.querySelector("[data-claim]");
const token = document.querySelector("#decide [name=csrfmiddlewaretoken]")?.value;
let isAlive = false;
let timer = 0;

function show(name, message) {
  for (const part of ["mine", "free", "other", "gone"]) {
    const element = box.querySelector(`[data-claim-${part}]`);
    if (element) element.hidden = part !== name;
  }
  if (name === "other") box.querySelector("[data-claim-message]").textContent = message;
  if (name === "gone") box.querySelector("[data-claim-gone]").textContent = message;
}

async function claim() {
  const body = new URLSearchParams({ action: "claim", csrfmiddlewaretoken: token });
  let told;
  try {
    const answer = await fetch(box.dataset.claim, {
      method: "POST",
      headers: { Accept: "application/json" },
      body,
    });
    told = await answer.json();
  } catch {
    return; // No connection: the next sign of life tries again.
  }
  if (told.state === "mine") {
    show("mine");
  } else {
    clearInterval(timer);
    show(told.state === "other" ? "other" : "gone", told.message);
  }
}

// A page left open on a desk is no sign of life: only somebody who does something is.
function beat() {
  if (!isAlive) return;
  isAlive = false;
  claim();
}

if (box && token && box.dataset.claimState !== "other") {
  for (const sign of ["keydown", "pointerdown", "pointermove", "scroll"]) {
    addEventListener(sign, () => (isAlive = true), { passive: true });
  }
  timer = setInterval(beat, Number(box.dataset.claimBeat) * 1000);
  if (box.dataset.claimState === "free") claim();
}
