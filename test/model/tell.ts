import type { Command, Reply } from './commands.ts';

type Name = (stage: number) => string;

/** A command in words: what, where and by which topology. */
export function tellCommand(command: Command, name: Name): string {
  const { kind, at } = command;
  switch (kind) {
    case 'install': {
      const only = command.replacing === undefined ? '' : ` in place of ${name(command.replacing)}`;
      return `install ${name(command.stage)}${only} at ${at}`;
    }
    case 'time':
    case 'scan':
      return `${kind} at ${at}`;
    case 'operate': {
      const brought = command.delivery
        ? `import ${valueOf(command.delivery.copy.fields)} and `
        : '';
      return `${brought}${command.request.kind} at ${at} by ${name(command.stage)}`;
    }
    case 'import':
      return `import ${valueOf(command.delivery.copy.fields)} at ${at} by ${name(command.stage)}`;
    case 'create':
    case 'export':
    case 'remove':
      return `${kind} at ${at} by ${name(command.stage)}`;
  }
}

/** An answer in words. */
export function tellReply(reply: Reply, name: Name = String): string {
  if (reply.state === 'found') return `found ${writes(reply.value)}`;
  if (reply.state === 'stale' || reply.state === 'split') {
    return `${reply.state}, here is ${name(reply.stage)}`;
  }
  if (reply.state === 'scanned') return reply.found ? 'the record is there' : 'nothing is there';
  if (reply.state === 'imported') return reply.outcome;
  if (reply.state !== 'exported') return reply.state;
  const { outcome } = reply;
  return outcome.state === 'copied' ? `a copy ${valueOf(outcome.copy.fields)}` : outcome.state;
}

function valueOf(fields: readonly string[]): string {
  return writes(Number(fields[1]));
}

function writes(value: number): string {
  const bits = [1, 2, 4, 8].flatMap((bit, at) => (value & bit ? [at + 1] : []));
  return bits.length === 0 ? '{}' : `{write ${bits.join(', ')}}`;
}
