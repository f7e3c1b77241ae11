// Forms: sent once, never while pinyin is being composed, and what was typed survives an expired session.

// By reader, since a desk has one browser and several people.
const reader = document.body.dataset.reader;
// What is kept of a step belongs to its order, wherever it is shown; of another form to its page.
const store = form => `kept:${reader}:${form.dataset.keep.includes(':') ? '' : location.pathname}:${form.dataset.keep}`;
if (reader) {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith('kept:') && !key.startsWith(`kept:${reader}:`)) sessionStorage.removeItem(key);
}

// What was kept for a form that was carried out is done with.
const done = document.querySelector('.said')?.dataset;
if (done) sessionStorage.removeItem(`kept:${reader}:${done.step === 'file' ? '/orders/new:filing' : `:${done.number}:${done.step}`}`);
if (document.querySelector('.told')) {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(`kept:${reader}:/`)) sessionStorage.removeItem(key);
}

for (const form of document.querySelectorAll('form[data-keep]')) {
  const kept = JSON.parse(sessionStorage.getItem(store(form)) ?? '{}');
  for (const field of form.querySelectorAll('input:not([type=hidden]), textarea, select')) {
    const value = kept[field.name];
    if (value === undefined) continue;
    if (field.type === 'radio') field.checked = field.value === value;
    else if (!field.value) field.value = value;
    // A step that is folded says that something was typed there.
    if (field.tagName === 'TEXTAREA' && field.value) form.parentElement.querySelector('summary')?.setAttribute('data-draft', '');
  }
  form.addEventListener('input', () => {
    const typed = {};
    for (const field of form.querySelectorAll('input:not([type=hidden]), textarea, select')) {
      if (field.type !== 'radio' || field.checked) typed[field.name] = field.value;
    }
    sessionStorage.setItem(store(form), JSON.stringify(typed));
  });
}

// What is picked stands in its field, where it can be put right.
document.addEventListener('change', event => {
  const field = event.target.dataset.fills && event.target.form.elements[event.target.dataset.fills];
  if (!field) return;
  field.value = event.target.value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
});

document.addEventListener('submit', event => {
  const form = event.target;
  if (form.method !== 'post') return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = 'yes';
  for (const button of form.querySelectorAll('button')) button.setAttribute('aria-busy', 'true');
});
// A page that comes back from the browser's memory can be sent again.
window.addEventListener('pageshow', () => document.querySelectorAll('form[data-sent]').forEach(form => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll('button')) button.removeAttribute('aria-busy');
}));

document.addEventListener('keydown', event => {
  if (event.key === 'Enter' && event.isComposing) event.preventDefault();
});

// A secret that is shown once is copied with one click; without scripts its field is there to select.
for (const button of document.querySelectorAll('[data-copy]')) {
  const field = button.parentElement.querySelector('[data-copied]');
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.done;
  });
}

// The place of a registered merchant need not be typed.
document.querySelector('[data-merchant]')?.addEventListener('change', event => {
  const known = [...document.querySelectorAll('#merchants option')].find(option => option.value === event.target.value);
  const place = document.querySelector('[data-place]');
  if (known && place && !place.value) place.value = known.dataset.address ?? '';
});
