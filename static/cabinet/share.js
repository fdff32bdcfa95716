// Hands the invitation to whatever the phone sends with; where it has nothing of the kind, copies it.
"use strict";

const button = document.getElementById("share");
const said = document.getElementById("shared");

if (button && (navigator.share || navigator.clipboard)) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) {
        await navigator.share({ text: button.dataset.text });
      } else {
        await navigator.clipboard.writeText(button.dataset.text);
        said.textContent = button.dataset.done;
      }
    } catch {
      // the person changed their mind
    }
  });
}
