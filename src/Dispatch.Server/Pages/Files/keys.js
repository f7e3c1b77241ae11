// Keys for those who work through a list: J and K move, Enter opens, / searches, and a letter unfolds a step.
// Switched off for a person by "keys" in the browser's storage being "off".

const steps = { a: 'accept', x: 'refuse', m: 'merge', p: 'assign', o: 'offer', c: 'claim', f: 'resolve', r: 'return', e: 'extend', z: 'recall' };
const isTyping = target => target.matches('input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]');

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  if (localStorage.getItem('keys') === 'off') return;
  const key = event.key.toLowerCase();

  if (key === 'j' || key === 'k') move(key === 'j' ? 1 : -1);
  else if (key === '/') document.querySelector('[data-key="/"]')?.focus();
  else if (/^[1-9]$/.test(key) && pick(Number(key))) { /* a candidate or a reason was picked */ }
  else if (key === 's' && support()) { /* the candidate supports */ }
  else if (steps[key] && unfold(steps[key])) { /* a step was unfolded */ }
  else return;
  event.preventDefault();
});

function move(by) {
  const rows = [...document.querySelectorAll('[data-row] [data-open]')];
  if (rows.length === 0) return;
  const at = rows.findIndex(row => row === document.activeElement);
  const selected = rows.findIndex(row => row.getAttribute('aria-current') === 'true');
  const next = rows[Math.min(rows.length - 1, Math.max(0, (at >= 0 ? at : selected) + by))];
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
}

/** Unfolds a step; one that needs no more than its button gets the focus there, so that Enter takes it. */
function unfold(step) {
  const summary = document.querySelector(`summary[data-step="${step}"]`);
  if (!summary) return false;
  summary.parentElement.open = true;
  const first = summary.parentElement.querySelector('[data-pick] input')
    ?? summary.parentElement.querySelector('textarea, input:not([type=hidden]):not([type=radio]), select[required]');
  (first ?? summary.parentElement.querySelector('form > button')).focus();
  return true;
}

function pick(number) {
  const offered = document.querySelectorAll('details[open] [data-candidate] input[name=lead], details[open] [data-pick] input');
  const picked = offered[number - 1];
  if (!picked) return false;
  picked.focus();
  picked.click();
  return true;
}

function support() {
  const row = document.activeElement?.closest('[data-candidate]');
  const box = row?.querySelector('input[name=support]');
  if (!box) return false;
  box.checked = !box.checked;
  return true;
}
