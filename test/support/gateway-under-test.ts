import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { pino, type Logger } from 'pino';
import type { GatewayConfig } from '../../src/config/gateway-config.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import { startGateway } from '../../src/gateway.ts';
import { HashRing } from '../../src/ring/hash-ring.ts';
import { Browser } from './graphql-client.ts';

/** Signs the cookies of gateways that are to know each other's sessions. */
export const cookieKey = 'a-key-of-a-test-that-signs-every-cookie';

/** A gateway within the process of the test. */
export interface GatewayUnderTest {
  readonly url: string;
  /** Where its metrics are, if the environment names a port for them. */
  readonly metricsUrl: string | undefined;
  readonly config: GatewayConfig;
  readonly log: Logger;
  /** What was logged so far, as lines of JSON. */
  readonly logText: () => string;
  /** A browser without cookies; closed with the gateway. */
  readonly browser: (headers?: Readonly<Record<string, string>>) => Browser;
  /** The place, among the configured nodes, of the one that owns an id. */
  readonly ownerOf: (sessionId: string) => number;
  readonly stop: () => Promise<void>;
}

/** Starts a gateway on a port of its own. @param env As an operator would set it. */
export async function startGatewayUnderTest(
  env: Readonly<Record<string, string>> = {},
): Promise<GatewayUnderTest> {
  const defaults = {
    PORT: '0',
    RINGGATE_ADMIN_PORT: 'off',
    RINGGATE_COOKIE_KEYS: cookieKey,
  };
  const config = parseConfig({ ...defaults, ...env }, (path) => readFileSync(path, 'utf8'));
  const lines: string[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  const log = pino({ level: config.logLevel }, sink);
  const running = await startGateway(config, log);
  const ring = HashRing.create(config.nodes);
  const browsers: Browser[] = [];
  return {
    url: running.url,
    metricsUrl: running.metricsUrl,
    config,
    log,
    logText: () => lines.join(''),
    browser: (headers) => {
      const browser = new Browser(running.url, headers);
      browsers.push(browser);
      return browser;
    },
    ownerOf: (sessionId) => config.nodes.findIndex(({ id }) => id === ring.owner(sessionId)),
    stop: async () => {
      for (const browser of browsers) browser.close();
      await running.stop();
    },
  };
}
