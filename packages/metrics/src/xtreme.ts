import type { Suite } from './suite.ts';
import { suiteTask } from './suite-task.ts';

const groups = {
  classification: ['pawsx', 'xnli'],
  tagging: ['udpos', 'panx'],
  qa: ['xquad', 'mlqa', 'tydiqa'],
  retrieval: ['bucc2018', 'tatoeba'],
};

/** XTREME as published in 2020: nine tasks in four groups, with the languages that its evaluate.py asks for. */
export const xtreme: Suite = {
  name: 'xtreme',
  tasks: {
    pawsx: suiteTask('accuracy', 'de en es fr ja ko zh'),
    xnli: suiteTask('accuracy', 'ar bg de el en es fr hi ru sw th tr ur vi zh'),
    panx: suiteTask(
      'f1',
      'ar he vi id jv ms tl eu ml ta te af nl en de el bn hi mr ur fa fr it pt es bg ru ja ka ko th sw yo my zh kk tr et fi hu',
    ),
    udpos: suiteTask(
      'f1',
      'af ar bg de el en es et eu fa fi fr he hi hu id it ja kk ko mr nl pt ru ta te th tl tr ur vi yo zh',
    ),
    bucc2018: suiteTask('f1', 'de fr ru zh'),
    tatoeba: suiteTask(
      'accuracy',
      'ar he vi id jv tl eu ml ta te af nl de el bn hi mr ur fa fr it pt es bg ru ja ka ko th sw zh kk tr et fi hu',
    ),
    xquad: suiteTask('exact_match f1', 'en es de el ru tr ar vi th zh hi'),
    mlqa: suiteTask('exact_match f1', 'en es de ar hi vi zh'),
    tydiqa: suiteTask('exact_match f1', 'en ar bn fi id ko ru sw te'),
  },
  groups,
  totalGroups: groups,
  published: 'mean_over_tasks',
};
