// Saves the words of a receipt as a text file. The code goes into no address: the file is made in
// the browser. Without script the button stays hidden.
const receipt = document.querySelector("[data-receipt]");
for (const button of document.querySelectorAll("[data-save-text]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const words = receipt.innerText.replace(/\n{2,}/g, "\r\n\r\n");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(["\ufeff", words, "\r\n"], { type: "text/plain" }));
    link.download = button.dataset.saveText;
    link.click();
    URL.revokeObjectURL(link.href);
  });
}
