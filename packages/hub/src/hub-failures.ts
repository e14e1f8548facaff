/** The hub did not answer, broke off, or asked to come back later: trying again may help. */
export class HubUnreachable extends Error {
  /** Milliseconds that the hub asked to wait. */
  readonly pause: number;

  constructor(message: string, pause = 0, options?: ErrorOptions) {
    super(message, options);
    this.pause = pause;
  }
}

/** There is no way to the hub's host: its name means nothing here, or no connection comes about. */
export class HubNowhere extends HubUnreachable {}

/** Something on the way answered in the hub's place: the login page of a network, or a proxy. */
export class NotTheHub extends Error {
  constructor(host: string, status: number) {
    super(`${host} answered with a web page (${status}) in place of data`);
  }
}

/** The hub lists a file by a name or an object id that would lead out of the cache. */
export class OddListing extends Error {}

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
