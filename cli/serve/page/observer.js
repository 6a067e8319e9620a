// Observing and judging: the record sheet of the stages (A.8), the nine items (A.9), what is judged of the
// expectations, and what the script plans.
const stageCalled = (id) => (board().stages || []).find((one) => one.id === id) || {};
const tickWords = (stage, key) => say(((stageCalled(stage).ticks || []).find((one) => one.key === key) || {}).words) || key;

function observationForm() {
  const stages = board().stages || [];
  const stage = h('select', {'aria-label': t('stage')}, ...stages.map((one) => h('option', {value: one.id, text: say(one.name)})));
  stage.value = (part('stage') || {}).id || (stages[0] || {}).id || '';
  const ticks = h('div', {className: 'ticks'});
  const showTicks = () => ticks.replaceChildren(...(stageCalled(stage.value).ticks || []).map((one) => h('label', {},
    h('input', {type: 'checkbox', value: one.key}), h('span', {text: say(one.words)}))));
  stage.addEventListener('change', showTicks);
  showTicks();
  const area = (key) => draft('observe/' + key, h('textarea', {rows: 2, maxLength: 8000}));
  const performance = area('performance'), surprise = area('surprise'), note = area('note');
  const means = h('div', {className: 'ticks across'}, ...['text', 'photo', 'video', 'other'].map((one) => h('label', {},
    h('input', {type: 'checkbox', value: one, checked: one === 'text'}), h('span', {text: t(one)}))));
  const checked = (box) => [...box.querySelectorAll('input:checked')].map((one) => one.value);
  const form = h('div', {className: 'form'},
    field(t('stage'), stage), h('div', {className: 'field'}, h('span', {text: t('ticks')}), ticks),
    field(t('performance'), performance), field(t('surprise'), surprise), field(t('note'), note),
    h('div', {className: 'field'}, h('span', {text: t('means')}), means),
    h('div', {className: 'row end'}, button(t('save'), async () => {
      const done = await command('observe', {stage: stage.value, ticks: checked(ticks), means: checked(means),
        performance: performance.value.trim(), surprise: surprise.value.trim(), text: note.value.trim()});
      if (!done) return;
      for (const [key, box] of [['performance', performance], ['surprise', surprise], ['note', note]]) {
        forget('observe/' + key);
        box.value = '';
      }
      showTicks();
      toast(t('sent'));
    }, {className: 'primary'})));
  return form;
}
function showObservations(box) {
  const all = partsOf('observation/').sort((a, b) => b.seq - a.seq);
  keep(box, all.map((one) => ({key: one.name, look: one, make: () => h('li', {className: 'log'},
    h('time', {text: timeText(one.at)}),
    h('span', {className: 'what', text: [say(stageCalled(one.stage).name) || one.stage, ...(one.ticks || []).map((tick) => '☑ ' + tickWords(one.stage, tick)),
      one.performance, one.surprise, one.text].filter(Boolean).join(language === 'zh' ? '；' : '; ')}),
    h('span', {className: 'who', text: one.who || ''}))})), t('nothing'));
}

// A row to be judged with 1, 3 or 5; the nearest of P, S, M, U goes with it.
const GRADES = {5: 'P', 3: 'S', 1: 'M'};
function judgeRow(subject, title, question) {
  const by = (part('score/' + subject) || {}).by || {};
  const own = by[personName()] || {};
  const key = 'advice/' + subject;
  const advice = draft(key, h('input', {type: 'text', maxLength: 2000, placeholder: t('advice'), 'aria-label': t('advice'), value: own.text || ''}));
  const judge = async (score, grade) => {
    if (await command('judge', {subject, score, grade, advice: advice.value.trim()})) forget(key);
  };
  const marks = [[5, 'good'], [3, 'fair'], [1, 'poor']].map(([points, word]) => button(points + ' ' + t(word),
    () => judge(points, GRADES[points]),
    {className: 'mark-' + word + (own.score === points ? ' chosen' : ''), 'aria-pressed': String(own.score === points)}));
  const grade = h('select', {'aria-label': 'HSEEP', title: 'HSEEP P/S/M/U'}, ...['', 'P', 'S', 'M', 'U'].map((one) => h('option', {value: one, text: one || 'HSEEP'})));
  grade.value = own.grade || '';
  grade.addEventListener('change', () => grade.value && judge(own.score || 0, grade.value));
  const others = Object.entries(by).map(([who, one]) => who + ' ' + [one.score, one.grade].filter(Boolean).join(' '));
  return h('div', {className: 'judge'}, h('b', {text: title}), question ? h('p', {className: 'small', text: question}) : null,
    h('div', {className: 'row'}, ...marks, grade), advice, others.length ? h('span', {className: 'who', text: others.join(' · ')}) : null);
}
function showScores(box) {
  const items = (board().evaluation || []).map((one) => ({
    key: one.subject, look: [part('score/' + one.subject), one, personName()],
    make: () => judgeRow(one.subject, [one.n, say(one.name)].filter(Boolean).join('  '), say(one.question)),
  }));
  const judged = partsOf('expect/').filter((one) => one.kind === 'judged').map((one) => ({
    key: one.name, look: [part('score/' + one.id), one.text, personName()], make: () => judgeRow(one.id, say(one.text)),
  }));
  keep(box, [...judged, ...items]);
}
function improvementForm() {
  const line = (key, label, type = 'text') => draft('improve/' + key, h('input', {type, maxLength: 240, 'aria-label': label}));
  const text = draft('improve/text', h('textarea', {rows: 2, maxLength: 2000}));
  const owner = line('owner', t('owner2')), due = line('due', t('due'), 'date'), plan = line('plan', t('plan'));
  return h('div', {className: 'form'}, field(t('improvement'), text),
    h('div', {className: 'row'}, field(t('owner2'), owner), field(t('due'), due), field(t('plan'), plan)),
    h('div', {className: 'row end'}, button(t('save'), async () => {
      const done = await command('improve', {text: text.value.trim(), owner: owner.value.trim(), due: due.value, plan: plan.value.trim()});
      if (!done) return;
      for (const [key, box] of [['text', text], ['owner', owner], ['due', due], ['plan', plan]]) { forget('improve/' + key); box.value = ''; }
      toast(t('sent'));
    }, {className: 'primary'})));
}
function showImprovements(box) {
  keep(box, partsOf('improvement/').map((one) => ({key: one.name, look: one, make: () => h('li', {},
    h('span', {className: 'what', text: one.text}), h('span', {className: 'who', text: [one.owner, one.due, one.plan].filter(Boolean).join(' · ')}))})), t('nothing'));
}
const STANDINGS = {open: ['open', ''], met: ['met', 'good'], late: ['metLate', 'warn'], missed: ['expectMissed', 'bad']};
function showExpectations(box) {
  keep(box, partsOf('expect/').map((one) => ({key: one.name, look: one, make: () => {
    const [word, style] = STANDINGS[one.standing] || STANDINGS.open;
    return h('li', {className: 'expectation'},
      h('span', {className: 'what', text: say(one.text)}),
      one.role ? chip(roleName(one.role)) : null,
      one.standing === 'open' && one.due !== undefined ? dueChip(one.due) : null,
      one.at !== undefined ? h('time', {text: timeText(one.at)}) : null,
      chip(t(word), style), h('span', {className: 'points', text: one.earned + ' / ' + one.points}));
  }})), t('nothing'));
}

const observerPage = {
  tabs: ['observations', 'score', 'improvements', 'script', 'log'],
  make() {
    this.list = h('ul', {className: 'lines'});
    this.scores = h('div', {className: 'list'});
    this.expected = h('ul', {className: 'lines'});
    this.better = h('ul', {className: 'lines'});
    this.script = h('div', {className: 'list'});
    this.log = h('ul', {className: 'lines'});
    return h('div', {className: 'grid observer'},
      panel('observations', t('observations'), observationForm(), this.list),
      panel('score', t('score'), h('h3', {text: t('expectations')}), this.expected, h('h3', {text: t('judge')}), this.scores),
      panel('improvements', t('improvements'), improvementForm(), this.better),
      panel('script', t('script'), this.script), panel('log', t('log'), this.log));
  },
  show() {
    showObservations(this.list); showScores(this.scores); showExpectations(this.expected);
    showImprovements(this.better); showScript(this.script); showLog(this.log, 100);
  },
};
