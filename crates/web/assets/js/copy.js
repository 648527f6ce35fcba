// <button data-copy="#input" data-text-copied="Copied" hidden> copies what the field holds and says so.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  const word = button.querySelector("[data-copy-word]") ?? button;
  const before = word.textContent;
  word.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    const field = document.querySelector(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(field.value ?? field.textContent);
    } catch {
      return field.select?.();
    }
    word.textContent = button.dataset.textCopied;
    setTimeout(() => (word.textContent = before), 2000);
  });
}
