import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { answerFinding } from '../../../src/browsers/answer-finding.ts';
import { comparedFindings } from '../../../src/browsers/compared-findings.ts';
import { diagnose } from '../../../src/browsers/diagnosis.ts';
import type { GatewayAnswers } from '../../../src/browsers/gateway-answer.ts';
import { doctorText } from '../../../src/cli/doctor-report.ts';
import { optionTable } from '../../../src/config/option-table.ts';
import { encounterOf } from './encounter-fixtures.ts';

const doc = readFileSync('docs/browsers.md', 'utf8');
const studio = 'https://studio.apollographql.com';

/** What the doctor prints when the gateway answers so. */
function printed(
  origin: string,
  url: string,
  env: Readonly<Record<string, string>>,
  answers: GatewayAnswers,
): string {
  const encounter = encounterOf(origin, url, env);
  const answered = answerFinding(encounter, answers);
  const findings = comparedFindings(encounter, diagnose(encounter), answered);
  return doctorText({ origin, url, asked: true, findings });
}

const refusal = {
  status: 403,
  headers: {},
  body: '{"errors":[{"extensions":{"code":"FORBIDDEN"}}]}',
};
const cors = {
  'access-control-allow-origin': studio,
  'access-control-allow-credentials': 'true',
  'access-control-allow-headers': 'content-type',
};

describe('docs/browsers.md', () => {
  it('shows what the doctor prints', () => {
    const foreign = { preflight: { status: 204, headers: {}, body: '' }, mutation: refusal };
    const twoNames = printed('http://localhost:5173', 'http://127.0.0.1:4000/graphql', {}, foreign);
    expect(doc).toContain(twoNames);

    const sandbox = {
      RINGGATE_ALLOWED_ORIGINS: studio,
      RINGGATE_COOKIE_SAMESITE: 'None',
      RINGGATE_COOKIE_SECURE: 'on',
      RINGGATE_COOKIE_PARTITIONED: 'on',
    };
    for (const [name, value] of Object.entries(sandbox)) expect(doc).toContain(`${name}=${value}`);
    const accepted = {
      preflight: { status: 204, headers: cors, body: '' },
      mutation: { status: 200, headers: cors, body: '{"data":{"__typename":"Mutation"}}' },
    };
    expect(doc).toContain(printed(studio, 'http://localhost:4000/graphql', sandbox, accepted));

    const vite = 'http://localhost:5174';
    const hidden = printed(
      vite,
      `${vite}/graphql`,
      {},
      { preflight: undefined, mutation: refusal },
    );
    expect(doc).toContain(hidden.split('\n').find((line) => line.startsWith('problem')));
  });

  it('names options that there are', () => {
    const known = Object.values(optionTable).map(({ variable }) => variable);
    expect(known).toEqual(expect.arrayContaining(doc.match(/RINGGATE_\w+/g) ?? []));
  });
});
