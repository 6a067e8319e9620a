// What a role player sees: what was said to him, what he has to do, and the clock.
const injectKind = (one) => pair(INJECT_KINDS[one.kind]) || one.kind;

function answersOf(one) {
  return (one.answers || []).map((answer) => h('blockquote', {},
    h('time', {text: timeText(answer.at)}), h('span', {className: 'what', text: answer.text}),
    h('span', {className: 'who', text: [roleName(answer.role), answer.who].filter(Boolean).join(' · ')})));
}

function messageCard(one) {
  const inject = one.name.slice('message/'.length);
  const key = 'answer/' + inject;
  const open = !one.answered && one.due !== undefined;
  const input = draft(key, h('textarea', {rows: 2, maxLength: 8000, placeholder: t('yourAnswer'), 'aria-label': t('yourAnswer')}));
  const send = button(t('send'), async () => {
    if (!input.value.trim()) return input.focus();
    if (await command('answer', {inject, text: input.value.trim()})) { forget(key); input.value = ''; toast(t('sent')); }
  }, {className: 'primary'});
  input.addEventListener('keydown', (event) => { if (event.key === 'Enter' && event.ctrlKey) send.click(); });
  return h('article', {className: 'card message ' + one.kind + (open ? ' open' : ''), data: open ? {late: one.due} : {}},
    h('header', {}, chip(t('exercise'), 'mark'), chip(injectKind(one), 'kind'), h('time', {text: timeText(one.at)}),
      h('span', {className: 'from', text: t('from') + ' ' + (roleName(one.from) || '—')}),
      one.answered !== undefined ? chip(t('answered'), 'good') : one.due !== undefined ? dueChip(one.due) : null),
    h('p', {className: 'text', text: say(one.text)}), ...answersOf(one),
    viewerKind() === 'player' ? h('div', {className: 'row'}, input, send) : null);
}
function showMessages(box) {
  const all = partsOf('message/').sort((a, b) => b.at - a.at || b.n - a.n);
  const open = (one) => (one.due !== undefined && one.answered === undefined ? 0 : 1);
  all.sort((a, b) => open(a) - open(b));
  keep(box, all.map((one) => ({key: one.name, look: one, make: () => messageCard(one)})), t('noMessages'));
}

function stepActs(one) {
  const act = (what, more) => command(what, {run: one.run, activation: one.activation, ...more});
  const key = one.name;
  const note = draft(key, h('input', {type: 'text', maxLength: 2000, placeholder: t('result'), 'aria-label': t('result')}));
  const end = async (outcome) => { if (await act('finish', {outcome, why: note.value.trim()})) forget(key); };
  const withWhy = async (what, title) => {
    const why = await ask(title, {label: t('why')});
    if (why !== null) await act(what, {why});
  };
  const skip = button(t('skip'), () => withWhy('skip', t('whySkip')), {className: 'quiet'});
  if (one.kind === 'approval') {
    return [button(t('approve'), () => act('approve', {why: ''}), {className: 'primary'}),
      button(t('refuse'), () => withWhy('refuse', t('whyRefuse')))];
  }
  if (one.kind === 'decision') {
    return [...one.options.map((option) => button(say(option.label), async () => {
      const why = await ask(say(option.label), {label: t('why')});
      if (why !== null) await act('decide', {option: option.key, why});
    })), skip];
  }
  if (one.kind === 'rollback') {
    if (one.again) {  // it was begun
      return [note, button(t('done'), () => act('rolled-back', {outcome: 'success', why: note.value.trim()}), {className: 'primary'}),
        button(t('failed'), () => act('rolled-back', {outcome: 'failure', why: note.value.trim()}))];
    }
    return [button(t('rollback'), () => act('rollback'), {className: 'primary'}),
      button(t('leaveIt'), () => withWhy('leave', t('leaveIt')))];
  }
  if (one.kind === 'delay') return [skip];
  return [note, button(t('done'), () => end('success'), {className: 'primary'}),
    button(t('failed'), () => end('failure')), skip];
}
function stepCard(one) {
  return h('article', {className: 'card step ' + one.kind, data: one.by ? {lateWall: one.by} : {}},
    h('header', {}, chip(t('exercise'), 'mark'),
      one.role ? chip(roleName(one.role), 'kind') : null, h('b', {text: say(one.title)}),
      one.by ? h('span', {className: 'chip due', data: {dueWall: one.by}}) : null),
    say(one.text) && say(one.text) !== say(one.title) ? h('p', {className: 'text', text: say(one.text)}) : null,
    one.target ? h('p', {className: 'small', text: one.target}) : null,
    one.kind === 'approval' ? h('p', {className: 'small warn', text: t('changesTarget')}) : null,
    one.again && one.kind !== 'rollback' ? h('p', {className: 'small warn', text: t('again')}) : null,
    viewerKind() === 'player' || viewerKind() === 'coordinator' ? h('div', {className: 'row'}, ...stepActs(one)) : null);
}
function showSteps(box) {
  const all = partsOf('step/').sort((a, b) => a.run.localeCompare(b.run) || a.activation - b.activation);
  keep(box, all.map((one) => ({key: one.name, look: one, make: () => stepCard(one)})), t('noSteps'));
}

const playerPage = {
  tabs: ['messages', 'steps', 'log'],
  make() {
    this.messages = h('div', {className: 'list'});
    this.steps = h('div', {className: 'list'});
    this.log = h('ul', {className: 'lines'});
    return h('div', {className: 'grid player'},
      panel('messages', t('messages'), this.messages), panel('steps', t('steps'), this.steps),
      panel('log', t('log'), this.log));
  },
  show() { showMessages(this.messages); showSteps(this.steps); showLog(this.log, 100); },
};
