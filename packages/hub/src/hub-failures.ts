/** The hub did not answer, broke off, or asked to come back later: trying again may help. */
export class HubUnreachable extends Error {
  /** Milliseconds that the hub asked to wait. */
  readonly pause: number;

  constructor(message: string, pause = 0, options?: ErrorOptions) {
    super(message, options);
    this.pause = pause;
  }
}

/** The hub answered that it will not give this: asking again changes nothing. */
export class HubRefused extends Error {
  readonly status: number;
  /** `RepoNotFound`, `RevisionNotFound`, `EntryNotFound`, `GatedRepo`, …; '' where the hub gives none. */
  readonly code: string;

  constructor(status: number, code: string, host: string) {
    super(`${host} answered ${status}${code && ` (${code})`}`);
    this.status = status;
    this.code = code;
  }
}

/** The hub gives a file with another hash than it listed. */
export class OtherFile extends Error {
  constructor(given: string, listed: string) {
    super(`the hub gives a file with hash ${given}, where it listed ${listed}`);
  }
}

/** The bytes that arrived are not the file. */
export class BrokenDownload extends Error {}
