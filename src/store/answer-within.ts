/**
 * What a promise answers if it does so in time. It goes on afterwards, and nobody hears of it.
 *
 * @param timeLimitMs Positive whole milliseconds.
 * @returns Absent when the time was up first.
 * @throws As the promise does in time.
 */
export async function answerWithin<T>(
  answer: Promise<T>,
  timeLimitMs: number,
): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeIsUp = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, timeLimitMs, undefined);
  });
  try {
    return await Promise.race([answer, timeIsUp]);
  } finally {
    clearTimeout(timer);
  }
}
