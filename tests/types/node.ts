/** For those who have Node's types and not the library `dom`: a server. */
import { createVerifier, receive } from 'countersign'
import { signedRequest } from 'countersign/testing'

const square = createVerifier('square', { keys: process.env.SQUARE_SIGNATURE_KEY })
const options = { keys: 'secret', body: Buffer.from('{}'), url: new URL('https://example.com/') }
const { request, headers, body } = signedRequest('square', options)

square.verify({ headers, body, url: options.url })
square.verifyRequest(request).then(({ ok }) => ok satisfies boolean)
receive(square, request, {}, (delivery) => delivery.json())
