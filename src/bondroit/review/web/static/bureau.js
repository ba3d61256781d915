"use strict";
// Comforts only: every page works without this file.
(() => {
  const dialog = document.getElementById("aide");
  const store = {
    get: () => { try { return localStorage.getItem("raccourcis") !== "non"; } catch { return true; } },
    set: (on) => { try { localStorage.setItem("raccourcis", on ? "oui" : "non"); } catch { /* private window */ } },
  };
  let keys = store.get();
  for (const box of document.querySelectorAll("[data-keys]")) {
    box.checked = keys;
    box.addEventListener("change", () => { keys = box.checked; store.set(keys); });
  }

  // What was done, or not, is read first.
  const message = document.querySelector("[role=alert][tabindex], [role=status][tabindex]");
  if (message) message.focus({ preventScroll: Boolean(location.hash) });

  // One click sends a form once.
  for (const form of document.querySelectorAll("form[method=post]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      setTimeout(() => { delete form.dataset.sent; }, 3000);
    });
  }
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  const press = (selector) => {
    const form = document.querySelector(selector);
    if (form) form.requestSubmit(form.querySelector("button"));
  };
  const go = (id) => {
    const place = document.getElementById(id);
    if (!place) return;
    place.scrollIntoView();
    const first = place.querySelector("input:not([type=hidden]), select, textarea, button, a, summary");
    if (first) first.focus({ preventScroll: true });
  };
  const move = (step) => {
    const rows = [...document.querySelectorAll("[data-row]")];
    if (!rows.length) return;
    const at = rows.indexOf(document.activeElement);
    rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)].focus();
  };

  let leading = false;
  const after = { d: "/dossiers", e: "/echeances", r: "/rapprochements" };
  const single = {
    "?": () => dialog && !dialog.open && dialog.showModal(),
    "/": () => document.getElementById("chercher")?.focus(),
    g: () => { leading = true; setTimeout(() => { leading = false; }, 1500); },
    j: () => move(1),
    k: () => move(-1),
    n: () => press("form[data-next]"),
    p: () => press("form[data-claim]"),
    v: () => go("conclusion"),
    i: () => go("identite"),
    1: () => document.querySelector("[data-answer='1']")?.click(),
    2: () => document.querySelector("[data-answer='2']")?.click(),
    3: () => document.querySelector("[data-answer='3']")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    if (!keys || event.ctrlKey || event.altKey || event.metaKey || dialog?.open) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    if (leading && after[event.key]) { location.assign(after[event.key]); return; }
    leading = false;
    const act = single[event.key];
    if (act) { event.preventDefault(); act(); }
  });
})();
