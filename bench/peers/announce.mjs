/**
 * Tells the harness, by one line on standard output, that the peer answers; and ends the process on SIGTERM at once,
 * as a benchmark has nothing to drain.
 *
 * @param port That it listens on.
 */
export function announce(port) {
  process.on('SIGTERM', () => process.exit(0));
  console.log(`ready at http://127.0.0.1:${port}/graphql`);
}
