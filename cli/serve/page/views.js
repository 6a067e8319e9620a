// Building blocks of the page. Texts get in by textContent only.
function h(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'data') Object.assign(node.dataset, value);
    else if (name === 'text') node.textContent = value;
    else if (name in node && name !== 'list') node[name] = value;
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// Shows these entries ({key, look, make}) in the box, in this order: one that looks as before keeps its node,
// and with it what somebody is writing in it.
function keep(box, entries, empty) {
  const before = box.kept || new Map();
  const now = new Map();
  const nodes = entries.map(({key, look, make}) => {
    const text = language + JSON.stringify(look);
    const old = before.get(key);
    const entry = old && old.text === text ? old : {text, node: make()};
    now.set(key, entry);
    return entry.node;
  });
  box.kept = now;
  if (!nodes.length && empty) nodes.push(h('p', {className: 'empty', text: empty}));
  const same = nodes.length === box.childNodes.length && nodes.every((node, i) => node === box.childNodes[i]);
  if (same) return;
  const focus = document.activeElement && document.activeElement.dataset.draft;
  box.replaceChildren(...nodes);
  if (focus) box.querySelector('[data-draft="' + CSS.escape(focus) + '"]')?.focus();
}

// What is being written survives a change of what stands around it.
const drafts = new Map();
function draft(key, element) {
  element.dataset.draft = key;
  element.value = drafts.get(key) || element.value || '';
  element.addEventListener('input', () => drafts.set(key, element.value));
  return element;
}
const forget = (key) => drafts.delete(key);

function toast(text, bad = false) {
  const box = document.getElementById('toasts');
  const one = h('div', {className: bad ? 'toast bad' : 'toast', text});
  box.append(one);
  setTimeout(() => one.remove(), bad ? 9000 : 3000);
}

// Asks whether, and with a label for one line of text; null when it was not given.
function ask(title, {label, danger} = {}) {
  const dialog = document.getElementById('dialog');
  return new Promise((resolve) => {
    const input = label ? h('input', {type: 'text', maxLength: 2000}) : null;
    const finish = (text) => { dialog.close(); resolve(text); };
    const confirm = () => {
      if (!input) return finish('');
      if (input.value.trim()) finish(input.value.trim()); else input.focus();
    };
    if (input) input.addEventListener('keydown', (event) => { if (event.key === 'Enter') confirm(); });
    const yes = h('button', {text: t('ok'), className: danger ? 'danger' : 'primary', onclick: confirm});
    dialog.replaceChildren(
      h('h2', {text: title}), input ? field(label, input) : '',
      h('div', {className: 'row end'}, h('button', {text: t('cancel'), onclick: () => finish(null)}), yes));
    dialog.oncancel = (event) => { event.preventDefault(); finish(null); };
    dialog.showModal();
    (input || yes).focus();
  });
}

const button = (text, act, more = {}) => h('button', {
  text, ...more,
  onclick: async (event) => {
    const own = event.currentTarget;
    own.disabled = true;
    try { await act(); } finally { own.disabled = false; }
  },
});
const chip = (text, className = '') => h('span', {className: 'chip ' + className, text});
const field = (label, input) => h('label', {className: 'field'}, h('span', {text: label}), input);
function panel(name, title, ...children) {
  return h('section', {className: 'panel', data: {panel: name}}, h('h2', {text: title}), ...children);
}
// A time that is still to come or was missed; tick() writes it.
const dueChip = (due) => h('span', {className: 'chip due', data: {due}});

function logLine(entry) {
  return h('li', {className: 'log ' + (entry.kind || '')},
    h('time', {text: timeText(entry.at)}),
    h('span', {className: 'what', text: say(entry.text)}),
    entry.who ? h('span', {className: 'who', text: entry.who}) : null);
}
function showLog(box, most) {
  const lines = partsOf('log/').sort((a, b) => b.seq - a.seq).slice(0, most);
  keep(box, lines.map((one) => ({key: one.name, look: one, make: () => logLine(one)})), t('nothing'));
}
// Who owes an answer, those who are late first.
function showWaiting(box) {
  const waiting = partsOf('wait/').sort((a, b) => a.due - b.due);
  keep(box, waiting.map((one) => ({
    key: one.name, look: one,
    make: () => h('li', {className: 'waiting', data: {late: one.due}},
      h('b', {text: one.roles.map(roleName).join(language === 'zh' ? '、' : ', ')}),
      h('span', {className: 'what', text: '#' + one.n}), dueChip(one.due)),
  })), t('nobodyLate'));
}
function showStages(box) {
  const now = (part('stage') || {}).id;
  const stages = board().stages || [];
  const place = stages.findIndex((one) => one.id === now);
  keep(box, stages.map((one, i) => ({
    key: one.id, look: [one, i, place],
    make: () => h('li', {
      className: i === place ? 'now' : place >= 0 && i < place ? 'past' : '', text: say(one.name),
      'aria-current': i === place ? 'step' : null,
    }),
  })));
}
