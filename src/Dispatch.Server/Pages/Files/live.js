// Brings the live regions of the page up to date when the server says that something has changed.
// A live region holds no field, so nothing that is being typed is lost and the focus stays where it is.

const numbersOf = page => (page.match(/[A-Z]{2,4}-\d{8}-\d+/g) ?? []);
const stream = document.getElementById('stream');
let source, of, retry = 1000, wait = 1000, running = false, again = false, ended = false;

/** The numbers of the orders that this page shows alone: its own, and those merged into it or that it was merged into. */
function orders() {
  const own = numbersOf(location.pathname);
  if (own.length > 0) document.querySelectorAll('[data-also]').forEach(part => own.push(...numbersOf(part.dataset.also)));
  return own;
}

/** What the server is to tell of: those orders, the reader's own work, or everything. */
function interest() {
  const own = orders();
  return own.length > 0 ? own.join(',') : document.querySelector('[data-live=own]') ? 'own' : '';
}

/** Asks for this page again and takes over its live regions. */
async function refresh() {
  if (running) { again = true; return; }
  running = true;
  const asked = performance.now();
  try {
    const answer = await fetch(location.href, { headers: { 'X-Live': '1' }, credentials: 'same-origin' });
    if (answer.status >= 500 || answer.status === 429) throw new Error(answer.statusText);
    if (answer.redirected && new URL(answer.url).pathname === '/sign-in') {
      end();
      return;
    }
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const region of document.querySelectorAll('[data-live]')) {
      const now = fresh.getElementById(region.id);
      if (now && now.innerHTML !== region.innerHTML) replace(region, now);
    }
    stream.dataset.after = fresh.getElementById('stream')?.dataset.after ?? '';
    if (source && interest() !== of) listen();
    if (source?.readyState === EventSource.OPEN) say(null);
    wait = 1000;
  } catch {
    say(stream.dataset.lost);
    setTimeout(refresh, wait);
    wait = Math.min(wait * 2, 30000);
  } finally {
    // A page asks half of the time at most: a server that has much to do is asked less often.
    setTimeout(() => {
      running = false;
      if (again) { again = false; refresh(); }
    }, performance.now() - asked);
  }
}

/** Swaps a region and gives the focus and what was unfolded back to what took their place. */
function replace(region, now) {
  const focused = region.contains(document.activeElement) ? document.activeElement : null;
  const href = focused?.getAttribute('href');
  const open = [...region.querySelectorAll('details')].map(details => details.open);
  region.innerHTML = now.innerHTML;
  region.querySelectorAll('details').forEach((details, index) => { details.open = open[index] ?? details.open; });
  if (href) region.querySelector(`a[href="${CSS.escape(href)}"]`)?.focus({ preventScroll: true });
}

function say(text) {
  if (!stream) return;
  stream.hidden = !text;
  stream.textContent = text ?? '';
}

/** The session is over: nothing is told any more, and asking again would be in vain. */
function end() {
  ended = true;
  source?.close();
  say(stream?.dataset.ended);
}

function listen() {
  source?.close();
  if (ended) return;
  of = interest();
  // What changed since the page was made, or was last brought up to date, is told at once.
  source = new EventSource(`/live?of=${of}&after=${stream.dataset.after}`);
  source.addEventListener('open', () => {
    say(null);
    retry = 1000;
  });
  source.addEventListener('changed', event => {
    // After the server could not hear for a while all its pages look; not all in the same instant.
    if (event.data === '*') setTimeout(refresh, Math.random() * 500);
    else refresh();
  });
  source.addEventListener('ended', end);
  source.onerror = () => {
    source.close();
    if (ended) return;
    say(stream?.dataset.lost);
    setTimeout(() => { if (!document.hidden) listen(); }, retry);
    retry = Math.min(retry * 2, 30000);
  };
}

// A page without live regions has nothing to listen for.
if (document.querySelector('[data-live]')) {
  listen();
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) source?.close();
    else { listen(); refresh(); }
  });
  // What is left of a limit grows less by itself.
  setInterval(() => { if (!document.hidden) refresh(); }, 60000);
}
