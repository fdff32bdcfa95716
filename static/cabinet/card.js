// Keeps the QR code fresh. A code lives for a minute; a stale one is worse than none, so it fades without a network.
"use strict";

const EVERY = 40000;
const RETRY = 5000;
const LIFETIME = 60000;
const box = document.getElementById("qr");
const hint = document.getElementById("qr-hint");
const words = hint.textContent;
let fetchedAt = Date.now();
let timer = setTimeout(renew, EVERY);

async function renew() {
  clearTimeout(timer);
  let fresh = false;
  try {
    const answer = await fetch(box.dataset.url, { cache: "no-store" });
    if (answer.redirected) {
      location.reload(); // signed out meanwhile
      return;
    }
    if (answer.ok) {
      box.innerHTML = await answer.text();
      fetchedAt = Date.now();
      fresh = true;
    }
  } catch {
    // no network: tried again below
  }
  show(Date.now() - fetchedAt < LIFETIME);
  if (!document.hidden) timer = setTimeout(renew, fresh ? EVERY : RETRY);
}

function show(isGood) {
  const text = isGood ? words : hint.dataset.offline;
  if (hint.textContent !== text) hint.textContent = text;
  box.classList.toggle("qr--stale", !isGood);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) renew();
});
addEventListener("online", renew);
addEventListener("pageshow", (event) => {
  if (event.persisted) renew();
});
