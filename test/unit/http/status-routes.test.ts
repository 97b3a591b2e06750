import { describe, expect, it } from '@jest/globals';
import type { NodeState } from '../../../src/session/ring-view.ts';
import { readiness } from '../../../src/http/status-routes.ts';

const up: NodeState = { id: 'a', status: 'UP' };
const down: NodeState = { id: 'b', status: 'DOWN' };

describe('readiness', () => {
  it('stays ready or degraded while a node answers', () => {
    expect(readiness([up, up], false)).toBe('ready');
    expect(readiness([up, down], false)).toBe('degraded');
  });

  it('is down when no node answers', () => {
    expect(readiness([down, down], false)).toBe('down');
    expect(readiness([], false)).toBe('down');
  });

  it('is draining whatever the nodes do', () => {
    expect(readiness([up], true)).toBe('draining');
    expect(readiness([down], true)).toBe('draining');
  });
});
