/** A rule of the protocol (docs/ring-change.md) that a run can leave out, to see what it is good for. */
export type Guard =
  /** Scripts refuse a caller that has another topology. */
  | 'fence'
  /** Removing a copy is refused like anything else, though it deletes what nobody reads. */
  | 'fenced remove'
  /** A topology is installed on every node before a gateway goes by it. */
  | 'install before use'
  /** A new session waits until the node before has the topology. */
  | 'create after install'
  /** The node before has the topology before a mover looks at what it holds. */
  | 'install before scan'
  /** The owner is asked again when the node before had nothing. */
  | 'second look'
  /** A copy is put down only where there is no record. */
  | 'import if absent'
  /** A copy is not put down where there is a tombstone. */
  | 'tombstone refuses import'
  /** A tombstone stays longer than a copy that may be left. */
  | 'tombstone outlives copy'
  /** It is the copy's time that counts, not the record's, which may be shorter by then. */
  | 'tombstone by the copy'
  /** A login leaves a tombstone for copies of before, since the record may expire sooner than they do. */
  | 'login refuses older copies'
  /** That one is for copies with the secret of before: the session may come this way again, with the secret of now. */
  | 'tombstone names the secret'
  /** A copy that was under way too long is refused. */
  | 'deadline'
  /** What was refused as too late is not removed. */
  | 'late is not removed'
  /** A node is done after two passes that found nothing. */
  | 'two passes'
  /** The ring is stable only after all records have moved. */
  | 'settle when done'
  /** A gateway that finds a record on the node before brings it to its owner, and writes it only there. */
  | 'no write at src'
  /** Nodes that come to own keys are swept of records that nobody reads. */
  | 'stray sweep'
  /** One node decides, by compare-and-set, which change comes next. */
  | 'one node decides'
  /** Two changes of one epoch are different topologies. */
  | 'change id in fence';
