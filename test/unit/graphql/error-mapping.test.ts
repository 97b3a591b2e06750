import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import {
  formatError,
  isInternal,
  type GatewayErrorCode,
} from '../../../src/graphql/error-mapping.ts';
import { LoginError } from '../../../src/login/login-error.ts';
import { SessionError } from '../../../src/session/session-error.ts';

/** Exhaustive by its type: a code more or less does not compile. */
const codes: Readonly<Record<GatewayErrorCode, true>> = {
  UNAUTHENTICATED: true,
  FORBIDDEN: true,
  BAD_USER_INPUT: true,
  VERSION_CONFLICT: true,
  SESSION_LIMIT_EXCEEDED: true,
  TOO_MANY_SESSIONS: true,
  TOO_MANY_SUBSCRIPTIONS: true,
  SESSION_STORE_UNAVAILABLE: true,
  LOGIN_BUSY: true,
};

/** As graphql-js hands on what a resolver threw. */
function fieldError(original: Error): GraphQLError {
  return new GraphQLError(original.message, { originalError: original, path: ['session', 'id'] });
}

/** As Apollo Server formats it before our turn. */
function formatted(error: GraphQLError, code = 'INTERNAL_SERVER_ERROR'): GraphQLFormattedError {
  return {
    message: error.message,
    path: ['session', 'id'],
    extensions: { code, stacktrace: ['at x'] },
  };
}

describe('what the client sees of an error', () => {
  it('is the code and message of one of ours, and where it happened', () => {
    const error = fieldError(new SessionError('VERSION_CONFLICT', 'read it again', { cause: 'x' }));
    expect(formatError(formatted(error), error)).toEqual({
      message: 'read it again',
      path: ['session', 'id'],
      extensions: { code: 'VERSION_CONFLICT' },
    });
    const busy = fieldError(new LoginError('LOGIN_BUSY', 'try again'));
    expect(formatError(formatted(busy), busy).extensions).toEqual({ code: 'LOGIN_BUSY' });
  });

  it.each([
    ['an error of the program', fieldError(new TypeError('cannot read x of undefined'))],
    [
      'an error with a code of its own',
      fieldError(Object.assign(new Error('10.0.0.7 refused'), { code: 'ECONNREFUSED' })),
    ],
    ['a GraphQLError of the server', new GraphQLError('secret detail')],
  ])('is masked when it is %s', (_name, error) => {
    const seen = formatError(formatted(error), error);
    expect(seen.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
    expect(seen.path).toEqual(['session', 'id']);
    expect(seen.message).toContain('x-request-id');
    expect(seen.message).not.toContain(error.message);
    expect(isInternal(error, formatted(error))).toBe(true);
  });

  it('is masked whatever was thrown', () => {
    for (const thrown of ['text', undefined, null, 7]) {
      const seen = formatError(
        { message: 'm', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
        thrown,
      );
      expect(seen.message).not.toBe('m');
    }
  });

  it.each(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT', 'BAD_REQUEST'])(
    'is what Apollo Server wrote where that is %s',
    (code) => {
      const error = new GraphQLError('Syntax Error');
      expect(formatError(formatted(error, code), error)).toEqual(formatted(error, code));
    },
  );
});

describe('docs/errors.md', () => {
  const text = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
  const documented = (section: string): readonly string[] => {
    const part = text.split('\n## ').find((each) => each.startsWith(section)) ?? '';
    return [...part.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code = '']) => code);
  };

  it('lists every code of sessions and logins once, and no other', () => {
    expect([...documented('Codes of sessions and logins')].sort()).toEqual(
      Object.keys(codes).sort(),
    );
  });

  it('lists the codes of GraphQL and HTTP that a client can meet', () => {
    expect(documented('Codes of GraphQL and HTTP')).toEqual(
      expect.arrayContaining([
        'GRAPHQL_PARSE_FAILED',
        'GRAPHQL_VALIDATION_FAILED',
        'OPERATION_RESOLUTION_FAILURE',
        'PERSISTED_QUERY_NOT_SUPPORTED',
        'BAD_REQUEST',
        'OVERLOADED',
        'INTERNAL_SERVER_ERROR',
      ]),
    );
  });

  it('lists why nodes and rings cannot be used, and nothing else', () => {
    const inSource = ['ring-error.ts', 'redis/redis-node-error.ts'].flatMap((name) => {
      const source = readFileSync(new URL(`../../../src/store/${name}`, import.meta.url), 'utf8');
      return [...source.matchAll(/^ {2}\| '([A-Z_]+)'/gm)].map(([, code = '']) => code);
    });
    expect([...documented('Why a gateway does not start')].sort()).toEqual(inSource.sort());
  });
});
