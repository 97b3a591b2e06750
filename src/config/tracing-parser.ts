import type { OptionParser } from './option-parser.ts';
import { parsedBy } from './option-parser.ts';

/** Where a collector listens, without what the kind of signal adds to its path. */
export const collectorUrl: OptionParser<string> = parsedBy(
  'must be the http or https URL of a collector without a user, a query and a fragment, as in http://127.0.0.1:4318',
  (text) => {
    if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
    const { username, password, search, hash } = new URL(text);
    return [username, password, search, hash].every((part) => part === '') ? text : undefined;
  },
);

/** Headers as `OTEL_EXPORTER_OTLP_HEADERS` has them: pairs with a comma between, their values percent-encoded. */
export const headerPairs: OptionParser<readonly (readonly [name: string, value: string])[]> =
  parsedBy(
    'must be headers, as in api-key=secret,x-tenant=a, with what is special in a value percent-encoded',
    (text) => {
      const headers: [string, string][] = [];
      for (const pair of text.split(',')) {
        const [, name = '', value = ''] =
          /^\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
        const decoded = decodedValue(value);
        if (name === '' || decoded === undefined) return undefined;
        headers.push([name, decoded]);
      }
      return headers;
    },
  );

/** A part of one, both ends included. */
export const ratio: OptionParser<number> = parsedBy(
  'must be a number from 0 to 1, as in 0.1',
  (text) => (/^(?:0(?:\.\d{1,9})?|1(?:\.0{1,9})?)$/.test(text) ? Number(text) : undefined),
);

/** @returns Absent for what cannot be the value of a header. */
function decodedValue(text: string): string | undefined {
  try {
    const value = decodeURIComponent(text);
    return /^[\t\x20-\x7e]+$/.test(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
