// Plays a broadcast on the page once asked to: nothing is loaded from elsewhere before.
// [data-player] holds the address, [data-title] its name; it is hidden without a script.
for (const screen of document.querySelectorAll("[data-player]")) {
  screen.hidden = false;
  const play = (start) => {
    const frame = document.createElement("iframe");
    const address = new URL(screen.dataset.player);
    if (start) address.searchParams.set(address.host.endsWith("rutube.ru") ? "t" : "start", start);
    frame.src = address.href;
    frame.title = screen.dataset.title;
    frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-presentation allow-popups");
    screen.replaceChildren(frame);
    frame.focus();
  };
  screen.querySelector("button").addEventListener("click", () => play(0));
}
