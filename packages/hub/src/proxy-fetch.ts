import { RequestError } from '@stopover/core';
import { HubRefused, HubUnreachable } from './hub-failures.ts';
import type { Send } from './hub-fetch.ts';

/** The proxies that the environment names, as it writes them. An address may hold a user's name and password. */
export interface Proxies {
  /** Of `http://` addresses, and of others where `https` is not given. */
  readonly http?: string;
  /** Of `https://` addresses. */
  readonly https?: string;
  /** Hosts that are asked without a proxy, separated by commas: `localhost,.example.org,10.0.0.7:8080`; `*` is all. */
  readonly except?: string;
}

/**
 * Fetch through a proxy: Node's own asks none. It fails with HubRefused where a proxy wants a name and a password.
 * @throws RequestError for what is not a proxy's address, without showing it.
 */
export async function proxyFetch({ http, https, except = '' }: Proxies): Promise<Send> {
  const addresses = { httpProxy: addressOf('HTTP_PROXY', http), httpsProxy: addressOf('HTTPS_PROXY', https) };
  const { EnvHttpProxyAgent, fetch } = await import('undici');
  // Many proxies make tunnels to port 443 only: plain requests are sent to the proxy as such.
  const dispatcher = new EnvHttpProxyAgent({ ...addresses, noProxy: except, proxyTunnel: false });
  return (url, { headers, ...how }) =>
    fetch(url, { ...how, headers: [...headers], dispatcher }).catch((error: unknown) => {
      const status = refusalIn(error);
      if (status === 407) throw new HubRefused(407, '', url.host);
      throw status === undefined ? error : new HubUnreachable(`the proxy answered ${status} for ${url.host}`);
    });
}

/** The status with which a proxy refused: undici keeps it in the message of an inner cause alone. */
function refusalIn(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const status = /^Proxy .*\((\d{3})\)/.exec(error.message)?.[1];
  return status === undefined ? refusalIn(error.cause) : Number(status);
}

/** '' where there is none: the agent would look into the environment for what is left out. */
function addressOf(variable: string, value: string | undefined): string {
  if (value === undefined) return '';
  const address = value.includes('://') ? value : `http://${value}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && /^https?:$/.test(url.protocol) && isEncoded(url.username + url.password)) return address;
  throw new RequestError({
    where: variable,
    what: 'it is not the address of an HTTP proxy',
    remedy: 'Write it as http://host:port, or http://name:password@host:port with every % of the two as %25.',
  });
}

function isEncoded(text: string): boolean {
  try {
    return decodeURIComponent(text).length >= 0;
  } catch {
    return false;
  }
}
