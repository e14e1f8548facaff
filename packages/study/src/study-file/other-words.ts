/**
 * What the field's other programs, and drafts of this one, call what a study file names: no distance between letters
 * leads from one to the other. Of no effect but in the remedy of an unknown field.
 */
const meant: Readonly<Record<string, string>> = {
  accumulate: 'gradientAccumulationSteps',
  accumulation: 'gradientAccumulationSteps',
  maxGradientNorm: 'maxGradNorm',
  evaluateEvery: 'evalSteps',
  checkpointEvery: 'saveSteps',
  maskedShare: 'mlmProbability',
  stride: 'docStride',
  perDeviceTrainBatchSize: 'batchSize',
  trainBatchSize: 'batchSize',
  numTrainEpochs: 'epochs',
  maxSeqLength: 'maxLength',
  loadBestModelAtEnd: 'select',
  lrSchedulerType: 'schedule',
  maxTrainSamples: 'maxExamples',
  stops: 'intermediates',
  stopovers: 'intermediates',
  draws: 'buckets',
  masked: 'mlm',
};

/** The known name that a name of elsewhere means, in camel case or in snake case; undefined for any other. */
export function nameMeant(name: string, known: readonly string[]): string | undefined {
  const camel = name.replace(/[_-]+(\w)/g, (_, letter: string) => letter.toUpperCase());
  const found = Object.hasOwn(meant, camel) ? meant[camel] : camel;
  return found !== undefined && found !== name && known.includes(found) ? found : undefined;
}
