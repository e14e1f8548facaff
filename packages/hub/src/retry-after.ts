/**
 * Milliseconds that an answer asks to wait: Retry-After in seconds or as a date (RFC 9110, 10.2.3), else the seconds to
 * the end of the hub's window (`ratelimit: "api";r=0;t=55`) where nothing is left in it.
 */
export function retryAfter(headers: Headers, now: number = Date.now()): number {
  const value = headers.get('retry-after') ?? '';
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  if (!Number.isNaN(date)) return Math.max(0, date - now);
  const [, seconds] = /;\s*r=0\s*;\s*t=(\d+)/.exec(headers.get('ratelimit') ?? '') ?? [];
  return seconds === undefined ? 0 : Number(seconds) * 1000;
}
