// Package digest names things by what they hold.
//
// Its one law: two things with one digest are the same thing.
package digest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// A Digest is the SHA-256 of some bytes. The zero Digest means unknown.
type Digest [sha256.Size]byte

// Of returns the digest of b.
func Of(b []byte) Digest { return sha256.Sum256(b) }

// String returns d in hexadecimal.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// Short returns enough of d to name a file by.
func (d Digest) Short() string { return hex.EncodeToString(d[:6]) }

// MarshalText writes d in hexadecimal, for JSON.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Digest) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(d)) {
		return fmt.Errorf("%q is not a digest", text)
	}
	_, err := hex.Decode(d[:], text)
	return err
}
