/** A system as far as a search needs it. States are immutable. */
export interface Searchable<State> {
  readonly start: State;
  /** Equal for states between which nobody could tell. */
  key(state: State): string;
  /** Emits every state that one step leads to. */
  expand(state: State, emit: Emit<State>): void;
}

/**
 * @param tell What the step was, for people; called only for a trace.
 * @param fault What the step has shown to be wrong; absent when nothing is.
 */
export type Emit<State> = (next: State, tell: () => string, fault?: string) => void;

export interface SearchResult {
  readonly states: number;
  /** The shortest way to a fault; absent when there is none. */
  readonly counterexample: Counterexample | undefined;
  /** False when the search was cut off at its limit. */
  readonly isComplete: boolean;
}

export interface Counterexample {
  readonly fault: string;
  readonly steps: readonly string[];
}

/** Visits every state that can be reached, those that take fewer steps first, until a fault is found. */
export function explore<State>(system: Searchable<State>, maxStates: number): SearchResult {
  const visited: Visited = { numbers: new Map([[system.key(system.start), 0]]), parents: [0] };
  let layer: Layer<State> = { states: [{ state: system.start, number: 0 }], faulty: undefined };
  while (layer.faulty === undefined && layer.states.length > 0) {
    if (visited.parents.length >= maxStates) break;
    layer = nextLayer(system, layer, visited);
  }
  const { states, faulty } = layer;
  return {
    states: visited.parents.length,
    counterexample: faulty === undefined ? undefined : retrace(system, visited, faulty),
    isComplete: faulty === undefined && states.length === 0,
  };
}

/** States by their keys, in the order in which they were found, each with the one that it was found from. */
interface Visited {
  readonly numbers: Map<string, number>;
  readonly parents: number[];
}

/** States that take the same number of steps. `faulty`: the one from which a step showed a fault. */
interface Layer<State> {
  readonly states: { readonly state: State; readonly number: number }[];
  readonly faulty: number | undefined;
}

function nextLayer<State>(
  system: Searchable<State>,
  { states }: Layer<State>,
  { numbers, parents }: Visited,
): Layer<State> {
  const following: Layer<State>['states'] = [];
  const faulty = states.find(({ state, number }) => {
    const faults: string[] = [];
    system.expand(state, (next, _, fault) => {
      if (fault !== undefined) faults.push(fault);
      const key = system.key(next);
      if (numbers.has(key)) return;
      following.push({ state: next, number: parents.length });
      numbers.set(key, parents.length);
      parents.push(number);
    });
    return faults.length > 0;
  });
  return { states: following, faulty: faulty?.number };
}

/** The numbers of the states on the way, the first one left out. */
function wayTo(number: number, parents: readonly number[]): number[] {
  const way: number[] = [];
  for (let at = number; at !== 0; at = parents[at] ?? 0) way.unshift(at);
  return way;
}

/** Goes the way again, since states are not kept: they would take most of the memory. */
function retrace<State>(
  system: Searchable<State>,
  { numbers, parents }: Visited,
  faulty: number,
): Counterexample {
  const steps: string[] = [];
  let state = system.start;
  for (const number of wayTo(faulty, parents)) {
    let found: State | undefined;
    system.expand(state, (next, tell) => {
      if (found !== undefined || numbers.get(system.key(next)) !== number) return;
      found = next;
      steps.push(tell());
    });
    if (found === undefined) throw new Error('a step could not be repeated: expand() is not pure');
    state = found;
  }
  let last: string | undefined;
  system.expand(state, (_, tell, fault) => {
    if (last !== undefined || fault === undefined) return;
    last = fault;
    steps.push(tell());
  });
  return { fault: last ?? '', steps };
}
