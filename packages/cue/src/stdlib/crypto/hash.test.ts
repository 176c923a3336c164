import { checkCalls } from "../../../test/calls.ts";

checkCalls("crypto/md5", [
  ['hex.Encode(md5.Sum("abc"))', '"900150983cd24fb0d6963f7d28e17f72"'],
  ['hex.Encode(sha1.Sum("abc"))', '"a9993e364706816aba3e25717850c26c9cd0d89d"'],
  [
    'hex.Encode(sha256.Sum256("abc"))',
    '"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"',
  ],
  [
    "hex.Encode(sha256.Sum224('abc'))",
    '"23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"',
  ],
  [
    'hex.Encode(sha512.Sum512("abc"))',
    '"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"',
  ],
  [
    'hex.Encode(sha512.Sum384("abc"))',
    '"cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"',
  ],
  [
    'hex.Encode(sha512.Sum512_224("abc"))',
    '"4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa"',
  ],
  [
    'hex.Encode(sha512.Sum512_256("abc"))',
    '"53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"',
  ],
  [
    'hex.Encode(hmac.Sign(hmac.SHA256, "key", "data"))',
    '"5031fe3d989c6d1537a013fa6e739da23463fdaec3b70137d828e36ace221bd0"',
  ],
  [
    'hex.Encode(hmac.Sign(hmac.SHA512_224, "key", "data"))',
    '"8b6657a9d03419b965477ba8149782c7d8e58ac4c79a9646e191c1d5"',
  ],
  [
    'hex.Encode(hmac.Sign("MD4", "key", "data"))',
    "error: error in call to crypto/hmac.Sign: unsupported hash function",
  ],
  ["sha256.BlockSize", "64"],
]);
