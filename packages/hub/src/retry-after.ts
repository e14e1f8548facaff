/**
 * Milliseconds that an answer asks to wait: Retry-After in seconds or as a date (RFC 9110, 10.2.3), else the seconds to
 * the end of a window in which nothing is left, as the hub says it (`ratelimit: "api";r=0;t=55`) and as earlier drafts of
 * RateLimit did (`limit=500, remaining=0, reset=55`, or `ratelimit-remaining: 0` and `ratelimit-reset: 55`); 0 for none.
 */
export function retryAfter(headers: Headers, now: number = Date.now()): number {
  const value = headers.get('retry-after') ?? '';
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  if (!Number.isNaN(date)) return Math.max(0, date - now);
  const seconds = windowLeft(headers);
  return seconds === undefined ? 0 : Number(seconds) * 1000;
}

function windowLeft(headers: Headers): string | undefined {
  for (const window of (headers.get('ratelimit') ?? '').split(/,(?=\s*")/)) {
    const left = /\b(?:r|remaining)=(\d+)/.exec(window)?.[1];
    const seconds = /\b(?:t|reset)=(\d+)/.exec(window)?.[1];
    if (seconds !== undefined && left === '0') return seconds;
  }
  const named = (name: string) => headers.get(`ratelimit-${name}`) ?? headers.get(`x-ratelimit-${name}`) ?? '';
  return named('remaining') === '0' ? /^\d{1,6}$/.exec(named('reset'))?.[0] : undefined;
}
