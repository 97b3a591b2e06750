import { describe, expect, it } from '@jest/globals';
import {
  readableCount,
  readableDuration,
  readableRecords,
  readableShare,
} from '../../../src/cli/readable-quantity.ts';

describe('a quantity for people', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1_234.6, '1,235'],
    [12_345_678, '12,345,678'],
  ])('shows the count %d as %s', (count, text) => {
    expect(readableCount(count)).toBe(text);
  });

  it.each([
    [0, '0 %'],
    [0.0009, '<0.1 %'],
    [0.001, '0.1 %'],
    [0.33333, '33.3 %'],
    [1, '100.0 %'],
  ])('shows the share %d as %s', (share, text) => {
    expect(readableShare(share)).toBe(text);
  });

  it.each([
    [0, '0 records'],
    [1, '1 record'],
    [0.9, '1 record'],
    [12_345, '12,345 records'],
  ])('shows %d as %s', (count, text) => {
    expect(readableRecords(count)).toBe(text);
  });

  it.each([
    [0, '0.0 s'],
    [420, '0.4 s'],
    [9_949, '9.9 s'],
    [9_950, '10 s'],
    [99_400, '99 s'],
    [100_000, '1 min 40 s'],
    [180_000, '3 min'],
    [5_999_000, '99 min 59 s'],
    [6_000_000, '1 h 40 min'],
    [7_200_000, '2 h'],
    [360_000_000, '100 h'],
  ])('shows %d ms as %s', (durationMs, text) => {
    expect(readableDuration(durationMs)).toBe(text);
  });
});
