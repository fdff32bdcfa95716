// Counts down to the next code, in words of the page's language.
"use strict";

const button = document.getElementById("again");
const wait = document.getElementById("wait");
const plural = new Intl.PluralRules(document.documentElement.lang);
const until = Date.now() + Number(button.dataset.seconds) * 1000;

function tick() {
  const left = Math.ceil((until - Date.now()) / 1000);
  button.disabled = left > 0;
  if (left <= 0) {
    wait.textContent = "";
    return;
  }
  if (left < 120) wait.textContent = button.dataset[plural.select(left)].replace("{n}", left);
  setTimeout(tick, 1000);
}

tick();
