/** What an act answers or throws, as a promise. The act is done before that is returned. */
export function settled<Outcome>(act: () => Outcome): Promise<Outcome> {
  return new Promise((resolve) => {
    resolve(act());
  });
}
