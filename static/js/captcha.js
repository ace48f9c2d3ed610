// Another picture without sending the form: span[data-captcha] names the address that gives one.
for (const box of document.querySelectorAll("[data-captcha]")) {
  const field = box.parentElement;
  box.querySelector("button").addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(box.dataset.captcha, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      const data = await answer.json();
      box.querySelector("img").src = data.image_url;
      const key = field.querySelector("input[type=hidden]");
      // The sound is that of the same key.
      const sound = field.querySelector("[data-captcha-sound]");
      const [audio, link] = [sound?.querySelector("audio"), sound?.querySelector("a")];
      if (audio) audio.src = audio.getAttribute("src").replace(key.value, data.key);
      if (link) link.href = link.getAttribute("href").replace(key.value, data.key);
      key.value = data.key;
      const typed = field.querySelector("input[type=text]");
      typed.value = "";
      typed.focus();
    } catch {
      box.closest("form").requestSubmit(event.target);
    }
  });
}
