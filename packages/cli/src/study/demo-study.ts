import { embeddedWorld } from '../composition/plugins.ts';

/**
 * The study of `stopover demo`, sized for two cores: a small encoder that was pretrained on the embedded world's nine
 * languages, two intermediate tasks, all four arms on a target with shots, and a retrieval target, which has none. It is to
 * show what a study can find: a task that helps, one that does not, one that hurts by the layer that is read, and examples
 * that are worth more and less than that.
 * `seed` is the first of three seeds: with fewer nothing is said to help.
 */
export const demoStudy = (seed: number): string => `name: demo
model: ${embeddedWorld}
intermediates:
  - none
  # Four choices a question make it the longest training; two epochs of it say what three do.
  - { name: cosmos-qa, task: cosmos-qa, recipe: { epochs: 2 } }
  - mnli
targets:
  - { task: xcopa, training: copa, languages: [it, tr] }
  - { task: tatoeba, languages: [de, sw] }
arms: [zero-shot, intermediate, target-shots, intermediate+target-shots]
shots: [10, 100]
buckets: 1
# What is asked before anything runs; all else is exploratory.
primary:
  - { target: xcopa, arm: intermediate, intermediate: cosmos-qa, against: { arm: zero-shot } }
  - { target: xcopa, arm: target-shots, shots: 100, against: { arm: zero-shot } }
  - { target: tatoeba, arm: intermediate, intermediate: mnli, against: { arm: zero-shot } }
margin: 1
retrieval: { layers: all, pooling: mean }
seeds: [${seed}, ${seed + 1}, ${seed + 2}]
recipe:
  base: jiant
  # A model of this size learns with a learning rate that would ruin a large one.
  all: { learningRate: 0.0005, batchSize: 32, maxLength: 48, maxExamples: 3000, epochs: 3, select: last }
  shots: { learningRate: 0.0003, epochs: 10, maxExamples: null }
`;
