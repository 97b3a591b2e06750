/** Metrics as they were at one time. */
export class Scrape {
  /** As it came. */
  readonly text: string;
  /** Name and labels, in the order of their names, to the value. */
  readonly samples: ReadonlyMap<string, number>;

  constructor(text: string) {
    this.text = text;
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    this.samples = new Map(lines.map(sampleOf));
  }

  /** @param series Name and labels, these in the order of their names. @returns 0 where there is none yet. */
  value(series: string): number {
    return this.samples.get(series) ?? 0;
  }

  /** The value of every series of a metric. */
  valuesOf(metric: string): Record<string, number> {
    return Object.fromEntries([...this.samples].filter(([series]) => nameOf(series) === metric));
  }

  /** What of some metrics has grown since an earlier scrape, and by how much. */
  since(earlier: Scrape, ...metrics: readonly string[]): Record<string, number> {
    const grown = [...this.samples]
      .filter(([series]) => metrics.includes(nameOf(series)))
      .map(([series, value]): [string, number] => [series, value - earlier.value(series)])
      .filter(([, difference]) => difference !== 0);
    return Object.fromEntries(grown);
  }
}

/** Asks a gateway for its metrics. */
export async function scrape(url: string | undefined): Promise<Scrape> {
  if (url === undefined) throw new Error('The gateway serves no metrics');
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(`No metrics: ${response.status} ${text}`);
  return new Scrape(text);
}

function nameOf(series: string): string {
  return series.split('{', 1)[0] ?? '';
}

/** No label of a gateway's holds a comma or a quotation mark. */
function sampleOf(line: string): [string, number] {
  const found = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
  if (!found) throw new Error(`No sample: ${line}`);
  const [, name = '', labels, value] = found;
  const sorted = labels?.split(',').sort().join(',');
  return [sorted === undefined ? name : `${name}{${sorted}}`, Number(value)];
}
