/**
 * The live page's only script. It listens to the events of its own server and writes what they say as text, never as markup;
 * its hash stands in the page's policy, so that nothing else can run.
 */
export const liveScript = `
'use strict';
const byId = (id) => document.getElementById(id);
const make = (tag, text, name) => {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (name) element.className = name;
  return element;
};
const draw = (tag, attributes, text) => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
};
const write = (element, text) => { if (element.textContent !== text) element.textContent = text; };
const count = (n, one) => n.toLocaleString('en-US') + ' ' + one + (n === 1 ? '' : 's');
const span = (seconds) => {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return s + ' s';
  const m = Math.floor(s / 60);
  return m < 60 ? m + ' min ' + String(s % 60).padStart(2, '0') + ' s' : Math.floor(m / 60) + ' h ' + String(m % 60).padStart(2, '0') + ' min';
};
const gigabytes = (bytes) => (bytes / 1e9).toFixed(1) + ' GB';

const width = 420, height = 150, left = 54, top_ = 16, right = 46, bottom = 24;
const scale = (low, high, from, to) => (value) => (high > low ? from + ((value - low) / (high - low)) * (to - from) : (from + to) / 2);
const digits = (low, high) => Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(high > low ? high - low : Math.abs(high) || 1))));

// Loss as a line with its axis at the left, development scores as dots with theirs at the right.
function curve(stage) {
  const svg = draw('svg', { viewBox: '0 0 ' + width + ' ' + height, role: 'img' });
  const last = stage.loss[stage.loss.length - 1];
  svg.setAttribute('aria-label', 'Loss of ' + stage.title + (last ? ', now ' + last[1].toPrecision(3) : ''));
  const x = scale(0, Math.max(stage.steps || 0, last ? last[0] : 1), left, width - right);
  const base = height - bottom;
  svg.append(draw('path', { class: 'axis', d: 'M' + left + ' ' + top_ + 'V' + base + 'H' + (width - right) }));
  const axis = (values, at, anchor, name) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const y = scale(low, high, base - 6, top_ + 6);
    for (const value of high > low ? [low, high] : [high])
      svg.append(draw('text', { x: at, y: y(value) + 4, 'text-anchor': anchor, class: 'name-' + name }, value.toFixed(digits(low, high))));
    return y;
  };
  if (stage.loss.length > 0) {
    const y = axis(stage.loss.map(([, value]) => value), left - 6, 'end', 'loss');
    svg.append(draw('path', { class: 'loss', d: 'M' + stage.loss.map(([step, value]) => x(step).toFixed(1) + ' ' + y(value).toFixed(1)).join('L') }));
  }
  if (stage.scores.length > 0) {
    const y = axis(stage.scores.map(([, value]) => value), width - right + 6, 'start', 'dev');
    for (const [step, value] of stage.scores) svg.append(draw('circle', { class: 'dev', r: 3.5, cx: x(step).toFixed(1), cy: y(value).toFixed(1) }));
    svg.append(draw('text', { x: width - right, y: 10, 'text-anchor': 'end', class: 'name-dev' }, 'development score'));
  }
  svg.append(draw('text', { x: left, y: 10, class: 'name-loss' }, 'loss'));
  svg.append(draw('text', { x: left, y: height - 6 }, '0'), draw('text', { x: width - right, y: height - 6, 'text-anchor': 'end' }, 'step ' + (stage.steps || (last ? last[0] : 0)).toLocaleString('en-US')));
  return svg;
}

function panelOf(stage) {
  const panel = make('div', undefined, 'panel');
  panel.append(make('h3', stage.title));
  const step = stage.step !== null && stage.steps ? 'step ' + stage.step.toLocaleString('en-US') + ' of ' + stage.steps.toLocaleString('en-US') : 'no step logged yet';
  panel.append(make('p', [step, ...(stage.secondsLeft !== null ? [span(stage.secondsLeft) + ' left'] : []), 'key ' + stage.key].join(', ')));
  if (stage.loss.length > 1) panel.append(curve(stage));
  return panel;
}

function showState(state) {
  const { total, done, running, failed } = state;
  const waiting = Math.max(0, total - done - running - failed);
  const parts = [done.toLocaleString('en-US') + ' of ' + count(total, 'stage') + ' done', ...(running ? [running + ' running'] : []), ...(failed ? [failed + ' failed'] : []), ...(waiting ? [waiting.toLocaleString('en-US') + ' waiting'] : [])];
  const whole = total > 0 && done === total;
  write(byId('standing'), whole ? 'All ' + count(total, 'stage') + ' are done. The report is written by the run; stopover report STORE writes it again.' : parts.join(', ') + '.');
  document.title = (total ? Math.floor((100 * done) / total) + ' % ' : '') + byId('heading').textContent + ': live';
  for (const [id, n] of [['done', done], ['hand', running], ['lost', failed]]) byId(id).style.width = total ? (100 * n) / total + '%' : '0';
  const idle = byId('idle');
  idle.hidden = running > 0;
  write(idle, whole ? 'Nothing: the study is done.' : 'Nothing at this moment. If it stays so, stopover run goes on with what is left.');
  byId('stages').replaceChildren(...state.stages.map(panelOf));
  if (running > state.stages.length) byId('stages').append(make('p', 'and ' + (running - state.stages.length) + ' more', 'words'));
  byId('failures').hidden = failed === 0;
  byId('reasons').replaceChildren(...state.failures.map(({ key, title, reason }) => {
    const item = make('li');
    item.append(make('b', title), make('p', reason), make('p', 'stopover logs STORE ' + key, 'words'));
    return item;
  }));
  if (failed > state.failures.length) byId('reasons').append(make('li', 'and ' + (failed - state.failures.length) + ' more'));
}

function cellOf(cell) {
  if (cell === null) return make('td', '', 'n');
  const { all, done, running, failed, score } = cell;
  const state = failed ? 'failed' : running ? 'running' : done === all ? 'whole' : done ? 'some' : '';
  const told = done + ' of ' + all;
  const element = make('td', (failed ? '× ' : running ? '▸ ' : '') + (score === null ? told : score.toFixed(1)), ('n ' + state).trim());
  if (score !== null && done < all) element.append(make('small', told));
  return element;
}

// A table under its heading; rows are a name and cells.
function groupOf(title, metric, columns, rows) {
  const table = make('table');
  const head = make('tr');
  for (const [i, text] of columns.entries()) {
    const cell = make('th', text, i ? 'n' : '');
    cell.scope = 'col';
    head.append(cell);
  }
  const body = make('tbody');
  for (const [name, cells] of rows) {
    const row = make('tr');
    const first = make('th', name);
    first.scope = 'row';
    row.append(first, ...cells);
    body.append(row);
  }
  table.append(make('thead'), body);
  table.tHead.append(head);
  const frame = make('div', undefined, 'scroll');
  frame.tabIndex = 0;
  frame.setAttribute('role', 'region');
  frame.setAttribute('aria-label', title);
  frame.append(table);
  const heading = make('h3', title + ' ');
  heading.append(make('span', metric, 'none'));
  const group = make('div', undefined, 'group');
  group.append(heading, frame);
  return group;
}

function showGrid(groups) {
  const tables = groups.map(({ title, metric, languages, rows }) => groupOf(title, metric, ['Condition', ...languages], rows.map(({ name, cells }) => [name, cells.map(cellOf)])));
  byId('groups').replaceChildren(...(tables.length > 0 ? tables : [make('p', 'No cell is planned yet.', 'words')]));
}

function showMissing(lines) {
  byId('missing').hidden = lines.length === 0;
  byId('missing').replaceChildren(...lines.map((line) => make('p', line, 'words')));
}

function showSweep(choices) {
  byId('sweep').hidden = choices.length === 0;
  const open = choices.filter(({ made }) => !made).length;
  write(byId('choosing'), open > 0
    ? 'Trials choose the recipe by their scores on English development rows. ' + (open < choices.length ? open + ' of ' + choices.length + ' choices are open; what depends on them' : 'The grid') + ' follows.'
    : 'The recipe was chosen on English development rows. A chosen score is the best of several: it is no result.');
  byId('choices').replaceChildren(...choices.map(({ title, metric, candidates }) => groupOf(title, metric, ['Candidate', 'score', 'chosen'], candidates.map((one) => [one.candidate, [cellOf(one), make('td', one.chosen ? 'chosen' : '', 'n')]]))));
}

function history(id, title, now, shares, every) {
  const [w, h] = [420, 80];
  const svg = draw('svg', { viewBox: '0 0 ' + w + ' ' + h, role: 'img', 'aria-label': title + ': ' + now });
  const most = 180;
  const x = (i) => w - ((shares.length - 1 - i) / (most - 1)) * w;
  const points = shares.map((share, i) => x(i).toFixed(1) + ' ' + (h - 1 - share * (h - 2)).toFixed(1));
  svg.append(draw('path', { class: 'axis', d: 'M0 .5H' + w + 'M0 ' + (h - 0.5) + 'H' + w }));
  if (points.length > 1) svg.append(draw('path', { class: 'area', d: 'M' + x(0).toFixed(1) + ' ' + h + 'L' + points.join('L') + 'L' + w + ' ' + h + 'Z' }), draw('path', { class: 'loss', d: 'M' + points.join('L') }));
  byId(id).replaceChildren(make('h3', title), make('p', now + '; the last ' + span((shares.length * every) / 1000)), svg);
}

function showMachine({ cores, memory, every, samples }) {
  const last = samples[samples.length - 1];
  if (!last) return;
  history('processor', 'Processor', Math.round(100 * last.busy) + ' % of ' + count(cores, 'core'), samples.map(({ busy }) => busy), every);
  history('memory', 'Memory', gigabytes(last.memory) + ' of ' + gigabytes(memory), samples.map((one) => one.memory / memory), every);
}

function showProblem(text) {
  byId('problem').hidden = text === null;
  write(byId('problem'), text === null ? '' : text);
}

let heard = new Date();
const events = new EventSource('events');
events.addEventListener('state', (event) => {
  const { state, machine, problem } = JSON.parse(event.data);
  heard = new Date();
  showProblem(problem);
  if (state) showState(state);
  showMachine(machine);
});
events.addEventListener('sweep', (event) => showSweep(JSON.parse(event.data)));
events.addEventListener('grid', (event) => showGrid(JSON.parse(event.data)));
events.addEventListener('missing', (event) => showMissing(JSON.parse(event.data)));
events.addEventListener('error', () => showProblem('stopover watch has ended or cannot be reached. This is how it was at ' + heard.toLocaleTimeString() + '; the page goes on when the command is started again at the same port.'));
`;
