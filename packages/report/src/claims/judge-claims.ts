import type { Results } from '@stopover/study';
import type { Analysed } from '../analysis/analysed.ts';
import { groupName } from '../analysis/group-name.ts';
import { claims } from './claims.ts';
import { Evidence } from './evidence.ts';
import type { Claim, Judgement } from './judgement.ts';
import { study2020 } from './published.ts';
import { settingsOf } from './settings.ts';

/** A claim with what the study says of it. */
export interface JudgedClaim extends Omit<Claim, 'judge'>, Judgement {}

/** The ten claims in one setting: a base model, with one English training of each target. */
export interface JudgedSetting {
  readonly model: string;
  /** What a person calls its targets. */
  readonly targets: readonly string[];
  readonly claims: readonly JudgedClaim[];
}

/** What `stopover claims --json` prints. Plain JSON data. */
export interface JudgedClaims {
  readonly schema: 'stopover-claims/1';
  readonly study: string;
  /** The study whose claims they are. */
  readonly of: string;
  /** The smallest difference that matters, in points. */
  readonly margin: number;
  /** What a reader must know before any number: that the study is a trial, or a part of one. */
  readonly notices: readonly string[];
  readonly settings: readonly JudgedSetting[];
}

/**
 * Judges the ten claims of 2020 by a study's results, in each setting by itself.
 * @param analysed of the same results.
 * @throws DataError when the cells contradict each other.
 */
export function judgeClaims(analysed: Analysed, results: Results): JudgedClaims {
  return {
    schema: 'stopover-claims/1',
    study: results.study.name,
    of: study2020,
    margin: analysed.settings.margin,
    notices: analysed.notices ?? [],
    settings: settingsOf(results).map((setting) => {
      const evidence = new Evidence(setting, analysed, results);
      return {
        model: setting.model,
        targets: setting.groups.map(({ target, training }) =>
          groupName({ target: target.name, training, model: null }),
        ),
        claims: claims.map(({ judge, ...claim }) => ({ ...claim, ...judge(evidence) })),
      };
    }),
  };
}
