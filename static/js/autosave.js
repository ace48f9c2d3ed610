// Keeps what is typed: posts the form to data-autosave a moment after the last key.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const status = form.querySelector("[data-saved]");
  let timer;
  let last = "";
  const save = async () => {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "revision") body.append(name, value);
    }
    const text = body.toString();
    if (text === last) return;
    body.append("revision", form.elements.revision.value);
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, credentials: "same-origin", redirect: "error" });
      const data = await answer.json();
      if (answer.ok) {
        last = text;
        form.elements.revision.value = data.revision;
        status.textContent = status.dataset.saved.replace("%s", data.saved_at);
      } else {
        status.textContent = data.error;
      }
    } catch {
      status.textContent = status.dataset.failed;
      timer = setTimeout(save, 8000);
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, 1200);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
}
// Counts characters in a text field with maxlength, in the numbers of the page's language.
const number = new Intl.NumberFormat(document.documentElement.lang);
for (const field of document.querySelectorAll("textarea[maxlength]")) {
  const counter = document.createElement("p");
  counter.className = "counter";
  counter.setAttribute("aria-live", "off");
  const show = () => {
    counter.textContent = `${number.format(field.value.length)} / ${number.format(field.maxLength)}`;
  };
  field.after(counter);
  field.addEventListener("input", show);
  show();
}
