import type { Checked, Finding } from './finding.ts';
import type { SessionsConfig } from './gateway-config.ts';
import type { OptionName, OptionValues } from './option-table.ts';

const anonymousPerMinuteInProduction = 60;

/** How long sessions live and how much they may hold. */
export function sessionsConfig(values: OptionValues, production: boolean): Checked<SessionsConfig> {
  const newAnonymous =
    values.maxNewAnonymousPerMinute ?? (production ? anonymousPerMinuteInProduction : 'off');
  return {
    part: {
      user: {
        idleTimeoutMs: values.idleTimeoutMs,
        absoluteLifetimeMs: values.absoluteLifetimeMs,
      },
      anonymous: {
        idleTimeoutMs: values.anonymousIdleTimeoutMs,
        absoluteLifetimeMs: values.anonymousLifetimeMs,
      },
      maxValues: values.maxValues,
      maxValueBytes: values.maxValueBytes,
      maxSessionBytes: values.maxSessionBytes,
      maxAnonymousBytes: values.maxAnonymousBytes,
      maxSessionsPerUser: values.maxSessionsPerUser,
      sessionsOverflow: values.sessionsOverflow,
      maxSubscriptionsPerSession: values.maxSubscriptionsPerSession,
      maxSubscriptions: values.maxSubscriptions,
      maxNewAnonymousPerMinute: newAnonymous === 'off' ? undefined : newAnonymous,
    },
    findings: [
      ...idleWithinLifetime(
        values,
        'idleTimeoutMs',
        'absoluteLifetimeMs',
        'RINGGATE_ABSOLUTE_LIFETIME',
      ),
      ...idleWithinLifetime(
        values,
        'anonymousIdleTimeoutMs',
        'anonymousLifetimeMs',
        'RINGGATE_ANONYMOUS_LIFETIME',
      ),
      ...(production && newAnonymous === 'off' ? [unlimitedAnonymous] : []),
    ],
  };
}

const unlimitedAnonymous: Finding = {
  level: 'warning',
  options: ['maxNewAnonymousPerMinute'],
  text: 'is off in production: one address may fill the nodes with anonymous sessions.',
};

function* idleWithinLifetime(
  values: OptionValues,
  idle: OptionName & ('idleTimeoutMs' | 'anonymousIdleTimeoutMs'),
  lifetime: OptionName & ('absoluteLifetimeMs' | 'anonymousLifetimeMs'),
  lifetimeVariable: string,
): Generator<Finding> {
  if (values[idle] <= values[lifetime]) return;
  yield {
    level: 'fault',
    options: [idle, lifetime],
    text: `must not be longer than ${lifetimeVariable}: ${values[idle]} ms is more than ${values[lifetime]} ms`,
  };
}
