export { type SquadAnswers, squadAnswers } from './answers.ts';
export { copaContext } from './copa-context.ts';
