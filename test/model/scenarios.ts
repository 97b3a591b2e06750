import { contested, grown, reweighted } from './ring-course.ts';
import type { Scenario } from './scenario.ts';

const common = {
  course: reweighted(false),
  lastEpoch: 3,
  gateways: ['deaf', 'deaf'],
  movers: 1,
  begins: 'with a session',
} as const;

/** What the protocol is tried in, each small enough to be searched whole. */
export const scenarios = {
  'two gateways write while the record moves': {
    ...common,
    may: { write: 2, read: 1, crash: 1 },
  },
  'one logs out while the record moves': {
    ...common,
    may: { write: 1, read: 1, end: 1, crash: 1 },
  },
  'time passes while the record moves': { ...common, may: { read: 1, end: 1, tick: 2 } },
  'a login shortens the session while the record moves': {
    ...common,
    may: { login: 1, read: 1, end: 1, tick: 2 },
  },
  'a session begins while the ring moves': {
    ...common,
    course: reweighted(true),
    gateways: ['polls', 'deaf'],
    begins: 'without',
    may: { create: 1, write: 1, read: 1, outage: 1 },
  },
  'the record moves there and back': {
    ...common,
    lastEpoch: 5,
    may: { write: 1, read: 1 },
  },
  'a node comes and goes': {
    ...common,
    course: grown(true),
    lastEpoch: 5,
    gateways: ['polls', 'deaf'],
    may: { write: 1, read: 1 },
  },
  'the record moves there, back and there again after a login': {
    ...common,
    lastEpoch: 7,
    gateways: ['deaf'],
    may: { login: 1, read: 1, tick: 1 },
  },
  'two movers do the same work': {
    ...common,
    movers: 2,
    may: { write: 1, read: 1 },
  },
  'two operators want different changes': {
    ...common,
    course: contested(),
    movers: 2,
    may: { write: 1, read: 1 },
  },
  'a server starts anew while a mover looks through it': {
    ...common,
    may: { write: 1, read: 1, 'missed scan': 1 },
  },
  'a node comes back from old data between two changes': {
    ...common,
    lastEpoch: 5,
    may: { write: 1, read: 1, restore: 1 },
  },
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;

/** Larger ones: minutes, and a gigabyte of memory or two. */
export const deepScenarios: Readonly<Record<string, Scenario>> = {
  'two movers, one of which dies': {
    ...common,
    movers: 2,
    may: { write: 1, read: 1, crash: 1 },
  },
  'a login and a logout, time passes, and a process dies': {
    ...common,
    may: { login: 1, read: 1, end: 1, tick: 2, crash: 1 },
  },
  'two processes die': { ...common, may: { write: 1, read: 1, crash: 2 } },
  'the record moves there and back, and a process dies': {
    ...common,
    lastEpoch: 5,
    may: { write: 1, read: 1, crash: 1 },
  },
  'the record moves there and back under two writers': {
    ...common,
    lastEpoch: 5,
    may: { write: 2, read: 1 },
  },
  'a node comes and goes, and a process dies': {
    ...common,
    course: grown(false),
    lastEpoch: 5,
    may: { write: 1, read: 1, crash: 1 },
  },
  'a node comes, goes and comes again': {
    ...common,
    course: grown(false),
    lastEpoch: 7,
    may: { write: 1, read: 1 },
  },
  'three gateways': {
    ...common,
    gateways: ['deaf', 'deaf', 'polls'],
    may: { write: 1, read: 1, end: 1 },
  },
};
