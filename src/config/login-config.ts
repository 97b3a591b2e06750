import type { Checked, Finding } from './finding.ts';
import type { LoginConfig } from './gateway-config.ts';
import { isLoopback } from './loopback.ts';
import type { OptionValues } from './option-table.ts';

const howToMakeUsers =
  'make one with ringgate users add <name> --file users.yaml and set RINGGATE_USERS_FILE=users.yaml';

/**
 * Who may sign in. The demo user has a password that everybody knows, so it never exists in production, nor, unless
 * that is asked for, where other machines reach it (OWASP ASVS 5.0, 6.3.2).
 */
export function loginConfig(values: OptionValues, production: boolean): Checked<LoginConfig> {
  const demoAllowed = !production && (values.demo ?? isLoopback(values.host));
  const demo = demoAllowed && values.usersFile === undefined;
  return {
    part: {
      usersFile: values.usersFile,
      demo,
      maxFailuresPerAccountAndAddress: values.maxFailuresPerAccountAndAddress,
      maxFailuresPerAddress: values.maxFailuresPerAddress,
      failureWindowMs: values.failureWindowMs,
      maxFailuresPerAccount: values.maxFailuresPerAccount,
      accountFailureWindowMs: values.accountFailureWindowMs,
    },
    findings: [
      ...demoFindings(values, production),
      ...(demo || values.usersFile !== undefined ? [] : [noUsers(values, production)]),
    ],
  };
}

function* demoFindings(values: OptionValues, production: boolean): Generator<Finding> {
  if (values.demo !== true) return;
  if (production) {
    yield {
      level: 'fault',
      options: ['demo'],
      text: 'must not be on in production: everybody knows the password of the demo user',
    };
  } else if (values.usersFile !== undefined) {
    yield {
      level: 'warning',
      options: ['demo'],
      text: 'has no effect: the users are those of RINGGATE_USERS_FILE.',
    };
  } else if (!isLoopback(values.host)) {
    yield {
      level: 'warning',
      options: ['demo'],
      text: 'is on while HOST is no loopback address: everybody who reaches this machine may sign in as the demo user.',
    };
  }
}

function noUsers({ host }: OptionValues, production: boolean): Finding {
  if (production) {
    return {
      level: 'fault',
      options: ['usersFile'],
      text: `must name a file of users in production: ${howToMakeUsers}`,
    };
  }
  const why = isLoopback(host) ? 'while RINGGATE_DEMO is off' : 'while HOST is no loopback address';
  return {
    level: 'fault',
    options: ['usersFile', 'demo', 'host'],
    text: `must name a file of users ${why}: ${howToMakeUsers}, or set RINGGATE_DEMO=on to let the demo user in`,
  };
}
