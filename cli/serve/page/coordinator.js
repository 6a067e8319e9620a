// Driving the drill.
function controls() {
  const clock = part('clock') || {};
  const go = (what, more) => () => command(what, more);
  if (clock.over) return [h('p', {className: 'big', text: clock.real ? t('turnedReal') : t('stopped')})];
  const main = clock.state === 'not-started' ? button(t('start'), go('start'), {className: 'primary large'})
    : clock.state === 'running' ? button(t('pause'), go('pause'), {className: 'primary large', id: 'pause', title: 'P'})
      : button(t('resume'), go('resume'), {className: 'primary large', id: 'resume', title: 'P'});
  const rate = h('select', {'aria-label': t('rate'), disabled: clock.state === 'not-started'},
    ...[500, 1000, 2000, 5000, 10000, 30000, 60000].map((one) => h('option', {value: one, text: rateText(one), selected: one === clock.rate})));
  if (![...rate.options].some((one) => Number(one.value) === clock.rate))
    rate.prepend(h('option', {value: clock.rate, text: rateText(clock.rate), selected: true}));
  rate.addEventListener('change', () => command('rate', {rate: Number(rate.value)}));
  const jump = draft('jump', h('input', {type: 'text', inputMode: 'numeric', placeholder: '00:30:00', 'aria-label': t('jumpTo'), className: 'short'}));
  const idle = clock.state === 'not-started';
  return [
    h('div', {className: 'row'}, main, button(t('step'), go('step'), {id: 'step', title: 'N', disabled: idle}), field(t('rate'), rate)),
    h('div', {className: 'row'}, field(t('jumpTo'), jump), button(t('jump'), async () => {
      const to = timeFrom(jump.value);
      if (to === null) return toast(t('badTime'), true);
      if (await command('jump', {to})) { forget('jump'); jump.value = ''; }
    }, {disabled: idle})),
    h('div', {className: 'row danger-zone'},
      button(t('stopWord') + (board().stop_word ? '「' + board().stop_word + '」' : ''), async () => {
        const why = await ask(t('stopWordAsk'), {label: t('why'), danger: true});
        if (why !== null) await command('stop-word', {why});
      }, {className: 'danger'}),
      button(t('turnReal'), async () => {
        const why = await ask(t('turnRealAsk'), {label: t('why'), danger: true});
        if (why !== null) await command('turn-real', {why});
      }, {className: 'danger outline'}),
      button(t('endDrill'), async () => { if (await ask(t('endAsk')) !== null) await command('end'); }, {disabled: idle})),
    h('p', {className: 'small', text: t('keys')})];
}

function scriptRow(one) {
  const drives = viewerKind() === 'coordinator';
  const over = (part('clock') || {}).over;
  const state = one.answered !== undefined ? chip(t('answered') + ' ' + timeText(one.answered), 'good')
    : one.delivered !== undefined ? (one.due !== undefined ? dueChip(one.due) : chip(t('delivered'), 'good')) : null;
  return h('article', {className: 'card script' + (one.delivered !== undefined ? ' delivered' : ''),
    data: one.delivered !== undefined && one.due !== undefined && one.answered === undefined ? {late: one.due} : {at: one.at}},
  h('header', {}, h('b', {className: 'number', text: one.n}), h('time', {text: timeText(one.delivered !== undefined ? one.delivered : one.at)}),
    chip(injectKind(one), 'kind'),
    h('span', {className: 'from', text: (roleName(one.from) || '—') + ' → ' + one.to.map(roleName).join(language === 'zh' ? '、' : ', ')}),
    state,
    drives && one.delivered === undefined && !over
      ? button(t('deliverNow'), () => command('deliver', {inject: one.id}), {className: 'quiet'}) : null),
  h('p', {className: 'text', text: say(one.text)}),
  say(one.expected) ? h('p', {className: 'small', text: t('expected') + '：' + say(one.expected)}) : null,
  one.remark ? h('p', {className: 'small', text: t('remark') + '：' + one.remark}) : null, ...answersOf(one));
}
function showScript(box) {
  const all = partsOf('script/').sort((a, b) => a.n - b.n);
  const over = (part('clock') || {}).over;
  keep(box, all.map((one) => ({key: one.name, look: [one, over], make: () => scriptRow(one)})), t('nothing'));
}

const coordinatorPage = {
  tabs: ['control', 'script', 'steps', 'score', 'log'],
  make() {
    this.controls = h('div', {className: 'controls'});
    this.stages = h('ol', {className: 'stages'});
    this.waiting = h('ul', {className: 'lines'});
    this.script = h('div', {className: 'list'});
    this.steps = h('div', {className: 'list'});
    this.scores = h('div', {className: 'list'});
    this.expected = h('ul', {className: 'lines'});
    this.log = h('ul', {className: 'lines'});
    this.crew = h('ul', {className: 'lines'});
    this.better = h('ul', {className: 'lines'});
    this.warning = h('p', {className: 'small warn'});
    return h('div', {className: 'grid coordinator'},
      panel('control', t('control'), this.controls, this.stages, h('h3', {text: t('waitingFor')}), this.waiting,
        h('h3', {text: t('participants')}), this.crew, this.warning),
      panel('script', t('script'), this.script),
      h('div', {className: 'stack'}, panel('steps', t('steps'), this.steps), panel('log', t('log'), this.log)),
      panel('score', t('score'), h('h3', {text: t('expectations')}), this.expected, h('h3', {text: t('judge')}), this.scores,
        h('h3', {text: t('improvements')}), improvementForm(), this.better));
  },
  show() {
    keep(this.controls, [{key: 'all', look: [part('clock'), board().stop_word], make: () => h('div', {}, ...controls())}]);
    showStages(this.stages); showWaiting(this.waiting); showScript(this.script); showSteps(this.steps);
    showScores(this.scores); showExpectations(this.expected); showImprovements(this.better);
    showLog(this.log, 200);
    keep(this.crew, Object.entries(board().roles || {}).map(([id, role]) => ({key: id, look: role, make: () => h('li', {},
      h('b', {text: say(role.name)}), h('span', {className: 'who', text: role.person || ''}))})));
    const wrong = (part('warning/tokens') || {}).count;
    const left = partsOf('warning/left/').map((one) => t('leftOver') + '：' + one.artefact + '（' + one.why + '）');
    this.warning.textContent = [...(wrong ? [t('wrongTokens') + '：' + wrong] : []), ...left].join('；');
  },
  key(letter) {
    if (letter === 'p') (document.getElementById('pause') || document.getElementById('resume'))?.click();
    if (letter === 'n') document.getElementById('step')?.click();
  },
};

// For all to see: nothing here gives away what only some were told.
const projectorPage = {
  tabs: [],
  make() {
    this.clock = h('div', {className: 'huge', data: {clock: ''}});
    this.state = h('div', {className: 'state'});
    this.stages = h('ol', {className: 'stages'});
    this.waiting = h('ul', {className: 'lines'});
    this.log = h('ul', {className: 'lines'});
    return h('div', {className: 'grid projector'},
      h('section', {className: 'panel clock'}, this.clock, this.state, this.stages),
      panel('waiting', t('waitingFor'), this.waiting), panel('log', t('log'), this.log));
  },
  show() { showStages(this.stages); showWaiting(this.waiting); showLog(this.log, 12); this.state.replaceChildren(...clockState()); },
};
