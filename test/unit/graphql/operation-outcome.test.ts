import { describe, expect, it } from '@jest/globals';
import { outcomeOf } from '../../../src/graphql/operation-outcome.ts';

function error(code: string): { message: string; extensions: { code: string } } {
  return { message: 'no', extensions: { code } };
}

describe('how an operation ended', () => {
  it.each([
    ['ok', { data: { a: null } }],
    ['field-error', { data: { a: null }, errors: [error('UNAUTHENTICATED')] }],
    ['field-error', { data: null, errors: [error('UNAUTHENTICATED')] }],
    ['request-error', { errors: [error('FORBIDDEN')] }],
    ['internal-error', { data: { a: null }, errors: [error('INTERNAL_SERVER_ERROR')] }],
    [
      'unavailable',
      {
        data: { a: 1, b: null },
        errors: [error('INTERNAL_SERVER_ERROR'), error('SESSION_STORE_UNAVAILABLE')],
      },
    ],
  ])('is %s for %j', (outcome, answer) => {
    expect(outcomeOf(answer)).toBe(outcome);
  });
});
