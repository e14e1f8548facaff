/**
 * The study of `stopover demo`, sized so that two cores need under three minutes: a small encoder that was pretrained
 * on the miniature's nine languages, two stops, two targets, all four arms. `seed` is the first of two seeds.
 */
export const demoStudy = (seed: number): string => `name: demo
model: miniature
intermediates: [none, mnli, hellaswag]
targets:
  - { task: xnli, languages: [de, es] }
  - { task: xcopa, training: copa, languages: [it, tr, zh] }
arms: [zero-shot, intermediate, target-shots, intermediate+target-shots]
shots: [10, 100]
seeds: [${seed}, ${seed + 1}]
recipe:
  base: jiant
  # A model of this size learns with a learning rate that would ruin a large one.
  all: { learningRate: 0.0005, batchSize: 32, maxLength: 64, maxExamples: 2000, epochs: 3, selectionExamples: 200, evaluateEvery: 50 }
  shots: { learningRate: 0.0002, epochs: 10, maxExamples: null }
`;
