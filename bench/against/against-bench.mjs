import { startRedisServers } from '../processes/redis-servers.mjs';
import { SERVERS } from '../processes/servers.mjs';
import { measureTargets, prepareTarget, prepareUsers } from '../sessions/sessions-bench.mjs';
import { chooseVariants, SUBJECT } from '../sessions/variants.mjs';
import { buildRevision } from './build-revision.mjs';

/**
 * Measures the session query of the built gateway and of the one of another revision, by turns: each with Redis servers
 * of its own, so that neither sees what the other keeps there.
 *
 * @param options `revision`, and those of `measureVariants` but for the variants.
 * @returns `hash` of the revision, and the `runs` of `now` and of `before`.
 */
export async function measureAgainst({ revision, ...options }, running) {
  options.log(`building ${revision}`);
  const { hash, file } = await buildRevision(revision, running);
  const users = await prepareUsers(running);
  const [variant] = chooseVariants({ only: [SUBJECT], tuned: false });
  const targets = [];
  for (const other of [
    { title: 'as it is now', name: 'now' },
    { title: `of ${hash}`, name: hash, file },
  ]) {
    const ports = await startRedisServers(SERVERS[variant.server].redisServers, running);
    const named = { ...variant, title: `${variant.title}, ${other.title}`, name: other.name };
    targets.push(
      await prepareTarget(named, { ...options, users, ports, file: other.file }, running),
    );
  }
  const [now, before] = await measureTargets(targets, options);
  return { hash, now: now.runs, before: before.runs };
}
