// Switches off one check of the verifier after another, in a copy of the crate, and sees that the tests of
// tampering then fail, and that what they miss is the kind which that check finds.
//
//   node tests/tampering/switched_off.mjs [part of a check's name]
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const root = new URL('../../', import.meta.url)
const copy = new URL('target/switched-off/', root)

/** File, check, the kind that is lost without it, the text that is replaced, and by what. */
const checks = [
  [
    'line',
    'a name twice',
    'name_duplicate',
    'NameDuplicate { .. } => (Tampering::NameDuplicate, false)',
    'NameDuplicate { .. } => (Tampering::EntryMalformed, false)',
  ],
  ['line', 'canonical form', 'not_canonical', 'if canonical != text {', 'if false {'],
  [
    'line',
    'the order of members',
    'member_order',
    'if is_permutation(canonical.as_bytes(), text.as_bytes()) {',
    'if false {',
  ],
  [
    'line',
    'the form of members',
    'entry_malformed',
    '(is_whole && is_exact).then_some(())?;',
    'let _ = is_whole && is_exact;',
  ],
  [
    'line',
    'the form of a time',
    'entry_malformed',
    'is_stamp && base64::decode_into',
    'base64::decode_into',
  ],
  ['line', 'the form of a group', 'entry_malformed', '.filter(|group| *group > 1)?', '?'],
  [
    'line',
    'the longest line',
    'entry_malformed',
    'text.ok().filter(|text| text.len() <= MAX_ENTRY)',
    'text.ok()',
  ],
  ['reader', 'a number too high', 'entry_missing', 'if line.seq > size {', 'if false {'],
  [
    'reader',
    'the entry before again',
    'entry_repeated',
    'line.seq < size && is_again {',
    'false && is_again {',
  ],
  [
    'reader',
    'a number too low',
    'entry_inserted',
    '} else if line.seq < size {',
    '} else if false {',
  ],
  [
    'reader',
    'the origin',
    'origin_changed',
    'line.text("log") != self.whole.origin() {',
    'false {',
  ],
  [
    'reader',
    'whose checkpoints',
    'log_other',
    '_ if size == 0 && !self.has_checkpoint',
    '_ if false',
  ],
  [
    'reader',
    'another log in between',
    'entry_spliced',
    'false if size > 0 =>',
    'false if false =>',
  ],
  [
    'reader',
    'a seal behind each group',
    'seal_missing',
    '} else if self.expected == Expected::Seal {',
    '} else if false {',
  ],
  [
    'reader',
    'a group within a group',
    'entry_malformed',
    'self.expected != Expected::Group && line.group.is_some() {',
    'false {',
  ],
  [
    'reader',
    'times',
    'time_back',
    'before.is_some_and(|before| line.time < before.time) {',
    'false {',
  ],
  ['reader', 'redactions', 'redaction_changed', '!line.is_redaction_right() {', 'false {'],
  ['reader', '`prev`', 'entry_changed', '} else if fits {', '} else if true {'],
  [
    'reader',
    'the `prev` before',
    'entry_inserted',
    'before.is_some_and(|before| before.prev == line.prev) {',
    'false {',
  ],
  [
    'reader',
    'which of two was changed',
    'entry_changed',
    'if claimed == Some(*would_be) =>',
    'if false =>',
  ],
  ['reader', 'two that changed places', 'entries_swapped', 'if line.seq == size =>', 'if false =>'],
  ['reader', 'the first', 'entry_first_missing', 'if size == 0 {', 'if false {'],
  [
    'reader',
    "a seal's root",
    'seal_changed',
    'if seal.size == size && seal.root == self.tree.root() =>',
    'if seal.size == size =>',
  ],
  [
    'reader',
    'a seal that belongs nowhere',
    'seal_changed',
    '_ => self.fail(size.saturating_sub(1), Tampering::SealChanged, false),',
    '_ => {}',
  ],
  [
    'reader',
    'a seal that comes too early',
    'entry_missing',
    'Expected::Group | Expected::Entries(_) if seal.size > size =>',
    'Expected::Group | Expected::Entries(_) if false =>',
  ],
  [
    'reader',
    'who vouches for a seal',
    'entry_changed',
    'if [claimed, checkpoint].contains(&Some(seal.root)) {',
    'if false {',
  ],
  [
    'reader',
    'a checkpoint that vouches for a seal',
    'entry_changed',
    '[claimed, checkpoint]',
    '[claimed, claimed]',
  ],
  [
    'reader',
    "a doubt at a segment's end",
    'entry_changed',
    'if self.doubt.is_some() {',
    'if false {',
  ],
  [
    'reader',
    'a group in two segments',
    'seal_missing',
    '} else if self.expected != Expected::Group {',
    '} else if false {',
  ],
  ['reader', "a segment's number too high", 'entry_missing', 'if first > size {', 'if false {'],
  [
    'reader',
    "a segment's number too low",
    'entry_repeated',
    '} else if first < size {',
    '} else if false {',
  ],
  [
    'reader',
    'disclosures',
    'disclosure_changed',
    'if self.is_disclosed(&line, &text) {',
    'if !self.is_disclosed(&line, "") {',
  ],
  [
    'reading',
    'an end without a seal',
    'torn_tail',
    'if self.expected != Expected::Group {',
    'if false {',
  ],
  ['reading', 'what a crash leaves', 'torn_tail', '_ if covered <= whole =>', '_ if false =>'],
  [
    'reading',
    'what a crash cannot leave',
    'entry_malformed',
    '!fault.is_form || fault.is_durable',
    '!fault.is_form',
  ],
  [
    'reading',
    'an end in front of a checkpoint',
    'log_truncated',
    '_ if !self.is_sealed =>',
    '_ if false =>',
  ],
  [
    'auditor',
    'the form of a checkpoint',
    'checkpoint_unreadable',
    'judged.fail(place, 0, Tampering::CheckpointUnreadable);',
    '',
  ],
  [
    'auditor',
    'sizes that fall',
    'checkpoint_unreadable',
    'if !kept.is_elsewhere && size < last_size {',
    'if false && size < last_size {',
  ],
  [
    'auditor',
    'the origin of a checkpoint',
    'checkpoint_other',
    'key.name() != checkpoint.origin)',
    'false && key.name() != checkpoint.origin)',
  ],
  [
    'auditor',
    'signatures',
    'checkpoint_invalid',
    '} else if signed(in_charge) {',
    '} else if true || signed(in_charge) {',
  ],
  [
    'auditor',
    'both signatures of a change',
    'key_not_in_charge',
    'next.is_some_and(|next| !signed(next))',
    'false',
  ],
  ['auditor', 'keys of another time', 'key_not_in_charge', '(0..keys.len()).any(signed)', 'false'],
  [
    'auditor',
    'the next key',
    'log_regrown',
    'next.filter(|_| kind.is_none())',
    'next.filter(|_| false)',
  ],
  ['auditor', 'no checkpoint', 'checkpoint_missing', 'if notes.is_empty() {', 'if false {'],
  [
    'auditor',
    'the size of a checkpoint',
    'log_truncated',
    'if wrong.size > entries {',
    'if false {',
  ],
  [
    'auditor',
    'an old copy',
    'log_rolled_back',
    'let is_whole = *is_elsewhere && newest == Some(entries);',
    'let is_whole = false && newest == Some(entries);',
  ],
  [
    'auditor',
    'another history that is signed',
    'log_forked',
    '_ if *is_elsewhere && is_signed =>',
    '_ if false && is_signed =>',
  ],
  [
    'auditor',
    'whether anything agrees',
    'log_rewritten',
    'None | Some(0) => Tampering::LogRewritten',
    'None | Some(0) => Tampering::LogRegrown',
  ],
  [
    'auditor',
    'the root of a checkpoint',
    'log_regrown',
    '.find(|(_, checkpoint, _)| !agrees(checkpoint, reading))?;',
    '.find(|_| false)?;',
  ],
  [
    'auditor',
    'the first of the checkpoints',
    'log_truncated',
    '.min_by_key(|(place, _)| *place)',
    '.next()',
  ],
  [
    'auditor',
    'a torn file of checkpoints',
    'torn_tail',
    'is_torn.then_some',
    '(is_torn && false).then_some',
  ],
]

/** The tests, or some of them, of the crate as it stands in the copy. */
function test(...names) {
  const args = ['test', '--quiet', '--locked', '--test', 'tampering', '--', '--nocapture', ...names]
  const { stdout, stderr, status } = spawnSync('cargo', args, {
    cwd: copy,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: {
      ...process.env,
      CARGO_TARGET_DIR: new URL('target/', copy).pathname,
      CARGO_PROFILE_TEST_DEBUG: '0',
      COUNTERSIGN_TAMPERED_LOGS: '10',
      RUST_BACKTRACE: '0',
      RUSTFLAGS: '--cap-lints=allow',
    },
  })
  const said = stdout + stderr
  if (!said.includes('running ')) throw new Error(`it does not compile:\n${said}`)
  return { status, said }
}

/** The lines that tell that this kind is missed, if there are any. */
function missed(kind, { status, said }) {
  // What was to be found; what is found instead stands behind it.
  const demanded = [`: ("${kind}", `, `right: Some(("${kind}", `]
  const is = (line) => demanded.some((text) => line.includes(text))
  const lost = said.split('\n').filter((line) => /^(lost:| +right:)/.test(line) && is(line))
  return status !== 0 && lost.length > 0 ? lost : undefined
}

for (const path of ['Cargo.toml', 'Cargo.lock', 'README.md', 'src', 'xtask', 'tests/tampering'])
  cpSync(new URL(path, root), new URL(path, copy), { recursive: true })
// The manifest names them.
for (const path of ['tests/bench', 'tests/timing']) {
  mkdirSync(new URL(path, copy), { recursive: true })
  cpSync(new URL(`${path}/native.rs`, root), new URL(`${path}/native.rs`, copy))
}

const whole = test()
if (whole.status !== 0) throw new Error(`with all checks on, the tests fail:\n${whole.said}`)

const [wanted = ''] = process.argv.slice(2)
const failures = []
for (const [file, , , from] of checks) {
  const text = readFileSync(new URL(`src/audit/${file}.rs`, root), 'utf8')
  if (text.split(from).length !== 2) throw new Error(`src/audit/${file}.rs has not once: ${from}`)
}
for (const [file, check, kind, from, to] of checks.filter(([, check]) => check.includes(wanted))) {
  const path = `src/audit/${file}.rs`
  const text = readFileSync(new URL(path, root), 'utf8')
  writeFileSync(
    new URL(path, copy),
    text.replace(from, () => to),
  )
  // What one test misses in seconds, the others need not be asked for.
  const lost = missed(kind, test('every_kind')) ?? missed(kind, test()) ?? []
  writeFileSync(new URL(path, copy), text)
  const names = lost.map((line) => line.replace(/^lost: (.*) \(\d+; .*/, '$1').trim())
  if (lost.length === 0) failures.push(`${path}, ${check}: ${kind} is still found`)
  console.log(
    `${file.padEnd(8)} ${check.padEnd(38)} ${kind.padEnd(22)} ${names.slice(0, 2).join('; ') || 'NOT LOST'}`,
  )
}
for (const failure of failures) console.error(failure)
process.exitCode = failures.length === 0 ? 0 : 1
