import type { Profile, ProfileTask } from './profile.ts';

const task = (group: string, metrics: string, languages: string): ProfileTask => ({
  group,
  metrics: metrics.split(' '),
  languages: languages.split(' '),
});

/** XTREME as published in 2020: nine tasks in four groups, with the languages that its evaluate.py asks for. */
export const xtreme2020: Profile = {
  name: 'xtreme-2020',
  tasks: {
    pawsx: task('classification', 'accuracy', 'de en es fr ja ko zh'),
    xnli: task('classification', 'accuracy', 'ar bg de el en es fr hi ru sw th tr ur vi zh'),
    panx: task(
      'tagging',
      'f1',
      'ar he vi id jv ms tl eu ml ta te af nl en de el bn hi mr ur fa fr it pt es bg ru ja ka ko th sw yo my zh kk tr et fi hu',
    ),
    udpos: task(
      'tagging',
      'f1',
      'af ar bg de el en es et eu fa fi fr he hi hu id it ja kk ko mr nl pt ru ta te th tl tr ur vi yo zh',
    ),
    bucc2018: task('retrieval', 'f1', 'de fr ru zh'),
    tatoeba: task(
      'retrieval',
      'accuracy',
      'ar he vi id jv tl eu ml ta te af nl de el bn hi mr ur fa fr it pt es bg ru ja ka ko th sw zh kk tr et fi hu',
    ),
    xquad: task('qa', 'em f1', 'en es de el ru tr ar vi th zh hi'),
    mlqa: task('qa', 'em f1', 'en es de ar hi vi zh'),
    tydiqa: task('qa', 'em f1', 'en ar bn fi id ko ru sw te'),
  },
};
