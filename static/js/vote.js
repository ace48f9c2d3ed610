// Votes without loading the page anew: form[data-vote] with one button, [data-votes], [data-trouble].
// Whatever goes wrong on the way, the form is sent as it would be without a script.
async function send(form, button) {
  const body = new FormData(form);
  body.set("vote", button.value);
  const response = await fetch(form.action, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
    credentials: "same-origin",
  });
  return { status: response.status, said: await response.json() };
}

function show(form, button, { voted, votes }) {
  button.setAttribute("aria-pressed", String(voted));
  button.value = voted ? "off" : "on";
  form.querySelector("[data-votes]").textContent = votes;
}

async function vote(form, button) {
  const trouble = form.querySelector("[data-trouble]");
  trouble.textContent = "";
  button.setAttribute("aria-busy", "true");
  try {
    const { status, said } = await send(form, button);
    if (status === 200) show(form, button, said);
    else if (said.url) window.location.assign(said.url);
    else trouble.textContent = said.message;
  } catch {
    form.dataset.plain = "yes";
    form.requestSubmit(button);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

// On the document, so that rows a live page has put in later vote, too.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-vote]") || form.dataset.plain) return;
  event.preventDefault();
  const button = form.querySelector("button[name=vote]");
  if (!button.hasAttribute("aria-busy")) vote(form, button);
});
