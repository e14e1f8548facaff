// A proxy on loopback: sends plain requests on, and refuses tunnels after it has seen where they were to lead.
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import type { Socket } from 'node:net';

export interface FakeProxy extends AsyncDisposable {
  /** `127.0.0.1:port` */
  readonly host: string;
  /** What was asked for with the right name and password, in order: `GET http://…`, `CONNECT host:443`. */
  readonly asked: string[];
}

/** Starts a proxy. `hosts` it asks at another origin than their own; `user` (`name:password`) is who may ask. */
export async function fakeProxy(hosts: Readonly<Record<string, string>>, user?: string): Promise<FakeProxy> {
  const asked: string[] = [];
  const wanted = user && `Basic ${Buffer.from(user).toString('base64')}`;
  const mayAsk = ({ method, url, headers }: IncomingMessage): boolean => {
    if (wanted && headers['proxy-authorization'] !== wanted) return false;
    asked.push(`${method} ${url}`);
    return true;
  };
  const server = createServer((request, response) => {
    if (mayAsk(request)) sendOn(request, response, hosts);
    else response.writeHead(407, { 'proxy-authenticate': 'Basic' }).end();
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    socket.end(`HTTP/1.1 ${mayAsk(request) ? '502 Bad Gateway' : '407 Proxy Authentication Required'}\r\n\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    host: `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    asked,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function sendOn(request: IncomingMessage, response: ServerResponse, hosts: Readonly<Record<string, string>>): void {
  const { origin, host, pathname, search } = new URL(request.url ?? '');
  const { 'proxy-authorization': _, ...headers } = request.headers;
  const onward = send(new URL(pathname + search, hosts[host] ?? origin), { headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.writeHead(502).end());
  request.pipe(onward);
}
