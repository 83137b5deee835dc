// The desk's forms: a question before what cannot be taken back.
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});

// A text to copy: the area beside the button, or by hand where the browser does not allow it.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const area = button.parentElement.querySelector("textarea");
  area.select();
  const said = () => { button.textContent = button.dataset.copied; };
  if (navigator.clipboard) navigator.clipboard.writeText(area.value).then(said, () => {});
  else if (document.execCommand("copy")) said();
});

// A text with a limit says how long it is, and is not sent while it is too long: nothing is cut.
document.addEventListener("input", (event) => {
  const area = event.target;
  const limit = Number(area.dataset && area.dataset.limit);
  if (!limit) return;
  const length = area.value.trim().length;
  const said = area.dataset.limitSaid.replace("{n}", new Intl.NumberFormat(document.documentElement.lang).format(length));
  area.setCustomValidity(length > limit ? said : "");
  const help = area.parentElement.querySelector(".small");
  if (help) help.textContent = said;
});
