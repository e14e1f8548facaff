import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { RequestError } from '@stopover/core';
import { hasCode } from '@stopover/files';
import type { LivePage } from '@stopover/report';

/** Only this machine reaches it. */
const host = '127.0.0.1';

/** A server of one page and the events that fill it. */
export interface LiveServer extends AsyncDisposable {
  readonly url: string;
  /** How many pages listen. */
  readonly listeners: number;
  /** Tells all pages; the last event of each name is what a page gets that comes later. */
  send(event: string, value: unknown): void;
}

/** Serves a page on this machine alone. Port 0 is any that is free. @throws RequestError where the port is taken or forbidden. */
export async function serveLive(page: LivePage, port: number, onListener: () => void): Promise<LiveServer> {
  const responses = new Set<ServerResponse>();
  const last = new Map<string, string>();
  const server = createServer((request, response) => {
    if (!isMeant(server, request)) return refuse(response, 403);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
    if (request.url === '/') return give(response, page, request.method === 'HEAD');
    if (request.url !== '/events' || request.method === 'HEAD') return refuse(response, 404);
    response.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream' });
    response.write('retry: 2000\n\n');
    for (const text of last.values()) response.write(text);
    responses.add(response);
    response.on('close', () => responses.delete(response)).on('error', () => responses.delete(response));
    onListener();
  });
  await listening(server, port);
  return {
    url: `http://${host}:${portOf(server)}/`,
    get listeners() {
      return responses.size;
    },
    send: (event, value) => {
      const text = `event: ${event}\ndata: ${JSON.stringify(value)}\n\n`;
      last.set(event, text);
      for (const response of responses) response.write(text);
    },
    [Symbol.asyncDispose]: async () => {
      for (const response of responses) response.end();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Every answer: read by this page only, and kept by nobody. */
const headers = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** A page from elsewhere may lead a name of its own to this address: only the address itself is answered. */
function isMeant(server: Server, { headers: { host: asked, origin } }: IncomingMessage): boolean {
  const port = portOf(server);
  const own = [`${host}:${port}`, `localhost:${port}`];
  return own.includes(asked ?? '') && (origin === undefined || own.some((one) => origin === `http://${one}`));
}

function give(response: ServerResponse, { markup, policy }: LivePage, isHead: boolean): void {
  response.writeHead(200, {
    ...headers,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy,
  });
  response.end(isHead ? undefined : markup);
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8', Allow: 'GET, HEAD' });
  response.end();
}

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const what = hasCode(error, 'EADDRINUSE')
        ? 'another program listens there'
        : hasCode(error, 'EACCES')
          ? 'this user may not listen there'
          : undefined;
      const remedy = 'Give another number from 1024 up, or leave --port out: then a free one is taken.';
      reject(what === undefined ? error : new RequestError({ where: `--port ${port}`, what, remedy }));
    });
    server.listen(port, host, () => resolve());
  });
}
