import { type FakeProxy, fakeProxy } from '@stopover/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { all, swahili } from './fixtures/rows.ts';
import { type SmallHub, smallHub, table, token } from './fixtures/small-hub.ts';
import { type Proxies, proxyFetch } from './proxy-fetch.ts';

// Every character that an address must write otherwise.
const user = 'reader:s@fe/%';
const written = 'reader:s%40fe%2F%25';

let hub: SmallHub;
let proxy: FakeProxy;

beforeEach(async () => {
  hub = await smallHub();
  proxy = await fakeProxy({ 'hub.test': hub.endpoint }, user);
});

afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
  await hub[Symbol.asyncDispose]();
});

/** A source of a hub whose name only the proxy knows. */
const open = async (proxies: Proxies, endpoint = 'http://hub.test') =>
  hub.open({ endpoint, token, fetch: await proxyFetch(proxies) });
const failureOf = async (proxies: Proxies, endpoint?: string): Promise<string> => {
  const source = await open(proxies, endpoint);
  return all(source.rows(table)).then(
    () => 'none',
    (error: unknown) => String(error),
  );
};

describe('through a proxy', () => {
  it('come the rows, from hub and storage', async () => {
    const source = await open({ http: `http://${written}@${proxy.host}` });
    expect(await all(source.rows(table))).toEqual(swahili);
    expect(proxy.asked).toHaveLength(hub.requests.length);
    expect(new Set(proxy.asked.map((one) => /^GET (http:\/\/[^/:]+)/.exec(one)?.[1]))).toEqual(
      new Set(['http://hub.test', 'http://localhost']),
    );
    expect(hub.requests[0]?.authorization).toBe(`Bearer ${token}`);
  });

  it('comes only what is not excepted', async () => {
    const source = await open({ http: `${written}@${proxy.host}`, except: 'localhost,.example.org' });
    expect(await all(source.rows(table))).toEqual(swahili);
    expect(proxy.asked.length).toBeLessThan(hub.requests.length);
    expect(proxy.asked.filter((one) => one.includes('localhost'))).toEqual([]);
  });

  it('https goes as a tunnel, to the proxy of its own or to the only one', async () => {
    for (const name of ['https', 'http'] as const) {
      const failure = await failureOf({ [name]: `http://${written}@${proxy.host}` }, 'https://hub.test');
      expect(failure).toContain('the proxy answered 502 for hub.test.');
    }
    expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT hub.test:443']));
  });

  it.each(['http://hub.test', 'https://hub.test'])(
    'says at once for %s that the password is wrong',
    async (endpoint) => {
      const failure = await failureOf({ http: `http://reader:secretWord@${proxy.host}` }, endpoint);
      expect(failure).toContain('the proxy refuses: it wants a name and a password (407)');
      expect(failure).not.toMatch(/secretWord|reader/);
      expect(hub.requests).toEqual([]);
    },
  );

  it('names neither name nor password where nothing listens', async () => {
    const failure = await failureOf({ http: 'http://reader:secretWord@127.0.0.1:1' });
    expect(failure).toMatch(/no answer from hub\.test \(connect ECONNREFUSED/);
    expect(failure).not.toMatch(/secretWord|reader/);
  });
});

it.each(['socks5://reader:secretWord@host:1', 'http://reader:secretWord%@host', 'http://reader:secretWord@'])(
  'refuses %s without showing it',
  async (http) => {
    const refusal = await proxyFetch({ http }).catch(String);
    expect(refusal).toMatch(/HTTP_PROXY: it is not the address of an HTTP proxy\. Write it as/);
    expect(refusal).not.toMatch(/secretWord|reader/);
  },
);
