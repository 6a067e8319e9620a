// A case to look at: nothing can be changed here.
function pager(list, box, row) {
  let from = 0, busy = false;
  const more = button(t('more'), () => load());
  const load = async () => {
    if (busy) return;
    busy = true;
    try {
      const answer = await fetch(BASE + 'list/' + list + '?from=' + from);
      const page = await answer.json();
      if (answer.ok) {
        box.append(...page.rows.map(row));
        from = page.next || 0;
        more.hidden = !page.next;
        if (!box.childNodes.length) box.append(h('p', {className: 'empty', text: t('nothing')}));
      }
    } catch { toast(t('failedToSend'), true); } finally { busy = false; }
  };
  load();
  return more;
}
function sizeText(bytes) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  for (; bytes >= 1024 && unit < 4; ++unit) bytes /= 1024;
  return (unit ? bytes.toFixed(1) : bytes) + ' ' + units[unit];
}
const findingRow = (one) => h('article', {className: 'card finding ' + one.severity},
  h('header', {}, chip(pair(SEVERITIES[one.severity]) || one.severity, 'severity'), h('b', {text: say(one.title)}), one.host ? chip(one.host) : null),
  h('p', {className: 'text', text: say(one.why)}),
  h('p', {className: 'small path', text: [one.path, one.item, one.rule, (one.attack || []).join(' ')].filter(Boolean).join(' · ')}));
const itemRow = (one) => h('li', {className: 'log item'},
  h('span', {className: 'id', text: one.id}), h('span', {className: 'what path', text: one.path}),
  h('span', {className: 'who', text: [one.host, one.kind, one.outcome, one.size === null ? '' : sizeText(one.size)].filter(Boolean).join(' · ')}));
const eventRow = (one) => h('li', {className: 'log'},
  h('span', {className: 'id', text: one.seq}), h('time', {text: beijing(one.time)}), h('b', {text: one.type}),
  h('span', {className: 'what', text: one.gist}), h('span', {className: 'who', text: one.actor}));

const casePage = {
  tabs: ['head', 'findings', 'items', 'log'],
  make() {
    this.facts = h('dl', {className: 'facts'});
    this.boxes = {};
    const paged = (name, row, tag) => {
      const box = h(tag, {className: tag === 'ul' ? 'lines' : 'list'});
      return panel(name, t(name), box, pager(name, box, row));
    };
    return h('div', {className: 'grid case'}, panel('head', t('head'), this.facts),
      paged('findings', findingRow, 'div'), paged('items', itemRow, 'ul'), paged('log', eventRow, 'ul'));
  },
  show() {
    const head = part('head') || {};
    const rows = [['name', head.name], ['created', head.created ? beijing(head.created) : ''], ['events', head.events],
      ['items', head.items], ['findings', head.findings], ['objects', head.objects === undefined ? '' : head.objects + ' · ' + sizeText(head.object_bytes)],
      ['state', t(head.sealed ? 'sealed' : 'notSealed')], ['checkpoint', head.checkpoint || t('noHead')]];
    keep(this.facts, rows.map(([key, value]) => ({key, look: value, make: () => h('div', {}, h('dt', {text: t(key)}), h('dd', {className: key, text: value ?? ''}))})));
  },
};
