import type { RingChange } from '../ring/ring-change.ts';

/** What an operator has to do once a change is done, for people; empty when nothing. */
export function nextStepText(change: RingChange): string {
  switch (change.kind) {
    case 'add':
      return `Name ${change.node.id} in RINGGATE_NODES of every gateway: ${configured(change.node)}\n`;
    case 'remove':
      return `No session is on ${change.id} any more: take it out of RINGGATE_NODES of every gateway, then stop it.\n`;
    case 'reweight':
      return `Give ${change.id} the weight ${change.weight} in RINGGATE_NODES of every gateway, too.\n`;
  }
}

function configured({ id, url, weight }: { id: string; url: string; weight: number }): string {
  const query = `id=${encodeURIComponent(id)}&weight=${weight}`;
  return `${url}${url.includes('?') ? '&' : '?'}${query}`;
}
