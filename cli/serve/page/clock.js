// Drill time is drawn here from what the server last said of its clock: a reading, the wall time of that
// reading, and the rate. The difference between this machine's clock and the server's is measured with every
// message; the greatest one seen is the one that was least delayed on its way.
let offsets = [];
function learnServerTime(serverMs) {
  offsets.push({at: Date.now(), offset: serverMs - Date.now()});
  if (offsets.length > 20) offsets.shift();
}
const serverNow = () => Date.now() + (offsets.length ? Math.max(...offsets.map((one) => one.offset)) : 0);

function drillNow(clock) {
  if (!clock) return 0;
  if (clock.state !== 'running') return clock.ms;
  return clock.ms + Math.max(0, Math.floor((serverNow() - clock.wall) * clock.rate / 1000));
}
const two = (n) => String(n).padStart(2, '0');
function timeText(ms) {
  const s = Math.floor(Math.max(0, ms) / 1000);
  return two(Math.floor(s / 3600)) + ':' + two(Math.floor(s / 60) % 60) + ':' + two(s % 60);
}
// "1:05:00", "05:00" or "300" as milliseconds.
function timeFrom(text) {
  const parts = text.trim().replaceAll('：', ':').split(':');
  if (parts.length > 3 || parts.some((part) => !/^\d{1,5}$/.test(part))) return null;
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
}
function beijing(ms) {
  const day = new Date(ms + 8 * 3600e3);
  return day.toISOString().slice(0, 19).replace('T', ' ');
}
const rateText = (rate) => '×' + (rate / 1000).toLocaleString('en', {maximumFractionDigits: 3});
