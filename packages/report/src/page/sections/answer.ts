import type { Results } from '@stopover/study';
import type { Analysed, AnswerLine, EffectRow } from '../../analysis/analysed.ts';
import { groupName } from '../../analysis/group-name.ts';
import { dagger, toneOf } from '../group-view.ts';
import { type Html, html } from '../html.ts';
import { counted } from '../words.ts';

/** What was studied, in a line. */
export function factsOf({ study, cells }: Analysed): Html {
  const missing = cells.missing > 0 ? `, ${cells.missing.toLocaleString('en-US')} missing` : '';
  const facts: readonly (readonly [string, string])[] = [
    ['Model', study.models.join(', ')],
    ['Data', study.source],
    ['Backend', study.backend],
    ['Seeds', study.seeds.join(', ')],
    ['Evaluations', `${cells.made.toLocaleString('en-US')}${missing}`],
  ];
  return html`<ul class="facts">${facts.map(([name, value]) => html`<li>${name} <b>${value}</b></li>`)}</ul>`;
}

/** A sentence for each declared contrast, or for each target, with what it rests on. */
export function answerBody({ answer, best }: Analysed, { failed }: Pick<Results, 'failed'>): Html {
  return html`<ul class="answers">${answer.lines.map((line) => answerLine(line, verdictOf(line, best), failed.length))}</ul>`;
}

/** Of the best of several the verdict is that of the choice: an own interval would be flattered. */
function verdictOf({ effect, ...line }: AnswerLine, best: Analysed['best']): EffectRow['verdict'] | null {
  if (!effect) return null;
  const choice = best.find((one) => groupName(one) === groupName(line) && one.compared > 1);
  const isChoice =
    !effect.primary && effect.role === 'intermediate' && choice?.intermediate === effect.condition.intermediate;
  return isChoice ? choice.verdict : effect.verdict;
}

function answerLine(line: AnswerLine, verdict: EffectRow['verdict'] | null, failed: number): Html {
  const { effect, text } = line;
  const tone = verdict ? (toneOf(verdict) ?? '') : '';
  const kind = line.declared ? 'primary' : effect ? 'exploratory' : 'no comparison';
  const stages = failed > 0 && effect?.flags.includes('failed runs') ? [`${counted(failed, 'stage')} failed`] : [];
  const badges = [kind, ...line.badges, ...stages];
  const about = effect ? `: ${effect.condition.name}${dagger(effect)}, ${verdict}` : '';
  return html`<li class="${tone}"><p class="about">${groupName(line)}${about}</p><p>${text}</p><p class="badges">${badges.map((badge) => html`<span class="badge${isWarning(badge) ? ' warning' : ''}">${badge}</span> `)}</p></li>
`;
}

const isWarning = (badge: string): boolean =>
  /degenerate|failed|missing|shares|left out|seeds only|^1 (seed|draw)/.test(badge);
