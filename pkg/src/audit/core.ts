/** The module that writes entries and logs, and what is asked of it. */
import { ConfigError, faultOf } from '../errors.js'
import { bind, module } from '../generated/audit.js'
import { auditReasons } from '../generated/reasons.js'
import { host } from '../host.js'
import { load } from '../load.js'
import { system } from '../platform.js'

interface Exports {
  room(length: number): number
  answer(): number
  ask(what: number, length: number, number: number): number
}

const instance = () => load<Exports>('audit', module, () => bind(host))
let audit = /* @__PURE__ */ instance()
let isAsking = false

const encoder = /* @__PURE__ */ new TextEncoder()
const decoder = /* @__PURE__ */ new TextDecoder()

/** As `src/wasm/audit.rs` numbers them. */
const ENTRY = 0
const LINE = 1
const EMPTY = 2
const APPEND = 3
const CHECKPOINT = 4
const KEY = 5
const SIGNATURE = 6
const SECRETS = 7
/** Answers below are no lengths. */
const LENGTH = 256

type Part = string | Uint8Array | number

function renew(): void {
  audit = instance()
  isAsking = false
}

/**
 * Asks the core. A call that the engine cut short, or that trapped, may have left its memory unsorted:
 * then the next one has a new instance. What must outlive a call is handed in and out.
 */
function ask(what: number, parts: readonly Part[], number = 0): Answer | number {
  if (isAsking) renew()
  isAsking = true
  const { exports } = audit
  let most = 0
  for (const part of parts) {
    most +=
      typeof part === 'string'
        ? 4 + 3 * part.length
        : typeof part === 'number'
          ? 12
          : 4 + part.length
  }
  const start = exports.room(most)
  const { bytes, view } = window(exports.memory)
  let at = start
  for (const part of parts) {
    let length = 8
    if (typeof part === 'string') {
      length = encoder.encodeInto(part, bytes.subarray(at + 4, at + 4 + 3 * part.length)).written
    } else if (typeof part === 'number') {
      view.setFloat64(at + 4, part, true)
    } else {
      length = part.length
      bytes.set(part, at + 4)
    }
    view.setUint32(at, length, true)
    at += 4 + length
  }
  const code = exports.ask(what, at - start, number)
  isAsking = false
  if (code < LENGTH) return code
  return new Answer(window(exports.memory), exports.answer())
}

/** The memory, which has another buffer once it has grown. */
interface Window {
  readonly bytes: Uint8Array
  readonly view: DataView
}

let newest: Window | undefined

function window({ buffer }: WebAssembly.Memory): Window {
  if (newest?.bytes.buffer !== buffer) {
    newest = { bytes: new Uint8Array(buffer), view: new DataView(buffer) }
  }
  return newest as Window
}

/** The parts of an answer, which the next question overwrites. */
class Answer {
  readonly #window: Window
  #at: number

  constructor(window: Window, at: number) {
    this.#window = window
    this.#at = at
  }

  bytes(): Uint8Array {
    const from = this.#at + 4
    this.#at = from + this.#window.view.getUint32(this.#at, true)
    return this.#window.bytes.subarray(from, this.#at)
  }

  text(): string {
    return decoder.decode(this.bytes())
  }
}

/** The text that is answered; undefined where there is none. */
function textOf(answer: Answer | number): string | undefined {
  return typeof answer === 'number' ? undefined : answer.text()
}

/** The answer, or the fault of its number. */
function sound(answer: Answer | number): Answer {
  if (typeof answer === 'number') throw fault(answer)
  return answer
}

/** A group of entries that is to be kept. */
export interface Made {
  readonly state: Uint8Array
  readonly text: string
  /** The leaf and `prev` of each entry, 44 characters each. */
  readonly hashes: string
  /** For each draft 0, or the number of the fault for which it was left out. */
  readonly codes: Uint8Array
  /** For each entry, what discloses its sealed values, if anything. */
  readonly disclosures: readonly string[]
}

/** The process's own secrets, which no entry may hold, kept ready in the core. */
export class OwnSecrets {
  readonly #parts: () => readonly string[]
  #instance: object | undefined
  #handle = 0

  /** \`more\` are secrets beside those that stand under a secret's name in the environment. */
  constructor(more: readonly string[] = []) {
    this.#parts = () => [
      ...Object.entries(system?.env ?? {}).flatMap(([name, value]) => [name, value ?? '']),
      ...more.flatMap((secret) => ['', secret]),
    ]
  }

  get handle(): number {
    if (isAsking) renew()
    if (this.#instance !== audit) {
      this.#handle = Number(textOf(ask(SECRETS, this.#parts())))
      this.#instance = audit
    }
    return this.#handle
  }
}

/** The entry of a draft, without a log, in canonical JSON. */
export function entryOf(draft: string, now: number, secrets: OwnSecrets): string {
  const { handle } = secrets
  return sound(ask(ENTRY, [now, draft], handle)).text()
}

/** `[AUDIT] {json}`. */
export function consoleLine(json: string): string {
  return textOf(ask(LINE, [json])) as string
}

/** The state of the empty log of an origin. */
export function emptyLog(origin: string): Uint8Array {
  return sound(ask(EMPTY, [origin]))
    .bytes()
    .slice()
}

/** Drafts, each behind its time, appended to the log of a state; without secrets, the log's own. */
export function appendTo(
  state: Uint8Array,
  drafts: readonly (string | number)[],
  salts: Uint8Array,
  secrets: OwnSecrets | undefined,
): Made {
  const handle = secrets?.handle ?? -1
  const answer = sound(ask(APPEND, [state, salts, ...drafts], handle))
  const next = answer.bytes().slice()
  const [text, hashes, codes] = [answer.text(), answer.text(), answer.bytes().slice()]
  const disclosures: string[] = []
  for (const code of codes) if (code === 0) disclosures.push(answer.text())
  return { state: next, text, hashes, codes, disclosures }
}

/** What is signed of the log of a state. */
export function checkpointOf(state: Uint8Array): string {
  return textOf(ask(CHECKPOINT, [state])) as string
}

export function verifierKeyOf(name: string, publicKey: Uint8Array): string | undefined {
  return textOf(ask(KEY, [name, publicKey]))
}

export function signatureLine(verifierKey: string, signature: Uint8Array): string | undefined {
  return textOf(ask(SIGNATURE, [verifierKey, signature]))
}

/** The fault that a number or a code of the core stands for. */
export const fault = (what: number | (typeof auditReasons)[number][2]) =>
  faultOf(what as number, auditReasons)

/** The fault of an option, or of what else is named. */
export function optionFault(name: string): ConfigError {
  const { code, message } = fault('audit_option_invalid')
  return new ConfigError(code, `${message} Here it is \`${name}\`.`)
}
