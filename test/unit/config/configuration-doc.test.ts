import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { optionRows } from '../../../src/config/option-rows.ts';
import { optionTable } from '../../../src/config/option-table.ts';
import type { Option } from '../../../src/config/option.ts';

const doc = readFileSync('docs/configuration.md', 'utf8');
const table = /<!-- options -->\n(?<rows>.*)<!-- end of options -->/s.exec(doc)?.groups?.['rows'];

describe('docs/configuration.md', () => {
  it('lists every option as the table of options has it (npm run docs:options)', () => {
    const [, , ...rows] = (table ?? '').trim().split('\n');
    const cells = rows.map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
    expect(cells).toEqual(optionRows());
  });
});

describe('an option', () => {
  const options = Object.values<Option<unknown>>(optionTable);

  it.each(options)(
    '$variable shows the default that it has',
    ({ parser, fallback, fallbackText }) => {
      const shown = /^`([^`]+)`$/.exec(fallbackText)?.[1];
      if (fallback === undefined || Array.isArray(fallback)) expect(shown).toBeUndefined();
      else expect(parser.safeParse(shown).data).toEqual(fallback);
    },
  );

  it.each(options)('$variable is documented in one line', ({ doc: line }) => {
    expect(line).toMatch(/^[^\n|]+\.$/);
  });

  it('has a variable and a key that no other has', () => {
    const names = options.flatMap(({ variable, path }) =>
      path === undefined ? [variable] : [variable, path],
    );
    expect(new Set(names).size).toBe(names.length);
  });
});
