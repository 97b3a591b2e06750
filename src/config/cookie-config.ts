import { randomBytes } from 'node:crypto';
import type { Checked, Finding } from './finding.ts';
import type { CookieConfig } from './gateway-config.ts';
import type { OptionValues } from './option-table.ts';

/** The cookie, and which of its attributes browsers would refuse together (RFC 6265bis, 4.1.3 and 5.7; CHIPS, 2.1). */
export function cookieConfig(values: OptionValues, production: boolean): Checked<CookieConfig> {
  const secure = values.cookieSecure ?? production;
  const partitioned = values.cookiePartitioned;
  const part: CookieConfig = {
    name: values.cookieName ?? defaultName(secure, partitioned),
    sameSite: values.cookieSameSite,
    domain: values.cookieDomain,
    secure,
    partitioned,
    keys: values.cookieKeys ?? [randomBytes(32).toString('base64url')],
  };
  return {
    part,
    findings: [
      ...keyFindings(values, production),
      ...prefixFindings(part),
      ...partitionFindings(part),
      ...relaxations(part, production),
    ],
  };
}

/**
 * A cookie that is kept apart has a name of its own: a browser that held the other kind would send both, the older one
 * first, and nobody could log in until that one expires.
 */
function defaultName(secure: boolean, partitioned: boolean): string {
  if (!secure) return 'session';
  return partitioned ? '__Host-session-partitioned' : '__Host-session';
}

function* keyFindings({ cookieKeys }: OptionValues, production: boolean): Generator<Finding> {
  if (cookieKeys !== undefined) return;
  yield production
    ? {
        level: 'fault',
        options: ['cookieKeys'],
        text: 'must be set in production to at least one key of 32 bytes or more: make one with openssl rand -base64 32',
      }
    : {
        level: 'warning',
        options: ['cookieKeys'],
        text: 'is not set: the cookie is signed with a random key, so sessions end with this process and no other gateway knows them.',
      };
}

function* prefixFindings({ name, secure, domain }: CookieConfig): Generator<Finding> {
  // Browsers compare the prefixes without regard to case (RFC 6265bis, 5.7).
  const prefix = /^__(?:host|secure|http)-/i.exec(name)?.[0];
  if (prefix === undefined) return;
  if (!secure) {
    yield {
      level: 'fault',
      options: ['cookieName', 'cookieSecure'],
      text: `must not begin with ${prefix} without Secure: set RINGGATE_COOKIE_SECURE=on or choose another name`,
    };
  }
  if (prefix.toLowerCase() === '__host-' && domain !== undefined) {
    yield {
      level: 'fault',
      options: ['cookieDomain', 'cookieName'],
      text: `must not be set for the cookie ${name}: set RINGGATE_COOKIE_NAME to a name without __Host-, as in __Secure-session`,
    };
  }
}

function* partitionFindings({ partitioned, secure, sameSite }: CookieConfig): Generator<Finding> {
  if (!partitioned) return;
  if (!secure) {
    yield {
      level: 'fault',
      options: ['cookiePartitioned', 'cookieSecure'],
      text: 'must not be on without Secure: set RINGGATE_COOKIE_SECURE=on',
    };
  } else if (sameSite !== 'None') {
    yield {
      level: 'warning',
      options: ['cookiePartitioned', 'cookieSameSite'],
      text: `is on while RINGGATE_COOKIE_SAMESITE is ${sameSite}: pages of other sites get no cookie all the same.`,
    };
  }
}

function* relaxations(cookie: CookieConfig, production: boolean): Generator<Finding> {
  if (cookie.sameSite === 'None' && !cookie.secure) {
    yield {
      level: 'fault',
      options: ['cookieSameSite', 'cookieSecure'],
      text: 'must not be None without Secure: set RINGGATE_COOKIE_SECURE=on',
    };
  } else if (cookie.sameSite === 'None') {
    yield {
      level: 'warning',
      options: ['cookieSameSite'],
      text: 'is None: browsers send the cookie with requests that other sites start.',
    };
  }
  if (cookie.domain !== undefined) {
    yield {
      level: 'warning',
      options: ['cookieDomain'],
      text: `is ${cookie.domain}: every host of that domain gets the cookie and may overwrite it.`,
    };
  }
  if (production && !cookie.secure) {
    yield {
      level: 'warning',
      options: ['cookieSecure'],
      text: 'is off in production: browsers send the cookie over plain http.',
    };
  }
}
