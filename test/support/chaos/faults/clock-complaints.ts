import { Browser } from '../../graphql-client.ts';
import type { Surroundings, Target } from '../chaos-fault.ts';

/** The default, of anonymous sessions. */
const lifetimeMs = 12 * 60 * 60 * 1_000;
/** From one clock to the same one, with the time of a request between. */
const toleranceMs = 5_000;

/** What a gateway says about when a session began and ends, against the clock of this machine, which the nodes share. */
export async function clockComplaints(
  { bed }: Surroundings,
  { gateway }: Target,
): Promise<string[]> {
  const browser = new Browser(bed.fleet.gateway(gateway).url);
  try {
    const made = await browser.ask(
      'mutation { setSessionValue(key: "k", value: 1) { createdAt lastSeenAt expiresAt } }',
    );
    const { createdAt, lastSeenAt, expiresAt } = made.data?.setSessionValue ?? {};
    const maxAge = /max-age=(\d+)/i.exec(made.setCookies.join())?.[1];
    const now = Date.now();
    const read = await browser.ask('{ session { id } }');
    const instants = { createdAt, lastSeenAt, expiresAt };
    const expected = { createdAt: now, lastSeenAt: now, expiresAt: now + lifetimeMs };
    const complaints = Object.entries(instants).flatMap(([name, at]) => {
      const difference = Date.parse(at ?? '') - expected[name as keyof typeof expected];
      return Math.abs(difference) <= toleranceMs ? [] : [`${name} is off by ${difference} ms`];
    });
    if (!(Math.abs(Number(maxAge) * 1_000 - lifetimeMs) <= toleranceMs)) {
      complaints.push(`the cookie's Max-Age is ${maxAge ?? 'absent'}`);
    }
    if (!read.data?.session?.id) complaints.push(`a session that was just made: ${read.text}`);
    return complaints;
  } finally {
    browser.close();
  }
}
