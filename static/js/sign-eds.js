// Signs with NCALayer in [data-eds-sign], and looks whether that would work in [data-eds-check].
// Both name the socket in data-url and hold a template[data-say] for each kind of trouble.
import { connect, Trouble } from "./ncalayer.js";

class Box {
  constructor(root) {
    this.root = root;
    this.status = root.querySelector("[role=status]");
    this.trouble = root.querySelector("[data-trouble]");
  }

  // Milliseconds: data-connect-ms, data-sign-ms.
  get limits() {
    const { connectMs = 5000, signMs = 120_000 } = this.root.dataset;
    return { connectMs: Number(connectMs), signMs: Number(signMs) };
  }

  // Words of a template into the status line.
  say(name, version = "") {
    const words = this.root.querySelector(`template[data-say="${name}"]`);
    this.status.replaceChildren(...(words ? [words.content.cloneNode(true)] : []));
    const gap = this.status.querySelector("[data-version]");
    if (gap) gap.textContent = version;
  }

  // Words of a template into the box of trouble, which takes the focus.
  warn(name) {
    const words = this.root.querySelector(`template[data-say="${name}"]`) ?? this.root.querySelector('template[data-say="failed"]');
    this.trouble.querySelector("[data-words]").replaceChildren(words.content.cloneNode(true));
    this.trouble.dataset.kind = name;
    this.trouble.hidden = false;
    this.trouble.focus();
  }

  calm() {
    this.trouble.hidden = true;
    this.say("");
  }
}

// Runs one errand at a time behind a button; Cancel ends it.
function behind(box, button, cancel, errand) {
  let stop = null;
  button.hidden = false;
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    if (stop) return;
    stop = new AbortController();
    button.setAttribute("aria-disabled", "true");
    if (cancel) cancel.hidden = false;
    box.calm();
    try {
      await errand(stop.signal);
    } catch (trouble) {
      box.say("");
      box.warn(trouble instanceof Trouble ? trouble.kind : "failed");
    } finally {
      stop = null;
      button.removeAttribute("aria-disabled");
      if (cancel) cancel.hidden = true;
    }
  });
  cancel?.addEventListener("click", () => stop?.abort());
}

for (const root of document.querySelectorAll("[data-eds-sign]")) {
  const box = new Box(root);
  const form = root.querySelector("form");
  const { data, iin, usages } = JSON.parse(root.querySelector("script[type='application/json']").textContent);
  behind(box, root.querySelector("[data-start]"), root.querySelector("[data-cancel]"), async (signal) => {
    // A tick that the form asks for comes before the key.
    if (!form.reportValidity()) return;
    box.say("connecting");
    const layer = await connect(root.dataset.url, { ...box.limits, signal });
    try {
      box.say("waiting");
      form.elements.signature.value = await layer.sign({ data, iin, usages, language: document.documentElement.lang, ...box.limits });
    } finally {
      layer.close();
    }
    box.say("sending");
    form.submit();
  });
}

for (const root of document.querySelectorAll("[data-eds-check]")) {
  const box = new Box(root);
  behind(box, root.querySelector("[data-start]"), null, async (signal) => {
    box.say("connecting");
    const layer = await connect(root.dataset.url, { ...box.limits, signal });
    layer.close();
    box.say("ready", layer.version);
  });
}
