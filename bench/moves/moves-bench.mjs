import { Running } from '../processes/running.mjs';
import { measureFirstTouch } from './first-touch.mjs';
import { measureMoverAlone } from './mover-alone.mjs';
import { measureReads } from './reads-beside-mover.mjs';

/**
 * Measures what changing a ring costs, one part after the other; what a part started ends with it.
 *
 * @param options `rounds`; `seconds` of each run of reads without a mover; `log`.
 */
export async function measureMoves(options, running) {
  const part = async (measure) => {
    const own = new Running();
    running.add(() => own.end());
    try {
      return await measure(options, own);
    } finally {
      await own.end();
    }
  };
  return {
    reads: await part(measureReads),
    mover: await part(measureMoverAlone),
    loads: await part(measureFirstTouch),
  };
}
