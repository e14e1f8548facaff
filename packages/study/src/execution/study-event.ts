/** A stage in the events: `place` counts the stages that this run has to do. */
export interface StageNote {
  readonly key: string;
  readonly title: string;
  /** `3/17`. */
  readonly place: string;
}

/** What a run tells while it works. */
export type StudyEvent =
  | {
      readonly type: 'plan';
      readonly stages: number;
      readonly cached: number;
      readonly toRun: number;
      readonly jobs: number;
    }
  | ({ readonly type: 'start' } & StageNote)
  | ({
      readonly type: 'progress';
      readonly step: number;
      readonly steps: number;
      readonly loss: number | null;
      /** On English development data, when it was just scored. */
      readonly score: number | null;
      readonly stepsPerSecond: number | null;
      /** Of the whole run; null while there is nothing to judge by. */
      readonly secondsLeft: number | null;
    } & StageNote)
  | ({ readonly type: 'done'; readonly seconds: number; readonly secondsLeft: number | null } & StageNote)
  | ({ readonly type: 'fail'; readonly reason: string } & StageNote)
  /** A model that nothing waits for any more, and that the study does not keep. */
  | { readonly type: 'dropped'; readonly key: string; readonly title: string; readonly bytes: number }
  /** A line for a person: for whom a stage waits. */
  | { readonly type: 'note'; readonly text: string }
  | {
      readonly type: 'end';
      readonly done: number;
      readonly failed: number;
      /** Not run, because of a failure before them or because the run was stopped. */
      readonly notRun: number;
      readonly interrupted: boolean;
      readonly seconds: number;
    };
