// The frame: band, head, tabs; which page this role has; what ticks.
const pages = {coordinator: coordinatorPage, player: playerPage, observer: observerPage, projector: projectorPage};
let shown = null;      // the page that stands there, and in which language
let waiting = false;   // a redrawing is on its way
let tab = '';

function clockState() {
  const clock = part('clock') || {state: 'not-started', rate: 1000};
  const words = {'not-started': t('notStarted'), running: t('running'), paused: t('paused'), stopped: t('stopped')};
  return [chip(words[clock.state] || clock.state, 'state ' + clock.state),
    clock.rate !== 1000 && clock.state !== 'not-started' ? chip(rateText(clock.rate), 'rate') : null].filter(Boolean);
}
function showBand() {
  const band = document.getElementById('band');
  const clock = part('clock') || {};
  const drill = board().kind === 'drill' || board().exercise;
  band.className = clock.real ? 'real' : drill ? 'exercise' : board().kind ? 'case' : '';
  const text = clock.real ? t('turnedReal') : drill ? '演练 EXERCISE' : board().kind ? t('caseView') : '';
  band.replaceChildren(h('b', {text}), h('span', {text: drill && !clock.real ? t('exerciseSlogan') : clock.real ? clock.why || '' : ''}));
}
function showHead() {
  const head = document.getElementById('head');
  const person = h('input', {id: 'person', type: 'text', maxLength: 80, placeholder: t('yourName'), 'aria-label': t('yourName'), value: personName(), autocomplete: 'name'});
  person.addEventListener('change', () => localStorage.setItem(nameKey, person.value.trim()));
  const projects = viewerKind() === 'projector';
  keep(head, [
    {key: 'title', look: board().title, make: () => h('h1', {text: say(board().title) || 'Firsthour'})},
    ...(board().kind === 'drill' && !projects ? [
      {key: 'clock', look: '', make: () => h('div', {className: 'clock', data: {clock: ''}, title: t('drillTime')})},
      {key: 'state', look: [part('clock')], make: () => h('span', {className: 'states'}, ...clockState())}] : []),
    {key: 'role', look: [ROLE, board().roles], make: () => chip(roleName(ROLE), 'role')},
    ...(board().kind === 'drill' && !projects ? [{key: 'person', look: '', make: () => person}] : []),
    {key: 'link', look: link, make: () => h('span', {className: 'link ' + link, title: t(link === 'online' ? 'online' : 'offline'), text: link === 'online' ? '●' : '○'})},
    {key: 'language', look: language, make: () => h('button', {className: 'quiet', text: language === 'zh' ? 'English' : '中文', lang: language === 'zh' ? 'en' : 'zh-CN',
      onclick: () => speak(language === 'zh' ? 'en' : 'zh')})},
  ]);
}
function showTabs(page) {
  keep(document.getElementById('tabs'), page.tabs.map((name) => ({key: name, look: [name, tab], make: () => h('button', {
    text: t(name), 'aria-current': name === tab ? 'page' : null, onclick: () => { tab = name; changed(); },
  })})));
  document.body.dataset.tab = tab;
  for (const one of document.querySelectorAll('[data-panel]')) one.classList.toggle('chosen', one.dataset.panel === tab);
}

function draw() {
  waiting = false;
  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  showBand();
  const main = document.getElementById('main');
  if (link === 'needed' || link === 'wrong' || !board().kind) {
    shown = null;
    document.getElementById('tabs').replaceChildren();
    document.getElementById('tabs').kept = null;
    const text = link === 'needed' ? t('linkNeeded') : link === 'wrong' ? t('linkWrong') : t(link === 'offline' ? 'offline' : 'connecting');
    main.replaceChildren(h('p', {className: 'alone', text}));
    return;
  }
  document.title = (board().exercise ? '[演练 EXERCISE] ' : '') + (say(board().title) || 'Firsthour');
  const page = board().kind === 'case' ? casePage : pages[viewerKind()] || playerPage;
  document.body.className = (board().kind === 'case' ? 'case' : viewerKind()) + (link === 'online' ? '' : ' offline');
  if (!page.tabs.includes(tab)) tab = page.tabs[0] || '';
  const look = language + document.body.className.split(' ')[0];
  if (shown !== look) main.replaceChildren(page.make());
  shown = look;
  showHead();
  page.show();
  showTabs(page);
  tick();
}
function changed() {
  if (waiting) return;
  waiting = true;
  setTimeout(draw, 15);  // many changes at once are drawn once
}
function speak(which) {
  language = which;
  localStorage.setItem('board.lang', which);
  changed();
}

function dueText(left) {
  return left < 0 ? t('lateBy') + ' ' + timeText(-left) : t('left') + ' ' + timeText(left + 999);
}
function tick() {
  const clock = part('clock');
  const now = drillNow(clock);
  for (const one of document.querySelectorAll('[data-clock]')) {
    const text = timeText(now);
    if (one.textContent !== text) one.textContent = text;
  }
  for (const [attribute, reading] of [['due', now], ['dueWall', serverNow()]]) {
    for (const one of document.querySelectorAll(attribute === 'due' ? '[data-due]' : '[data-due-wall]')) {
      const left = Number(one.dataset[attribute]) - reading;
      const text = dueText(left);
      if (one.textContent !== text) one.textContent = text;
      one.classList.toggle('late', left < 0);
    }
  }
  for (const one of document.querySelectorAll('[data-late]')) one.classList.toggle('late', now > Number(one.dataset.late));
  for (const one of document.querySelectorAll('[data-late-wall]')) one.classList.toggle('late', serverNow() > Number(one.dataset.lateWall));
}
setInterval(tick, 200);

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest('input,textarea,select,dialog')) return;
  const page = pages[viewerKind()];
  if (board().kind === 'drill' && page && page.key) page.key(event.key.toLowerCase());
});
language = localStorage.getItem('board.lang') || (navigator.language.startsWith('zh') ? 'zh' : 'en');
draw();
enter();
