//! JSON Web Tokens, whose claims hold a hash of the body or the URL.

use super::rows;
use crate::{
    mac::Hash::{Sha256, Sha384, Sha512},
    provider::{
        Provider,
        handshake::{
            At, Handshake,
            Reply::{Lit, Quoted},
        },
        jwt::{BodyHash, Jwt},
    },
};

rows! {
    /// A key's id is the API key, which the token names.
    LIVEKIT: "LiveKit" at "https://www.npmjs.com/package/livekit-server-sdk/v/2.19.2" =
        Provider::hmac("livekit", "authorization").sdk().keyed().seconds(10, 10).jwt(&Jwt::new(&[Sha256]).body("sha256", BodyHash::Base64));
    MESSAGEBIRD: "MessageBird" at "https://www.npmjs.com/package/messagebird/v/4.0.1" =
        Provider::hmac("messagebird", "messagebird-signature-jwt").sdk().seconds(5, 5).jwt(&Jwt::new(&[Sha256, Sha384, Sha512]).issuer("MessageBird").url("url_hash", true).body("payload_hash", BodyHash::HexUnlessEmpty).id("jti"));
    /// The body is not signed.
    MONDAY: "monday.com" at "https://developer.monday.com/apps/docs/authorization-header" =
        Provider::hmac("monday", "authorization").seconds(10, 10).jwt(&Jwt::new(&[Sha256]).url("aud", false)).asking(&Handshake::echo("POST", At::Json("challenge")).json(&[Lit("{\"challenge\":\""), Quoted, Lit("\"}")]));
    UPSTASH_QSTASH: "Upstash QStash" at "https://www.npmjs.com/package/@upstash/qstash/v/2.12.0" =
        Provider::hmac("upstash-qstash", "upstash-signature").sdk().seconds(0, 30).jwt(&Jwt::new(&[Sha256]).issuer("Upstash").url("sub", false).body("body", BodyHash::Base64Url).id("jti"));
    VONAGE: "Vonage" at "https://www.npmjs.com/package/@vonage/jwt/v/1.14.0" =
        Provider::hmac("vonage", "authorization").sdk().jwt(&Jwt::new(&[Sha256]).scheme("Bearer ").body("payload_hash", BodyHash::Hex).aged());
}
