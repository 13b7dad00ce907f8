// The figures that are promised, each with its target: the most it may be.

/** A group's ratio of `of` to `to`, or nothing where that section was not run. */
function ratio(section, group, size, of, to) {
  return ({ [section]: measured }) =>
    measured?.groups.find((one) => one.group === group && one.size === size)?.ratios[of]?.[to]
}

const ours = (section, size, name) =>
  ratio(section, 'sizes', size, name, `createHmac, ${name.endsWith('bytes') ? 'bytes' : 'string'}`)

const bySize = (name, targets) =>
  Object.entries(targets).map(([size, target]) => [
    `${name}, ${sizeName(Number(size))}`,
    target,
    ours('node', Number(size), name),
  ])

const LARGE = { 4096: 0.75, 16384: 0.92, 65536: 1.03, 1048576: 1.03 }

const scheme = (of, to) => ratio('node', 'schemes', 1024, of, to)

const cold =
  (runtime, name, field) =>
  ({ cold: measured }) =>
    measured?.times[runtime]?.[name]?.[field]

const over = (a, b) => (sections) => {
  const [dividend, divisor] = [a(sections), b(sections)]
  return dividend === undefined || divisor === undefined ? undefined : dividend / divisor
}

/** The dearest provider that is no computed row. */
function dearestRow({ node }) {
  const rows = node?.groups.find(({ group }) => group === 'rows')
  if (rows === undefined) return undefined
  const plain = Object.keys(rows.ratios).filter((name) => !rows.notes[name].includes('computed'))
  return Math.max(...plain.map((name) => rows.ratios[name].github))
}

const SIGNATURES = ['stripe', 'standard-webhooks'].map((id) => [
  `${id}, 16 signatures / 1`,
  1.5,
  ratio('node', 'signatures', 1024, `${id}, signatures: 16`, `${id}, signatures: 1`),
])

/** [figure, target, measured by section]. Ratios to createHmac unless said. */
const FIGURES = [
  ...bySize('github, string', { 32: 0.28, 256: 0.5, 1024: 0.6, ...LARGE }),
  ...bySize('github, bytes', { 1024: 0.63, ...LARGE }),
  ...bySize('github, Headers, string', { 32: 0.34, 256: 0.57, 1024: 0.67 }),
  ...bySize('verifyWebhookSignature, string', { 32: 0.23, 256: 0.46, 1024: 0.56 }),
  ...bySize('hybrid off, string', { 1024: 1 }),
  ['stripe / its verifyHeader, 1 KiB', 0.45, scheme('ours, stripe', 'stripe verifyHeader')],
  [
    'standard-webhooks / standardwebhooks, 1 KiB',
    0.13,
    scheme('ours, standard-webhooks', 'standardwebhooks verify'),
  ],
  ['github / octokit, 1 KiB', 0.6, scheme('ours, github', 'octokit verify')],
  [
    'github / WebCrypto, key cached, 1 KiB',
    0.1,
    ratio('node', 'peers', 1024, 'github, string', 'WebCrypto, key cached'),
  ],
  ['Node 24: github, string, 1 KiB', 0.6, ours('node24', 1024, 'github, string')],
  ['Deno: github, string, 1 KiB', 0.5, ours('deno', 1024, 'github, string')],
  ['workerd: github, string, 1 KiB', 0.6, ours('workerd', 1024, 'github, string')],
  ['Bun: github, string, 1 KiB', 0.78, ours('bun', 1024, 'github, string')],
  ['Bun: github, bytes, 1 KiB', 0.88, ours('bun', 1024, 'github, bytes')],
  ['cold, ms of CPU', 5, cold('node', 'countersign', 'cpu')],
  [
    "cold, CPU / stripe's",
    0.25,
    over(cold('node', 'countersign', 'cpu'), cold('node', 'stripe', 'cpu')),
  ],
  ...['node24', 'bun'].map((runtime) => [
    `cold, in script / node:crypto, ${{ node24: 'Node 24', bun: 'Bun' }[runtime]}`,
    1,
    over(cold(runtime, 'countersign', 'script'), cold(runtime, 'node:crypto', 'script')),
  ]),
  ['16 keys / 1', 14.5, ratio('node', 'keys', 1024, 'keys: 16', 'keys: 1')],
  ...SIGNATURES,
  ['the dearest provider / github', 2, dearestRow],
]

export const figures = (sections) =>
  FIGURES.map(([figure, target, measuredBy]) => ({
    figure,
    target,
    measured: measuredBy(sections),
  }))

export function sizeName(size) {
  if (size >= 1024 * 1024) return `${size / 1024 / 1024} MiB`
  return size >= 1024 ? `${size / 1024} KiB` : `${size} B`
}
