/** For those who have neither Node's types nor the newest of the language: the page of a browser. */
import { createVerifier, type Delivery, memoryStore, receive } from 'countersign'
import { check, type Same } from './same.js'

const github = createVerifier('github', { keys: 'secret', now: () => Date.now() })
const result = github.verify({ headers: new Headers(), body: new Uint8Array(1) })
if (result.ok) {
  check<Same<typeof result, Delivery<'github'>>>()
  result.text() satisfies string
}
receive(github, new Request('/'), { store: memoryStore(), bodyReplayTtl: 1 }, () => {})
github.dispose()
