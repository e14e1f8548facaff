import type { Figure } from '../figures/figure.ts';
import { documentHtml } from './document.ts';
import type { ReportView } from './group-view.ts';
import type { Section } from './section.ts';
import { answerBody, factsOf } from './sections/answer.ts';
import { bothSection } from './sections/both.ts';
import { checkpointsSection } from './sections/checkpoints.ts';
import { claimsSection } from './sections/claims.ts';
import { type Download, downloadsSection, itemsSection } from './sections/downloads.ts';
import { examplesSection } from './sections/examples.ts';
import { forestSection } from './sections/forest.ts';
import { languagesSection } from './sections/languages.ts';
import { layersSection, mixturesSection } from './sections/layers.ts';
import { costSection, methodSection, referencesSection } from './sections/method.ts';
import { sweepSection } from './sections/sweep.ts';
import { tablesSection } from './sections/tables.ts';
import { trainingsSection } from './sections/trainings.ts';
import { trustSection } from './sections/trust.ts';

/** A page and the figures in it, which become files beside it. */
export interface ReportPage {
  readonly markup: string;
  readonly figures: readonly Figure[];
}

/** The whole report as one HTML document that needs nothing else. `files` are those that will lie beside it. */
export function reportPage(view: ReportView, files: readonly Download[]): ReportPage {
  const { analysis, results } = view;
  const answer: Section = { id: 'answer', title: 'Answer', body: answerBody(analysis, results), figures: [] };
  const forest = forestSection(view);
  const parts = [...partsOf(view)];
  const figures = [...(forest?.figures ?? []), ...parts.flatMap((part) => part.figures)];
  const downloads = downloadsSection(files, figures);
  const page = documentHtml({
    title: `${results.study.name}: Stopover report`,
    kicker: `${analysis.study.name}: what an intermediate task is worth`,
    notices: analysis.notices,
    headline: analysis.answer.headline,
    facts: factsOf(analysis),
    top: [answer, ...(forest ? [forest] : [])],
    rest: [...parts, downloads],
    foot: `Made by Stopover from the results of the study ${results.study.name}. The same numbers are in effects.csv and summary.json beside this page.`,
  });
  return { markup: page.markup, figures };
}

/** What follows the first screen, in the order of the page; parts that a study has nothing for are left out. */
function partsOf(view: ReportView): Section[] {
  return [
    examplesSection(view),
    bothSection(view),
    languagesSection(view),
    trustSection(view),
    layersSection(view),
    mixturesSection(view),
    sweepSection(view),
    trainingsSection(view),
    itemsSection(view),
    claimsSection(view),
    tablesSection(view),
    checkpointsSection(view),
    methodSection(view),
    costSection(view),
    referencesSection(view),
  ].filter((section) => section !== null);
}
