import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { buildSchema, getOperationAST, parse, validate } from 'graphql';
import { exampleTabs } from '../../../playground/src/example-tabs.ts';

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));

const examples = exampleTabs(true).map(({ query }) => {
  const [, name = 'nameless'] = /^(?:query|mutation|subscription) (\w+)/m.exec(query) ?? [];
  return [name, query] as const;
});

describe("the playground's examples", () => {
  it.each(examples)('hold %s, which runs as it is typed', (name, query) => {
    const document = parse(query);
    expect(validate(schema, document)).toEqual([]);
    // The only operation, so that the button runs it at once.
    expect(getOperationAST(document)?.name?.value).toBe(name);
    expect(query).toMatch(/^# [A-Z]/);
  });

  it('name the demo user only where it may sign in', () => {
    expect(exampleTabs(true)[0]?.variables).toContain('"wupeiqi"');
    expect(JSON.stringify(exampleTabs(false))).not.toContain('wupeiqi');
  });
});
