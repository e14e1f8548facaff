// Claim 7: the zero-shot level.
import { effectOf } from '@stopover/statistics';
import { isTest } from '@stopover/study';
import type { TargetDesign } from '../analysis/target-design.ts';
import { contrastIn } from '../analysis/target-design.ts';
import { counted } from '../page/words.ts';
import { type Estimate, estimateOf, intervalAt, meanOf } from './estimate.ts';
import type { Evidence } from './evidence.ts';
import { type Claim, type ClaimVerdict, lacking, numberOf, openNeeds } from './judgement.ts';
import { needsModel, needsNames, needsSeeds } from './needs.ts';
import { type BenchmarkTarget, nearPublished, nineTargets, publishedHeadlines, publishedTotal } from './published.ts';

/** Claim 7. */
export const publishedLevel: Claim = {
  id: 7,
  text: 'XLM-R Large’s zero-shot level is that of the published baseline.',
  published: `total ${publishedTotal}; with F1 alone for questions ${publishedHeadlines.toFixed(1)}`,
  rule: `XLM-R Large, all nine targets in all languages of the benchmark, English among them; the total of headline metrics. Supported: the interval lies within ± ${nearPublished} points of the published ${publishedHeadlines.toFixed(1)}. Contradicted: it lies outside.`,
  judge(evidence) {
    const found = nineTargets.flatMap((published) => {
      const design = evidence.target(published);
      const level = design && levelOf(evidence, design, published);
      return design && level ? [{ design, published, level }] : [];
    });
    const total = found.length === nineTargets.length ? meanOf(found.map(({ level }) => level)) : null;
    const numbers = [
      ...(total ? [numberOf('total of zero-shot', total)] : []),
      ...found.map(({ design, published, level }) =>
        numberOf(`zero-shot on ${design.group.target.name} (published ${published.published.toFixed(1)})`, level),
      ),
    ];
    const missing = [
      ...needsModel(evidence),
      ...needsNames('targets', evidence.missingTargets),
      ...nineTargets.flatMap((one) => [...languagesMissing(evidence, one), ...testMissing(evidence, one)]),
    ];
    if (missing.length > 0 || !total) return lacking(numbers, missing);
    const verdict = nearLevel(total, publishedHeadlines);
    const where = {
      supported: 'lies within',
      contradicted: 'lies outside',
      'not decidable here': 'is neither within nor outside',
    }[verdict];
    return {
      verdict,
      because: `The total’s interval ${where} ${publishedHeadlines.toFixed(1)} ± ${nearPublished} points.`,
      numbers,
      needs: openNeeds(verdict, needsSeeds(evidence, [total], { points: nearPublished, of: evidence.benchmark })),
    };
  },
};

/** Zero-shot in the benchmark's languages, in points; null without a result. */
function levelOf(evidence: Evidence, design: TargetDesign, { languages }: BenchmarkTarget): Estimate | null {
  const baseline = evidence.baseline(design);
  const own = design.group.languages.filter((language) => languages.includes(language));
  const contrast = baseline && contrastIn(design, [[baseline, 1]], own);
  return contrast ? estimateOf(effectOf(contrast), true) : null;
}

function languagesMissing(evidence: Evidence, published: BenchmarkTarget): string[] {
  const design = evidence.target(published);
  if (!design) return [];
  const scored = new Set(evidence.baseline(design)?.cells.map(({ language }) => language));
  const missing = published.languages.filter((language) => !scored.has(language));
  return missing.length > 0 ? [`${counted(missing.length, 'language')} of ${design.group.target.name}`] : [];
}

/** What was published is of the test: other rows are no repetition of it. */
function testMissing(evidence: Evidence, published: BenchmarkTarget): string[] {
  const { name = '', split = 'test' } = evidence.target(published)?.group.target ?? {};
  return isTest(split) ? [] : [`the test of ${name}; here its ${split} rows are scored`];
}

function nearLevel(estimate: Estimate, center: number): ClaimVerdict {
  const ends = intervalAt(estimate);
  if (!ends || estimate.seeds < 3) return 'not decidable here';
  const [low, high] = [center - nearPublished, center + nearPublished];
  if (ends[0] > low && ends[1] < high) return 'supported';
  return ends[1] < low || ends[0] > high ? 'contradicted' : 'not decidable here';
}
