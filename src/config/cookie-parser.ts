import { z } from 'zod';
import { parsedBy, splitList } from './option-parser.ts';
import type { OptionParser } from './option-parser.ts';

const leastKeyBytes = 32;

/** Keys that sign the cookie. Issues name a key by its place in the list, never by its text. */
export const cookieKeys: OptionParser<readonly string[]> = z.string().transform((text, context) => {
  const keys = splitList(text);
  for (const [index, key] of keys.entries()) {
    const bytes = Buffer.byteLength(key);
    if (bytes < leastKeyBytes) {
      const message = `key ${index + 1} must have at least ${leastKeyBytes} bytes, not ${bytes}: make one with openssl rand -base64 32`;
      context.addIssue({ code: 'custom', message });
    }
  }
  if (keys.length === 0)
    context.addIssue({ code: 'custom', message: 'must name at least one key' });
  return keys;
});

/** A token (RFC 9110, 5.6.2), as RFC 6265bis, 4.1.1 requires. */
export const cookieName: OptionParser<string> = parsedBy(
  "must be 1 to 128 letters, digits or any of !#$%&'*+-.^_`|~",
  (text) => (/^[\w!#$%&'*+.^`|~-]{1,128}$/.test(text) ? text : undefined),
);

/** A host name in ASCII. Strict, since it is written into a header as it is. */
export const cookieDomain: OptionParser<string> = parsedBy(
  'must be a domain, as in example.org',
  (text) => {
    const labels = text.split('.');
    const valid = labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(label));
    return valid && text.length <= 253 ? text.toLowerCase() : undefined;
  },
);
