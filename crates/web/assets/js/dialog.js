// Opens and closes <dialog data-dialog>, and asks before a form is sent.
//
//   <button data-open-dialog="id">, or a link that leads to the same form on a page of its own
//   <button data-close-dialog>      inside the dialog
//   <form data-confirm="id">        asks first; [data-confirm-yes] in the dialog sends the form
//   data-fill-NAME on that form     is written into [data-fill="NAME"] of the dialog
//
// Without this file such a form is sent at once, so what it does must be undoable or harmless.
let asking = null;

document.addEventListener("click", (event) => {
  const target = event.target.closest?.("[data-open-dialog], [data-close-dialog], [data-confirm-yes]");
  if (!target) return closeAtBackdrop(event);
  if (target.dataset.openDialog) return show(target.dataset.openDialog, event);
  if ("confirmYes" in target.dataset) return sendConfirmed(target);
  target.closest("dialog").close();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const dialog = document.getElementById(form.dataset.confirm ?? "");
  if (!dialog || form.dataset.confirmed) return;
  event.preventDefault();
  asking = { form, submitter: event.submitter };
  fill(dialog, form);
  dialog.showModal();
});

function show(id, event) {
  const dialog = document.getElementById(id);
  if (!dialog) return;
  event.preventDefault();
  dialog.showModal();
}

function fill(dialog, form) {
  for (const place of dialog.querySelectorAll("[data-fill]")) {
    place.textContent = form.getAttribute(`data-fill-${place.dataset.fill}`) ?? "";
  }
}

function sendConfirmed(button) {
  button.closest("dialog").close();
  if (!asking) return;
  const { form, submitter } = asking;
  asking = null;
  form.dataset.confirmed = "yes";
  form.requestSubmit(submitter ?? undefined);
}

function closeAtBackdrop(event) {
  const dialog = event.target;
  if (!(dialog instanceof HTMLDialogElement) || !("dialog" in dialog.dataset)) return;
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  if (!inside) dialog.close();
}

// Coming back by the browser's button must ask again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-confirmed]")) delete form.dataset.confirmed;
});
