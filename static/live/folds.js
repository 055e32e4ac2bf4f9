// Folded parts of the findings: what a link leads to opens by itself, and all of them are on paper.

const FOLDS = "details.fold";

function openTarget() {
  const target = document.getElementById(location.hash.slice(1));
  const fold = target?.closest("details") ?? target?.querySelector(FOLDS);
  if (fold) fold.open = true;
}

window.addEventListener("hashchange", openTarget);
openTarget();

let closed = [];
window.addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll(`${FOLDS}:not([open])`)];
  closed.forEach((fold) => { fold.open = true; });
});
window.addEventListener("afterprint", () => {
  closed.forEach((fold) => { fold.open = false; });
});
