// The state as the server sends it, and the way back: commands.
const ROLE = location.pathname.split('/')[2] || '';
const BASE = '/b/' + ROLE + '/';
const parts = new Map();
let version = 0;
let link = 'connecting';  // connecting, online, offline, needed, wrong

const part = (name) => parts.get(name);
const partsOf = (prefix) => [...parts].filter(([name]) => name.startsWith(prefix)).map(([name, value]) => ({name, ...value}));
const board = () => part('board') || {};
const roleName = (id) => {
  const role = (board().roles || {})[id];
  return role ? say(role.name) : id;
};
const viewerKind = () => ((board().roles || {})[ROLE] || {}).kind || 'player';

let lastHeard = 0;
let stream = null;
function take(event) {
  const message = JSON.parse(event.data);
  lastHeard = Date.now();
  learnServerTime(message.now);
  if (link !== 'online') { link = 'online'; changed(); }
  if (!message.parts) return;
  if (event.type === 'whole') parts.clear();
  for (const [name, value] of Object.entries(message.parts.set)) parts.set(name, value);
  for (const name of message.parts.gone) parts.delete(name);
  version = message.version;
  changed();
}
function listen() {
  if (stream) stream.close();
  stream = new EventSource(BASE + 'events');
  for (const name of ['whole', 'change', 'time']) stream.addEventListener(name, take);
  stream.onerror = () => {
    if (link === 'online') { link = 'offline'; changed(); }
    // A browser gives up for good where the answer is no stream (the server's way of saying who it is not for).
    if (stream.readyState === EventSource.CLOSED) setTimeout(whyClosed, 1000);
  };
}
async function whyClosed() {
  try {
    const answer = await fetch(BASE + 'list/none');
    if (answer.status === 401) link = 'needed';
    else if (answer.status === 403) link = 'wrong';
    else return listen();
    changed();
  } catch { setTimeout(whyClosed, 2000); }
}
// A network that vanished without a word: begin anew.
setInterval(() => {
  if (lastHeard && Date.now() - lastHeard > 25000 && (link === 'online' || link === 'offline')) {
    lastHeard = Date.now();
    link = 'offline';
    changed();
    listen();
  }
}, 5000);

async function post(path, body) {
  const answer = await fetch(BASE + path, {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body),
  });
  let said = {};
  try { said = await answer.json(); } catch { /* an answer without words */ }
  return {status: answer.status, said};
}

const nameKey = 'board.name.' + ROLE;
const personName = () => localStorage.getItem(nameKey) || '';

// Sends a command for the state that this page shows. True when it was done.
async function command(what, body = {}) {
  if (!personName()) {
    toast(t('nameNeeded'), true);
    document.getElementById('person')?.focus();
    return false;
  }
  try {
    const {status, said} = await post('do', {do: what, version, who: personName(), ...body});
    if (status === 200) return true;
    toast((status === 409 ? t('stale') : '') + say(said.error), true);
  } catch {
    toast(t('failedToSend'), true);
  }
  return false;
}

async function enter() {
  const token = location.hash.slice(1);
  if (token) {
    history.replaceState(null, '', location.pathname);  // not into the address bar, history or a screenshot
    try {
      const {status} = await post('enter', {token});
      if (status !== 200) { link = 'wrong'; return changed(); }
    } catch { link = 'offline'; }
  }
  listen();
}
