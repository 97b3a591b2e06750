import { postGraphql } from '../load/graphql-post.mjs';

/**
 * Asks a variant's query once with each cookie and refuses any answer but the right one.
 *
 * @param target `variant`, `server`, and `cookies` with the `usernames` that they belong to.
 * @returns Sizes of the answers in bytes, with their headers: what the load generator must count too.
 */
export async function checkAnswers({ variant, server, cookies, usernames }) {
  const sizes = [];
  for (const [index, cookie] of cookies.entries()) {
    const answer = await postGraphql(
      server.url,
      { query: variant.query },
      variant.signedIn ? cookie : undefined,
    );
    const expected = variant.answer(usernames[index]);
    if (answer.status !== 200 || answer.text.trimEnd() !== expected) {
      throw new Error(
        `${variant.name} answered ${answer.status} ${answer.text} to ${usernames[index]}; right is ${expected}`,
      );
    }
    sizes.push(answer.totalBytes);
  }
  return sizes;
}

/**
 * Refuses a run whose answers were not all right: a status other than 2xx, a broken connection, a late answer, or a
 * sum of bytes that answers of the right sizes can't have. The last finds what has the right status, as a session that
 * reads null.
 *
 * @param sizes From {@link checkAnswers}.
 */
export function checkRun(variant, run, sizes, connections) {
  const wrong = run.wrongStatus + run.failed + run.late;
  if (wrong > 0 || run.requests === 0) {
    throw new Error(
      `${variant.name}: ${run.requests} answers, ${run.wrongStatus} of a wrong status, ${run.failed} broken connections, ${run.late} late answers`,
    );
  }
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  // Answers that were cut off at the end, and a last turn of the cookies that was not complete.
  const slack = connections * most + sizes.length * (most - least);
  if (Math.abs(run.bytes - run.requests * mean) > slack) {
    throw new Error(
      `${variant.name}: ${run.requests} answers were ${run.bytes} bytes, where right ones have ${mean} each`,
    );
  }
}
