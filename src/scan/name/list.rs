//! Names of secrets, reduced to letters and digits in lower case, as data.

use super::super::words::Words;

/// Ends of names.
pub(super) const SECRET_ENDS: Words = Words(
    "password passwd passphrase passcode passwordhash pwd secret token apikey secretkey \
     privatekey accesskey authkey signingkey encryptionkey decryptionkey masterkey sharedkey \
     servicekey accountkey storagekey hmackey aeskey sessionkey deploykey subscriptionkey \
     functionskey groqkey openaikey stripekey jwt sessionid sessid connectsid connectionstring \
     connstr otp onetimecode verificationcode recoverycode backupcode securitycode mfacode \
     seedphrase mnemonic cardnumber cvv cvc samlresponse codeverifier xamzsignature \
     xgoogsignature",
);
pub(super) const COUNTED_ENDS: Words =
    Words("passwords secrets tokens apikeys privatekeys accesskeys recoverycodes backupcodes");
pub(super) const WEAK_ENDS: Words = Words("cookie cookies credential credentials");

/// Whole names, of which longer ones end in the same letters.
pub(super) const SECRET_NAMES: Words = Words(
    "pin userpin cardpin newpin oldpin currentpin dbpass userpass smtppass mysqlpass pgpass \
     redispass adminpass rootpass ftppass authpass proxypass storepass keypass",
);
pub(super) const COUNTED_NAMES: Words = Words("pass");
pub(super) const WEAK_NAMES: Words = Words(
    "authorization proxyauthorization httpauthorization xauthorization xforwardedauthorization \
     authheader bearer",
);

/// Ends of names that are no secrets though they end as those do: places in a list, marks of a
/// language model or of a parser, handles of a program.
pub(super) const BENIGN_ENDS: Words = Words(
    "pagetoken nexttoken previoustoken continuationtoken paginationtoken synctoken cursortoken \
     scrolltoken resumetoken cancellationtoken canceltoken idempotencytoken clientrequesttoken \
     stoptoken starttoken endtoken eostoken bostoken padtoken unktoken masktoken unexpectedtoken \
     publictoken",
);

/// What is said of a secret behind its name, and leaves it one.
pub(super) const TAILS: Words = Words(
    "confirmation confirm value plain plaintext raw old new current repeat again prod production \
     live test staging dev encrypted pem base64 b64",
);
