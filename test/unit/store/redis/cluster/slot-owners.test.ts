import { beforeEach, describe, expect, it } from '@jest/globals';
import { SlotOwners } from '../../../../../src/store/redis/cluster/slot-owners.ts';

interface Master {
  readonly name: string;
  isUp: boolean;
}

const address = { host: '10.0.0.1', port: 7000 };
const all = [{ first: 0, last: 16_383, master: address }];

describe('who has which slot', () => {
  let owners: SlotOwners<Master>;
  let [one, other]: Master[] = [];

  beforeEach(() => {
    owners = new SlotOwners();
    one = { name: 'one', isUp: true };
    other = { name: 'other', isUp: true };
  });

  function give(master: Master | undefined): void {
    if (master) owners.replace(all, () => master);
  }

  it('is nobody at first', () => {
    expect(owners.at(7)).toBeUndefined();
    expect(owners.areReachable).toBe(false);
    expect(owners.masters.size).toBe(0);
  });

  it('is who a server says, as soon as that one answers', () => {
    give(one);
    give(other);
    expect(owners.at(7)).toBe(other);
    expect(owners.areReachable).toBe(true);
  });

  it('stays who answers when another one is said that does not', () => {
    give(one);
    if (other) other.isUp = false;
    give(other);
    expect(owners.at(7)).toBe(one);
  });

  it('is who does not answer when nobody else is said', () => {
    if (one) one.isUp = false;
    give(one);
    expect(owners.at(7)).toBe(one);
    expect(owners.areReachable).toBe(false);
    give(other);
    expect(owners.at(7)).toBe(other);
  });

  it('is who the one before says, for one slot', () => {
    give(one);
    if (other) owners.set(7, other);
    expect([owners.at(6), owners.at(7)]).toEqual([one, other]);
    expect([...owners.masters]).toEqual([one, other]);
  });
});
