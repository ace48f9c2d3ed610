// Another picture without sending the form: span[data-captcha] names the address that gives one.
for (const box of document.querySelectorAll("[data-captcha]")) {
  const field = box.parentElement;
  box.querySelector("button").addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      const answer = await fetch(box.dataset.captcha, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      const data = await answer.json();
      box.querySelector("img").src = data.image_url;
      field.querySelector("input[type=hidden]").value = data.key;
      const typed = field.querySelector("input[type=text]");
      typed.value = "";
      typed.focus();
    } catch {
      box.closest("form").requestSubmit(event.target);
    }
  });
}
