// The page of evidence: how much of a file has gone out, and digests computed here. Without it both forms work too.

import { offerDigest } from "./digest.js";

function showUpload(form) {
  const progress = form.querySelector("#progress");
  const bar = progress.querySelector("progress");
  form.addEventListener("submit", (event) => {
    const chosen = form.elements.file.files;
    if (!chosen || chosen.length === 0) return;
    event.preventDefault();
    const data = new FormData(form);
    data.append("go", "upload");
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (sent) => {
      if (sent.lengthComputable) bar.value = Math.round((sent.loaded / sent.total) * 100);
    });
    request.addEventListener("load", () => showAnswer(request) || show("refused"));
    request.addEventListener("error", () => show("lost"));
    show("progress");
    request.send(data);
  });

  function show(shown) {
    for (const name of ["progress", "lost", "refused"]) form.querySelector(`#${name}`).hidden = name !== shown;
    form.querySelector("button").disabled = shown === "progress";
  }
}

// After a redirect the page is loaded as usual; a refusal is shown in place, as the server wrote it. False where the
// answer is none of the product's: a proxy in front of it refused the file.
function showAnswer(request) {
  if (request.status === 200) {
    window.location.assign(request.responseURL);
    return true;
  }
  const answer = new DOMParser().parseFromString(request.responseText, "text/html");
  const main = answer.querySelector("main#main");
  if (!main) return false;
  document.title = answer.title;
  document.querySelector("main").replaceWith(document.adoptNode(main));
  begin();
  const errors = document.querySelector("#errors") || document.querySelector("main");
  errors.focus();
  return true;
}

function begin() {
  const upload = document.querySelector("#upload");
  if (upload) showUpload(upload);
  offerDigest(document.querySelector("#digest-box"), document.querySelector("[name=r-digest]"));
}

begin();
