// Package digest names things by what they hold.
//
// Its one law: two things with one digest are the same thing.
package digest

import (
	"crypto/sha256"
	"encoding/hex"
)

// A Digest is the SHA-256 of some bytes. The zero Digest means unknown.
type Digest [sha256.Size]byte

// Of returns the digest of b.
func Of(b []byte) Digest { return sha256.Sum256(b) }

// String returns d in hexadecimal.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// Short returns enough of d to name a file by.
func (d Digest) Short() string { return hex.EncodeToString(d[:6]) }
