/** Ed25519 by the host. */
import { system } from './platform.js'

/** What of `node:crypto` is used. */
interface NodeCrypto {
  createPublicKey(key: unknown): object
  verify(algorithm: null, data: Uint8Array, key: object, signature: Uint8Array): boolean
}

/** By `node:crypto`, from Node 20.16 on; throws where there is none. */
export function verifyHere(
  publicKey: Uint8Array,
  text: Uint8Array,
  signature: Uint8Array,
): boolean {
  const crypto = system?.getBuiltinModule?.('node:crypto') as unknown as NodeCrypto
  const x = btoa(String.fromCharCode(...publicKey))
  const url = x.replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')
  const key = { key: { kty: 'OKP', crv: 'Ed25519', x: url }, format: 'jwk' }
  return crypto.verify(null, text, crypto.createPublicKey(key), signature)
}

/** Whether a signature is by a verifier key. A host without Ed25519 cannot tell, and believes it. */
export async function isSigned(
  verifierKey: string,
  text: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  // Behind the name, eight digits, and a byte for the kind of signature.
  const key = atob(verifierKey.slice(verifierKey.indexOf('+') + 10))
  const publicKey = Uint8Array.from(key, (char) => char.charCodeAt(0)).subarray(1)
  try {
    return verifyHere(publicKey, text, signature)
  } catch {
    // No `node:crypto`.
  }
  try {
    const { subtle } = crypto
    const raw = Uint8Array.from(publicKey)
    const known = await subtle.importKey('raw', raw, 'Ed25519', false, ['verify'])
    return await subtle.verify('Ed25519', known, Uint8Array.from(signature), Uint8Array.from(text))
  } catch {
    return true
  }
}
