import type { Tell } from './finding.ts';
import type { Profile } from './profile.ts';

/** The two files of a task and language, as paths that are shown as they are. */
export interface FilePair {
  readonly predictions: string;
  readonly labels: string;
  /** The benchmark's own code. */
  readonly language: string;
}

/** Scores of a language by evaluate.py's names, in percent, over so many rows. */
export interface FileScores {
  readonly scores: Readonly<Record<string, number>>;
  readonly rows: number;
}

/** One layout of files, with its score. */
export interface Format {
  /** Ending of the files' names. */
  readonly suffix: 'tsv' | 'json' | 'jsonl';
  /** What one file holds, for a person. */
  readonly layout: string;
  /** Reads and scores both files. @throws Unfit where no score can come from them. */
  readonly score: (files: FilePair, profile: Profile, tell: Tell) => Promise<FileScores>;
}
