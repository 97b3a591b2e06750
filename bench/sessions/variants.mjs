import { SESSION_QUERY, TYPENAME_ANSWER, TYPENAME_QUERY, sessionAnswer } from './work.mjs';

const readsSession = { query: SESSION_QUERY, answer: sessionAnswer, signedIn: true };
const readsNothing = { query: TYPENAME_QUERY, answer: () => TYPENAME_ANSWER, signedIn: true };

/** The variant that the others are compared with. */
export const SUBJECT = 'ringgate-3';

/** Ringgate with its nodes in the process: what it would reach if Redis cost nothing. */
export const FLOOR = 'ringgate-memory';

/** Whom Ringgate is compared with, in the order of the table's columns. */
export const PEERS = ['express', 'fastify', 'mercurius'];

/**
 * What is measured. `server`: of `processes/servers.mjs`; `query`; `answer`: the one right answer to a user's query;
 * `signedIn`: whether its requests carry cookies; `tuned`: measured only when asked for.
 */
export const VARIANTS = [
  {
    name: 'express',
    title: 'Apollo + Express 5 + express-session + connect-redis',
    server: 'express',
    ...readsSession,
  },
  {
    name: 'fastify',
    title: 'Apollo + Fastify + @fastify/session + connect-redis',
    server: 'fastify',
    ...readsSession,
  },
  {
    name: 'mercurius',
    title: 'Mercurius + @fastify/session + connect-redis',
    server: 'mercurius',
    ...readsSession,
  },
  { name: 'ringgate-1', title: 'Ringgate, 1 Redis node', server: 'ringgate-1', ...readsSession },
  { name: 'ringgate-3', title: 'Ringgate, 3 Redis nodes', server: 'ringgate-3', ...readsSession },
  {
    name: 'ringgate-12',
    title: 'Ringgate, 12 Redis nodes',
    server: 'ringgate-12',
    ...readsSession,
  },
  {
    name: 'ringgate-memory',
    title: 'Ringgate, memory nodes (floor)',
    server: 'ringgate-memory',
    ...readsSession,
  },
  {
    name: 'ringgate-typename',
    title: 'Ringgate, memory nodes, `{ __typename }`',
    server: 'ringgate-memory',
    ...readsNothing,
  },
  {
    name: 'bare',
    title: 'Apollo on a bare Fastify route, `{ __typename }`, no session',
    server: 'bare',
    ...readsNothing,
    signedIn: false,
  },
  {
    name: 'express-tuned',
    title: 'Express as above, `disableTouch: true`',
    server: 'express-tuned',
    tuned: true,
    ...readsSession,
  },
  {
    name: 'fastify-tuned',
    title: 'Fastify as above, `rolling: false`',
    server: 'fastify-tuned',
    tuned: true,
    ...readsSession,
  },
  {
    name: 'mercurius-tuned',
    title: 'Mercurius as above, `rolling: false`, `jit: 1`',
    server: 'mercurius-tuned',
    tuned: true,
    ...readsSession,
  },
];

/**
 * @param only Names, or beginnings of names such as `ringgate`; empty: all that are not `tuned`.
 * @param tuned Whether to add those that are.
 */
export function chooseVariants({ only, tuned }) {
  const chosen =
    only.length === 0
      ? VARIANTS.filter((variant) => tuned || !variant.tuned)
      : VARIANTS.filter((variant) => only.some((name) => isNamed(variant, name)));
  if (chosen.length === 0) {
    const names = VARIANTS.map(({ name }) => name).join(', ');
    throw new RangeError(`--only ${only.join(',')} names no variant; there are ${names}`);
  }
  return chosen;
}

/** A whole name means that variant alone: `ringgate-1` is not `ringgate-12`. */
function isNamed(variant, name) {
  return VARIANTS.some((each) => each.name === name)
    ? variant.name === name
    : variant.name.startsWith(name) && !variant.tuned;
}
