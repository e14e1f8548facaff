import { folded } from '../folded.ts';
import type { GroupView, ReportView } from '../group-view.ts';
import { type Html, html } from '../html.ts';
import type { Section } from '../section.ts';
import { number, tableOf, text } from '../table.ts';
import { probability } from '../words.ts';

/** Tests that hold the trained models fixed. */
export function checkpointsSection({ groups }: ReportView): Section | null {
  const parts = groups.filter(({ checkpoints }) => checkpoints.length > 0);
  if (parts.length === 0) return null;
  return {
    id: 'checkpoints',
    title: 'Appendix: these checkpoints only',
    body: html`<p class="lead">These tests take the trained models as they are: a small p says that these models differ on items like these, and nothing of what another seed would give. They are no test of an intermediate task. Randomisation: paired, approximate, two-sided, over clusters of items. McNemar: exact, where items are right or wrong, seeds combined by Rüger’s rule, then Holm’s correction over the languages.</p>
${parts.map((group) => folded(`${group.title}: tests of these checkpoints`, testsTable(group)))}`,
    figures: [],
  };
}

const testsTable = ({ title, checkpoints }: GroupView): Html =>
  tableOf(
    {
      head: [
        text('Condition'),
        text('minus'),
        text('Language'),
        number('Randomisation'),
        number('McNemar'),
        number('after Holm'),
      ],
      rows: checkpoints.map((one) => [
        text(one.condition.name),
        text(one.against.name),
        text(one.language),
        number(probability(one.randomisation)),
        number(probability(one.mcnemar)),
        number(probability(one.holm)),
      ]),
      starts: (i) => i > 0 && checkpoints[i]?.condition.name !== checkpoints[i - 1]?.condition.name,
    },
    `Tests of these checkpoints on ${title}`,
  );
