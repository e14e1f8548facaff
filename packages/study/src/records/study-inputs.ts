/** What a study's results are made from, by its bytes: a name may stand for other files at another time. */
export interface StudyInputs {
  /** Version of what trains and evaluates. */
  readonly engine: string;
  readonly models: readonly { readonly id: string; readonly hash: string }[];
  readonly tables: readonly {
    readonly task: string;
    readonly split: string;
    /** BCP 47. */
    readonly language: string;
    readonly fingerprint: string;
  }[];
  /** What was translated, and by what: the name that the study gives it, and the hash of what it is known by. */
  readonly translations: readonly {
    readonly task: string;
    readonly split: string;
    /** BCP 47, as `to`. */
    readonly from: string;
    readonly to: string;
    readonly by: string;
    readonly hash: string;
  }[];
}
