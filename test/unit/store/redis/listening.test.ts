import { describe, expect, it } from '@jest/globals';
import { Listening } from '../../../../src/store/redis/listening.ts';

describe('the time of a listener with a channel', () => {
  function start(): { listening: Listening; heard: string[] } {
    const heard: string[] = [];
    const listening = new Listening({
      onMessage: (message) => heard.push(message),
      onMissed: () => heard.push('missed'),
    });
    return { listening, heard };
  }

  it('begins when the server has confirmed: what comes before is not told', async () => {
    const { listening, heard } = start();
    listening.tell('early');
    listening.lose();
    listening.tellMissed();
    listening.begin();
    listening.tell('a');
    listening.tellMissed();
    expect(await listening.begun).toBe(true);
    expect(heard).toEqual(['a']);
  });

  it('has missed something once for each connection that was lost', () => {
    const { listening, heard } = start();
    listening.begin();
    listening.lose();
    listening.lose();
    listening.begin();
    listening.tell('a');
    listening.tellMissed();
    listening.tellMissed();
    expect(heard).toEqual(['a', 'missed']);
    listening.lose();
    listening.tellMissed();
    expect(heard).toEqual(['a', 'missed', 'missed']);
  });

  it('is refused only before it begins', async () => {
    const { listening } = start();
    listening.refuse(new Error('no'));
    await expect(listening.begun).rejects.toThrow('no');
    const { listening: begun } = start();
    begun.begin();
    begun.refuse(new Error('no'));
    expect(await begun.begun).toBe(true);
  });
});
