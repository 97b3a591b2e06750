// Put before a program with `--import`: its Date is as many milliseconds fast as SHIFTED_DATE_FILE says, which is read at
// the start and at each SIGUSR2.
import { readFileSync } from 'node:fs';

const RealDate = Date;
let shiftMs = 0;

function readShift() {
  shiftMs = Number(readFileSync(process.env.SHIFTED_DATE_FILE, 'utf8'));
}

class ShiftedDate extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + shiftMs);
    else super(...args);
  }

  static now() {
    return RealDate.now() + shiftMs;
  }
}

readShift();
process.on('SIGUSR2', readShift);
globalThis.Date = ShiftedDate;
