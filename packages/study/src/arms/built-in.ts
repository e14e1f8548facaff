// The arms that every study can name, in the order of the report. One more is one file and one line here.
import type { Arm } from '@stopover/core';
import { adapted } from './adapted.ts';
import { englishAgainControl } from './english-again.ts';
import { englishInLanguage } from './english-in-language.ts';
import { inLanguageOnly } from './in-language.ts';
import { roundTripTranslateTest } from './round-trip-translate-test.ts';
import { targetShots } from './target-shots.ts';
import { targetShotsDirect } from './target-shots-direct.ts';
import { targetShotsJoint } from './target-shots-joint.ts';
import { translateTest } from './translate-test.ts';
import { translateTrain } from './translate-train.ts';
import { translateTrainEnglish } from './translate-train-english.ts';
import { translateTrainMulti } from './translate-train-multi.ts';
import { zeroShot } from './zero-shot.ts';

export const builtInArms: readonly Arm[] = [
  zeroShot,
  englishAgainControl,
  adapted,
  translateTrain,
  translateTrainEnglish,
  translateTrainMulti,
  translateTest,
  roundTripTranslateTest,
  inLanguageOnly,
  englishInLanguage,
  targetShots,
  targetShotsJoint,
  targetShotsDirect,
];
