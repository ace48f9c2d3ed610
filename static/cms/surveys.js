// Forms of surveys: how long a text is while it is typed. Without script the limit stands below.
const SHOWN_FROM = 0.8;

for (const form of document.querySelectorAll("[data-counted]")) {
  for (const field of form.querySelectorAll("[data-count]")) counted(field);
}

function counted(field) {
  const most = Number(field.dataset.count);
  const help = document.getElementById(`${field.id}-helptext`)?.querySelector(".help");
  const said = document.createElement("span");
  said.className = "survey-count";
  if (help) help.append(said);
  else field.after(said);
  const tell = () => {
    // As the portal counts: characters, not bytes. A short line says it only when it gets long.
    const length = [...field.value].length;
    said.hidden = !help && length < most * SHOWN_FROM;
    said.textContent = `${length} / ${most}`;
    said.classList.toggle("survey-count--over", length > most);
  };
  field.addEventListener("input", tell);
  tell();
}
