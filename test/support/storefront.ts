import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { nodesOf } from './backends.ts';
import { cookieKey } from './gateway-under-test.ts';
import { type RedisServer, startRedisServers } from './redis-server.ts';
import { StorefrontProcess } from './storefront-process.ts';
import { WebBrowser, type WebUserOptions } from './web-browser.ts';
import type { WebPage } from './web-page.ts';
import type { WebUser } from './web-user.ts';

/** The example shop over three Redis servers, and browsers to visit it with. */
export interface Storefront {
  readonly url: string;
  /** They keep their data over a restart. */
  readonly servers: readonly RedisServer[];
  /** A browser without cookies. */
  readonly visitor: (options?: WebUserOptions) => Promise<WebUser>;
  /** Opens a view in a new tab. @param path As in `/cart`. */
  readonly open: (user: WebUser, path?: string) => Promise<WebPage>;
  /** Ends the gateway and the shop, and starts them again at the same address. */
  readonly restart: () => Promise<void>;
}

/**
 * Starts the example before the tests of a file and stops it after them. After each test no tab may have complained of
 * anything that the test did not expect.
 *
 * @param env More configuration of the gateway.
 * @returns What gives the shop, inside a test.
 */
export function useStorefront(env: Readonly<Record<string, string>> = {}): () => Storefront {
  let storefront: Storefront | undefined;
  const cleanups: (() => Promise<unknown>)[] = [];
  const users: WebUser[] = [];
  const pages: WebPage[] = [];

  beforeAll(async () => {
    const servers = await startRedisServers(3, { appendOnly: true });
    cleanups.push(() => Promise.all(servers.map((server) => server.stop())));
    const full = {
      RINGGATE_NODES: nodesOf(servers),
      RINGGATE_COOKIE_KEYS: cookieKey,
      ...env,
    };
    let process = new StorefrontProcess(full);
    cleanups.push(() => process.stop());
    const browser = await WebBrowser.start();
    cleanups.push(() => browser.close());
    const url = await process.ready();
    storefront = {
      url,
      servers,
      visitor: async (options) => {
        const user = await browser.user(options);
        users.push(user);
        return user;
      },
      open: async (user, path = '/') => {
        const page = await user.open(url + path);
        pages.push(page);
        return page;
      },
      restart: async () => {
        await process.stop();
        process = new StorefrontProcess({ ...full, PORT: new URL(url).port });
        await process.ready();
      },
    };
  });

  afterEach(async () => {
    const complaints = pages.splice(0).flatMap((page) => page.complaints);
    for (const user of users.splice(0)) await user.close();
    expect(complaints).toEqual([]);
  });

  afterAll(async () => {
    for (const cleanUp of cleanups.reverse()) await cleanUp();
  });

  return () => {
    if (storefront === undefined) throw new Error('The example has not started');
    return storefront;
  };
}
