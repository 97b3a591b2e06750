import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { faults, faultTable } from '../../support/chaos/faults.ts';

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

describe('the table of faults', () => {
  it('is in README.md as the suite asserts it', async () => {
    const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
    const [header = []] = cellsOf(faultTable());
    const all = cellsOf(readme);
    const first = all.findIndex((cells) => cells.join() === header.join());
    const rows = all.slice(first, first + faults.length + 1);
    expect(rows).toEqual(cellsOf(faultTable()));
  });

  it('has a name and a row of its own for each fault', () => {
    for (const part of ['name', 'event'] as const) {
      expect(new Set(faults.map((fault) => fault[part])).size).toBe(faults.length);
    }
  });
});
