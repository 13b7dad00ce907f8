/** Who signs checkpoints. The private key stays with the host. */
import { system } from '../platform.js'
import { optionFault, verifierKeyOf } from './core.js'

/** Signs checkpoints with Ed25519. */
export interface NoteSigner {
  /** The log's origin. */
  readonly name: string
  /** The public key, as C2SP `signed-note` writes it: for the auditor's policy. */
  readonly verifierKey: string
  /** The signature of a text, 64 bytes. */
  sign(text: Uint8Array): Uint8Array | Promise<Uint8Array>
}

/** What of `node:crypto` is used. */
interface NodeCrypto {
  createPrivateKey(key: unknown): KeyObject
  createPublicKey(key: unknown): KeyObject
  sign(algorithm: null, data: Uint8Array, key: KeyObject): Uint8Array
}
interface KeyObject {
  readonly type?: string
  readonly asymmetricKeyType?: string
  export(options: { format: 'der'; type: 'spki' }): Uint8Array
}

/**
 * A signer with a key of `node:crypto`: a private Ed25519 `KeyObject`, or PKCS#8 in PEM. For Node (from
 * 20.16 on), Deno and Bun; elsewhere {@link noteSigner}.
 *
 * @throws {ConfigError} for a key that is none, or a name with spaces or `+`.
 */
export function ed25519Signer(options: {
  readonly name: string
  readonly privateKey: string | object
}): NoteSigner {
  const crypto = system?.getBuiltinModule?.('node:crypto') as unknown as NodeCrypto | undefined
  const { name, privateKey } = options ?? {}
  if (crypto === undefined) throw optionFault('privateKey')
  let key: KeyObject
  let publicKey: Uint8Array | undefined
  try {
    const given = privateKey as KeyObject
    key = given.type === 'private' ? given : crypto.createPrivateKey(given)
    if (key.asymmetricKeyType === 'ed25519') {
      // Behind what says which kind of key it is (RFC 8410, section 4).
      publicKey = crypto.createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)
    }
  } catch {
    // A message of theirs might quote the key.
  }
  if (publicKey === undefined) throw optionFault('privateKey')
  return noteSigner({ name, publicKey, sign: (text) => crypto.sign(null, text, key) })
}

/**
 * A signer whose key is elsewhere: WebCrypto, a key management service. `publicKey` is its 32 bytes.
 *
 * @throws {ConfigError} for a key that is none, or a name with spaces or `+`.
 */
export function noteSigner(options: {
  readonly name: string
  readonly publicKey: Uint8Array
  readonly sign: NoteSigner['sign']
}): NoteSigner {
  const { name, publicKey, sign } = options ?? {}
  if (typeof name !== 'string' || name === '') throw optionFault('name')
  if (typeof sign !== 'function') throw optionFault('sign')
  const verifierKey = publicKey instanceof Uint8Array ? verifierKeyOf(name, publicKey) : undefined
  if (verifierKey === undefined) throw optionFault(/[\s+]/.test(name) ? 'name' : 'publicKey')
  return { name, verifierKey, sign }
}
