import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { parseSizeBytes } from './byte-size.ts';
import { parseDurationMs } from './duration.ts';

/** Reads the text of an option; its issues are the rules that the text broke. */
export type OptionParser<Value> = z.ZodType<Value, string>;

const longestDurationMs = 400 * 86_400_000;

/** A duration with its unit, at most 400 days: browsers keep no cookie longer (RFC 6265bis, 5.5). */
export const durationMs: OptionParser<number> = parsedBy(
  'must be a duration from 1ms to 400d, as in 90s, 30m or 12h',
  (text) => {
    const parsed = parseDurationMs(text);
    return parsed === undefined || parsed > longestDurationMs ? undefined : parsed;
  },
);

const longestWaitMs = 24 * 86_400_000;

/** A duration that a timer waits for: one past 2^31 - 1 ms would fire at once. */
export const waitMs: OptionParser<number> = parsedBy(
  'must be a duration from 1ms to 24d, as in 500ms, 10s or 1m',
  (text) => {
    const parsed = parseDurationMs(text);
    return parsed === undefined || parsed > longestWaitMs ? undefined : parsed;
  },
);

/** A size from 1 byte to 512 MiB, which is the most that one value of Redis holds. */
export const sizeBytes: OptionParser<number> = parsedBy(
  'must be a size from 1B to 512MiB, as in 16KiB',
  (text) => {
    const parsed = parseSizeBytes(text);
    return parsed === undefined || parsed > 512 * 1_048_576 ? undefined : parsed;
  },
);

/** `on` or `off`; `true` and `false` as YAML writes them. */
export const onOff: OptionParser<boolean> = parsedBy('must be on or off', (text) => {
  const word = text.toLowerCase();
  if (word === 'on' || word === 'true') return true;
  return word === 'off' || word === 'false' ? false : undefined;
});

/** A whole number in decimal digits, both ends included. */
export function wholeNumber(least: number, most: number): OptionParser<number> {
  return parsedBy(`must be a whole number from ${least} to ${most}`, (text) => {
    const parsed = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    return parsed >= least && parsed <= most ? parsed : undefined;
  });
}

/** A whole number, or `off` for no limit. */
export function wholeNumberOrOff(least: number, most: number): OptionParser<number | 'off'> {
  const number = wholeNumber(least, most);
  return parsedBy(`must be off or a whole number from ${least} to ${most}`, (text) =>
    text.toLowerCase() === 'off' ? 'off' : number.safeParse(text).data,
  );
}

/** One of a few words, in any case. */
export function oneOf<const Word extends string>(words: readonly Word[]): OptionParser<Word> {
  return parsedBy(`must be one of ${words.join(', ')}`, (text) =>
    words.find((word) => word.toLowerCase() === text.toLowerCase()),
  );
}

/** Items separated by white space or commas. An issue's path begins with the item's place in the list. */
export function listOf<Value>(item: OptionParser<Value>): OptionParser<readonly Value[]> {
  return z.string().transform(splitList).pipe(z.array(item));
}

/** The items of a list option. */
export function splitList(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== '');
}

/** Any text that fits on one line. */
export const oneLine: OptionParser<string> = parsedBy(
  'must be one line without control characters',
  (text) => (/^\P{Cc}{1,4096}$/u.test(text) ? text : undefined),
);

/** The name of an operation (GraphQL specification, 2.1.9). */
export const operationName: OptionParser<string> = parsedBy(
  'must be the name of a GraphQL operation, as in CurrentSession',
  (text) => (/^[_A-Za-z]\w{0,99}$/.test(text) ? text : undefined),
);

/** The name of a host, underscores allowed; in lower case. */
export const hostName: OptionParser<string> = parsedBy(
  'must be the name of a host without a port, as in gateway or gateway.example',
  (text) => (/^[a-z0-9_](?:[\w.-]{0,251}[a-z0-9_])?$/i.test(text) ? text.toLowerCase() : undefined),
);

/** An origin as a browser sends it, so that it can be compared as a string (RFC 6454, 6.2). */
export const exactOrigin: OptionParser<string> = parsedBy(
  'must be an exact origin without a path, as in https://app.example (no wildcard)',
  (text) =>
    /^https?:[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text
      ? text
      : undefined,
);

/** An address or a network in CIDR notation. */
export const addressOrNetwork: OptionParser<string> = parsedBy(
  'must be an IP address or a network, as in 10.0.0.7 or 10.0.0.0/8',
  (text) => (isAddressOrNetwork(text) ? text : undefined),
);

function isAddressOrNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix)))
    return false;
  if (prefix === undefined) return true;
  try {
    new BlockList().addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
    return true;
  } catch {
    return false;
  }
}

/**
 * @param rule What the text must be, as a predicate.
 * @param parse Answers undefined when it is not.
 */
export function parsedBy<Value>(
  rule: string,
  parse: (text: string) => Value | undefined,
): OptionParser<Value> {
  return z.string().transform((text, context) => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: rule });
    return z.NEVER;
  });
}
