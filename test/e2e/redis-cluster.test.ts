import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cookieKey } from '../support/gateway-under-test.ts';
import { GatewayProcess } from '../support/gateway-process.ts';
import { Browser } from '../support/graphql-client.ts';
import { knownPassword, writeUsersFile } from '../support/known-users.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { assertNoKeyWithoutTtl } from '../support/redis-server.ts';
import { runRing } from '../support/ring-command.ts';
import { logIn, sessionOf, setValue } from '../support/session-steps.ts';

describe('the gateway on a Redis Cluster', () => {
  let cluster: RedisCluster;
  let gateway: GatewayProcess;
  let url: string;
  let removeUsers: () => Promise<void>;
  let nodes: string;

  beforeAll(async () => {
    cluster = await RedisCluster.start();
    const users = await writeUsersFile();
    removeUsers = users.remove;
    nodes = `${cluster.url}?id=sessions`;
    gateway = new GatewayProcess({
      PORT: '0',
      RINGGATE_NODES: nodes,
      RINGGATE_COOKIE_KEYS: cookieKey,
      RINGGATE_USERS_FILE: users.path,
    });
    url = await gateway.ready();
  });

  afterAll(async () => {
    await gateway.kill();
    await removeUsers();
    await cluster.stop();
  });

  it('logs in, keeps values, lists sessions, ends the others, and logs out', async () => {
    const [one, other] = [new Browser(url), new Browser(url)];
    try {
      await setValue(one, 'basket', ['apple']);
      expect((await logIn(one, 'bob', knownPassword)).data?.login?.__typename).toBe('LoginSuccess');
      expect((await logIn(other, 'bob', knownPassword)).data?.login?.__typename).toBe(
        'LoginSuccess',
      );
      expect((await one.ask('{ session { values } }')).data?.session?.values).toEqual({
        basket: ['apple'],
      });
      expect((await one.ask('{ sessions { id } }')).data?.sessions).toHaveLength(2);
      expect((await one.ask('mutation { revokeOtherSessions }')).data).toEqual({
        revokeOtherSessions: 1,
      });
      expect(await sessionOf(other)).toBeNull();
      expect((await one.ask('mutation { logout }')).data).toEqual({ logout: true });
      expect(await sessionOf(one)).toBeNull();
      await Promise.all((await cluster.masters()).map(assertNoKeyWithoutTtl));
    } finally {
      one.close();
      other.close();
    }
  });

  it('has a ring that can be looked at and not be changed', async () => {
    const env = { RINGGATE_NODES: nodes };
    const [status, where, refused] = await Promise.all([
      runRing(['status', '--json'], env),
      runRing(['where', 'abc', '--json'], env),
      runRing(['reweight', 'sessions', '2'], env),
    ]);
    expect(JSON.parse(status.out)).toMatchObject({
      nodes: [{ id: 'sessions', kind: 'redis+cluster', status: 'UP' }],
    });
    expect(JSON.parse(where.out)).toMatchObject({ owner: 'sessions', foundOn: [] });
    expect(refused.code).not.toBe(0);
    expect(refused.err).toContain('a Redis Cluster stands alone');
  });
});
