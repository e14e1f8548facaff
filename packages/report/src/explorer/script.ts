/**
 * The explorer's only script. It reads the items from the page and writes what they say as text, never as markup; its
 * hash stands in the page's policy, so that nothing else can run.
 */
export const explorerScript = `
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const byId = (id) => document.getElementById(id);
const make = (tag, text, name) => {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (name) element.className = name;
  return element;
};
const choose = (select, values, all) => {
  select.replaceChildren(...[...(all ? [['', all]] : []), ...values].map(([value, text]) => {
    const option = make('option', text);
    option.value = value;
    return option;
  }));
};
const shown = 200;
let target = data[0];
const conditionsOf = () => target.conditions.map(({ name }, i) => [String(i), name]);
const unique = (values) => [...new Set(values)].filter((value) => value !== null).sort();

function setTarget(index) {
  target = data[index] ?? data[0];
  byId('target').value = String(data.indexOf(target));
  choose(byId('language'), unique(target.items.map(({ language }) => language)).map((name) => [name, name]), 'all languages');
  const golds = unique(target.items.map(({ gold }) => gold));
  byId('golds').hidden = golds.length === 0 || golds.length > 30;
  choose(byId('gold'), golds.map((name) => [name, name]), 'all labels');
  choose(byId('one'), conditionsOf());
  choose(byId('other'), conditionsOf());
  if (target.conditions.length > 1) byId('one').value = '1';
  draw();
}

function draw() {
  const [one, other] = [Number(byId('one').value), Number(byId('other').value)];
  const language = byId('language').value;
  const gold = byId('golds').hidden ? '' : byId('gold').value;
  const apart = ({ scores }) => (scores[one] ?? NaN) - (scores[other] ?? NaN);
  const found = target.items
    .filter((item) => (!language || item.language === language) && (!gold || item.gold === gold) && apart(item))
    .sort((a, b) => Math.abs(apart(b)) - Math.abs(apart(a)));
  const better = found.filter((item) => apart(item) > 0).length;
  const name = (i) => target.conditions[i]?.name ?? '';
  byId('count').textContent = found.length + ' of the items below differ between the two: ' + name(one) + ' is better on ' + better +
    ', ' + name(other) + ' on ' + (found.length - better) + (found.length > shown ? '; the ' + shown + ' furthest apart are shown' : '') + '.';
  byId('left').textContent = target.scored.toLocaleString('en-US') + ' items were scored; conditions agree on ' +
    target.agreed.toLocaleString('en-US') + '.' + (target.leftOut > 0 ? ' ' + target.leftOut.toLocaleString('en-US') +
    ' more on which they disagree less are left out: the item table has them.' : '');
  const others = target.conditions.map((_, i) => i).filter((i) => i !== one && i !== other);
  const columns = [one, ...(other === one ? [] : [other]), ...others];
  const withGold = target.items.some((item) => item.gold !== null);
  const head = ['Item', 'Language', ...(withGold ? ['Gold'] : []), ...columns.map(name)].map((text, i) => {
    const cell = make('th', text, i > (withGold ? 2 : 1) ? 'n' : '');
    cell.scope = 'col';
    return cell;
  });
  byId('head').replaceChildren(...head);
  byId('rows').replaceChildren(...found.slice(0, shown).map((item) => {
    const row = make('tr');
    const first = make('th', item.id);
    first.scope = 'row';
    if (item.group !== null) first.append(make('small', 'group ' + item.group));
    row.append(first, make('td', item.language), ...(withGold ? [make('td', item.gold ?? '')] : []));
    for (const i of columns) {
      const score = item.scores[i];
      row.append(make('td', score === null ? '–' : String(Math.round(score)), 'n'));
    }
    return row;
  }));
}

function follow() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const name = asked.get('group') ?? asked.get('target');
  const group = data.findIndex(({ title }) => title === name);
  const found = group >= 0 ? group : data.findIndex((one) => one.target === name);
  setTarget(Math.max(0, found));
  byId('absent').textContent = name === null || found >= 0 ? '' :
    'No item of ' + name + ' has a score of its own here. Below are the items of ' + target.title + '.';
  const named = (part) => target.conditions.findIndex(({ name }) => name === asked.get(part));
  const stop = target.conditions.findIndex(({ intermediate }) => intermediate !== 'none' && intermediate === asked.get('intermediate'));
  for (const [id, place] of [['one', named('condition') >= 0 ? named('condition') : stop], ['other', named('against')]])
    if (place >= 0) byId(id).value = String(place);
  draw();
}

choose(byId('target'), data.map(({ title }, i) => [String(i), title]));
byId('target').addEventListener('change', () => {
  byId('absent').textContent = '';
  setTarget(Number(byId('target').value));
});
for (const id of ['language', 'gold', 'one', 'other']) byId(id).addEventListener('change', draw);
addEventListener('hashchange', follow);
if (data.length > 0) follow();
`;
