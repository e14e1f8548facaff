import { embeddedWorld } from '../composition/plugins.ts';

/**
 * The study of `stopover demo`, sized for two cores: a small encoder that was pretrained on the embedded world's nine
 * languages, two intermediate tasks, all four arms on a target with shots, and a retrieval target, which has none.
 * `seed` is the first of three seeds: with fewer nothing is said to help.
 */
export const demoStudy = (seed: number): string => `name: demo
model: ${embeddedWorld}
intermediates: [none, social-iqa, mnli]
targets:
  - { task: xcopa, training: copa, languages: [it, tr] }
  - { task: tatoeba, languages: [de, sw] }
arms: [zero-shot, intermediate, target-shots, intermediate+target-shots]
shots: [10, 100]
buckets: 1
# What is asked before anything runs; all else is exploratory.
primary:
  - { target: xcopa, arm: intermediate, intermediate: social-iqa, against: { arm: zero-shot } }
  - { target: xcopa, arm: target-shots, shots: 100, against: { arm: zero-shot } }
  - { target: tatoeba, arm: intermediate, intermediate: social-iqa, against: { arm: zero-shot } }
margin: 1
seeds: [${seed}, ${seed + 1}, ${seed + 2}]
recipe:
  base: jiant
  # A model of this size learns with a learning rate that would ruin a large one.
  all: { learningRate: 0.0005, batchSize: 32, maxLength: 48, maxExamples: 2000, epochs: 3, selectionExamples: 100, evalSteps: 100 }
  shots: { learningRate: 0.0003, epochs: 10, maxExamples: null }
`;
