import { describe, expect, it } from '@jest/globals';
import { answerFinding } from '../../../src/browsers/answer-finding.ts';
import { comparedFindings } from '../../../src/browsers/compared-findings.ts';
import { diagnose } from '../../../src/browsers/diagnosis.ts';
import type { GatewayAnswer, GatewayAnswers } from '../../../src/browsers/gateway-answer.ts';
import { encounterOf } from './encounter-fixtures.ts';

const app = 'https://app.example';
const gateway = 'https://gateway.example/graphql';
const allowed = { RINGGATE_ALLOWED_ORIGINS: app };
const cors = { 'access-control-allow-origin': app, 'access-control-allow-credentials': 'true' };
const accepted = '{"data":{"__typename":"Mutation"}}';
const refused = '{"errors":[{"message":"no","extensions":{"code":"FORBIDDEN"}}]}';

function answer(status: number, body = '', headers: GatewayAnswer['headers'] = {}): GatewayAnswer {
  return { status, body, headers };
}

const preflight = answer(204, '', {
  ...cors,
  'access-control-allow-headers': 'Accept, Content-Type',
});
const good: GatewayAnswers = { preflight, mutation: answer(200, accepted, cors) };
const foreign: GatewayAnswers = { preflight: answer(204), mutation: answer(403, refused) };

describe('what the gateway answered', () => {
  it.each<[string, Partial<GatewayAnswers>, string, RegExp]>([
    ['everything a page needs', {}, 'ok', /accepts pages .* lets them read/],
    ['a refusal', foreign, 'problem', /does not allow https:\/\/app\.example/],
    [
      'nothing',
      { mutation: { failure: 'nothing listens there' } },
      'problem',
      /does not answer: nothing listens/,
    ],
    ['no preflight', { preflight: { failure: 'it hung' } }, 'problem', /does not answer: it hung/],
    [
      'a redirect',
      { mutation: answer(308, '', { location: 'https://b.example/graphql' }) },
      'problem',
      /redirects \(308\) to https:\/\/b\.example\/graphql/,
    ],
    [
      'a redirect of the preflight',
      { preflight: answer(301, '', { location: '/x\u001b[2J' }) },
      'problem',
      /redirects \(301\) to https?:\/\/[^ ]+\/x%1B\[2J:/,
    ],
    [
      'a redirect to no address',
      { mutation: answer(302, '', { location: 'https://\u001b[2J' }) },
      'problem',
      /redirects \(302\) to https:\/\/\?\[2J, which is no address/,
    ],
    [
      'a page',
      { mutation: answer(200, '<html>', { 'content-type': 'text/html' }) },
      'problem',
      /status 200 \(text\/html\)/,
    ],
    ['another 403', { mutation: answer(403, 'go away') }, 'problem', /status 403 \(no type\)/],
    ['a bad gateway', { mutation: answer(502, '') }, 'problem', /status 502/],
    [
      'a preflight that is refused',
      { preflight: answer(405) },
      'problem',
      /the preflight arrives with the status 405/,
    ],
    [
      'a preflight without headers',
      { preflight: answer(204) },
      'problem',
      /the preflight arrives without access-control-allow-origin$/,
    ],
    [
      'a preflight that does not allow JSON',
      { preflight: answer(204, '', cors) },
      'problem',
      /without content-type among access-control-allow-headers/,
    ],
    [
      'an answer without headers',
      { mutation: answer(200, accepted) },
      'problem',
      /: the answer arrives without access-control-allow-origin$/,
    ],
    [
      'a wildcard',
      { mutation: answer(200, accepted, { ...cors, 'access-control-allow-origin': '*' }) },
      'problem',
      /: \*, which browsers do not take/,
    ],
    [
      'a second value',
      {
        mutation: answer(200, accepted, {
          ...cors,
          'access-control-allow-origin': `${app}, ${app}`,
        }),
      },
      'problem',
      /: https:\/\/app\.example, https:\/\/app\.example$/,
    ],
    [
      'no credentials',
      { mutation: answer(200, accepted, { 'access-control-allow-origin': app }) },
      'problem',
      /without access-control-allow-credentials: true/,
    ],
  ])('may be %s', (_name, answers, level, text) => {
    const { finding } = answerFinding(encounterOf(app, gateway, allowed), { ...good, ...answers });
    expect(finding).toMatchObject({ level, text: expect.stringMatching(text) });
    expect(finding.wayOut === undefined).toBe(level === 'ok');
  });

  it('may say itself what to do', () => {
    const mutation = { failure: 'no', wayOut: 'use another certificate' };
    const { finding } = answerFinding(encounterOf(app, gateway), { ...good, mutation });
    expect(finding).toMatchObject({ topic: 'gateway', wayOut: 'use another certificate' });
  });

  it('may show that a proxy hides the own origin', () => {
    const own = encounterOf('https://gateway.example', gateway);
    const ask = (mutation: GatewayAnswer): unknown =>
      answerFinding(own, { preflight: undefined, mutation }).finding;
    expect(ask(answer(200, accepted))).toMatchObject({ topic: 'origin', level: 'ok' });
    expect(ask(answer(403, refused))).toMatchObject({
      topic: 'origin',
      level: 'problem',
      text: expect.stringContaining('the proxy changes Host'),
    });
  });
});

describe('the comparison', () => {
  const compare = (
    env: Readonly<Record<string, string>>,
    answers: GatewayAnswers,
    page = app,
  ): readonly string[] => {
    const encounter = encounterOf(page, gateway, env);
    const findings = comparedFindings(
      encounter,
      diagnose(encounter),
      answerFinding(encounter, answers),
    );
    return findings
      .filter(({ topic }) => ['gateway', 'origin', 'configuration'].includes(topic))
      .map(({ topic, level, text }) => `${topic} ${level} ${text}`);
  };

  it('takes the word of the gateway', () => {
    expect(compare(allowed, good)).toEqual([expect.stringMatching(/^origin ok the gateway at/)]);
  });

  it('says where the gateway differs from the configuration, in both directions', () => {
    expect(compare({}, good)).toEqual([
      expect.stringMatching(/^origin ok the gateway at/),
      expect.stringMatching(/^configuration note .*which does not allow https:\/\/app\.example/),
    ]);
    expect(compare(allowed, foreign)).toEqual([
      expect.stringMatching(/^origin problem the gateway does not allow/),
      expect.stringMatching(/^configuration note .*which allows https:\/\/app\.example/),
    ]);
  });

  it('takes a proxy that strips headers for no other configuration', () => {
    expect(compare(allowed, { ...good, mutation: answer(200, accepted) })).toEqual([
      expect.stringMatching(/^origin problem .*cannot read its answers/),
    ]);
    expect(
      compare(
        {},
        { preflight: undefined, mutation: answer(403, refused) },
        'https://gateway.example',
      ),
    ).toEqual([expect.stringMatching(/^origin problem .*the proxy changes Host/)]);
  });

  it('keeps what the configuration says when nobody answers', () => {
    expect(compare(allowed, { ...good, mutation: { failure: 'it hung' } })).toEqual([
      expect.stringMatching(/^gateway problem/),
      expect.stringMatching(/^origin ok RINGGATE_ALLOWED_ORIGINS names/),
    ]);
  });
});
