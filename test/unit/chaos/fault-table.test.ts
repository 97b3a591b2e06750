import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { faultTable, faultTables } from '../../support/chaos/faults.ts';

/** A table's cells, however wide the columns are. */
function cellsOf(markdown: string): string[][] {
  return markdown.split('\n').flatMap((line) => {
    if (!line.startsWith('|') || /^[|\s:-]+$/.test(line)) return [];
    return [
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    ];
  });
}

const tables = Object.values(faultTables);

describe('the table of faults', () => {
  it.each(tables)('is in README.md as the suite asserts it, "$when"', async (each) => {
    const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
    const table = cellsOf(faultTable(each));
    const [header = []] = table;
    const all = cellsOf(readme);
    const first = all.findIndex((cells) => cells.join() === header.join());
    expect(all.slice(first, first + table.length)).toEqual(table);
  });

  it.each(tables)('has a name and a row of its own for each fault, "$when"', ({ rows }) => {
    for (const part of ['name', 'event'] as const) {
      expect(new Set(rows.map((row) => row[part])).size).toBe(rows.length);
    }
  });
});
